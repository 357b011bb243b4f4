import { BulkActivationId, type bulkActivations, bulkJunitPath, isRefusal, refusal } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import type { MakerCaller } from '../../callers.ts';
import { cancelBulkActivation } from '../../control/bulk-activations/cancel-bulk.ts';
import { createBulkActivation } from '../../control/bulk-activations/create-bulk.ts';
import { getBulkActivation, listBulkActivations } from '../../control/bulk-activations/show-bulk.ts';
import { writeJunit } from '../../control/bulk-activations/write-junit.ts';
import type { ControlContext } from '../../control/context.ts';
import { type Authenticators, callerOf, type Handlers, requireCaller } from '../kit/mount.ts';
import { answerRefusal } from '../kit/problem.ts';
import { callRequestOf } from '../kit/request.ts';

export const bulkActivationHandlers = (context: ControlContext): Handlers<typeof bulkActivations> => ({
  createBulkActivation: (caller, input) => createBulkActivation(context, caller, input),
  listBulkActivations: (caller, input) => listBulkActivations(context, caller, input),
  getBulkActivation: (caller, input) => getBulkActivation(context, caller, input),
  cancelBulkActivation: (caller, input) => cancelBulkActivation(context, caller, input),
});

/** The report as a file for dashboards: who may read the one may read the other. */
export function mountBulkJunit(
  app: FastifyInstance,
  context: ControlContext,
  authenticate: Pick<Authenticators, 'maker'>,
): void {
  const onRequest = requireCaller('maker', 'getBulkActivation', authenticate);
  app.get<{ Params: { id: string } }>(bulkJunitPath(':id'), { onRequest }, async (request, reply) => {
    const id = BulkActivationId.safeParse(request.params.id).data;
    const caller = callerOf(request) as MakerCaller;
    const xml = id
      ? await writeJunit(context, caller, id, callRequestOf(request, reply).language)
      : refusal('not_found');
    if (isRefusal(xml)) return answerRefusal(request, reply, xml);
    return await reply
      .header('content-type', 'application/xml; charset=utf-8')
      .header('cache-control', 'no-store')
      .send(xml);
  });
}
