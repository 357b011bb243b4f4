import { ConformanceId, type conformance, conformanceEventsPath, refusal } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import { rightsOf } from '../../control/accounts/hear-rights.ts';
import { cancelConformance } from '../../control/conformance/cancel-conformance.ts';
import { getConformance, listConformance } from '../../control/conformance/list-conformance.ts';
import { findConformanceOf } from '../../control/conformance/show-conformance.ts';
import { startConformance } from '../../control/conformance/start-conformance.ts';
import { conformanceTopic } from '../../control/conformance/topic.ts';
import type { ControlContext } from '../../control/context.ts';
import { follow } from '../../store/follow-topic.ts';
import type { Authenticators, Handlers } from '../kit/mount.ts';
import { progressLimits } from '../progress-limits.ts';
import { mountStream, type StreamEvent } from '../sse.ts';

export const conformanceHandlers = (context: ControlContext): Handlers<typeof conformance> => ({
  startConformance: (caller, input) => startConformance(context, caller, input),
  listConformance: (caller, input) => listConformance(context, caller, input),
  getConformance: (caller, input) => getConformance(context, caller, input),
  cancelConformance: (caller, input) => cancelConformance(context, caller, input),
});

/** An extended test's progress as server-sent events, from the first or from `Last-Event-ID` on. */
export function mountConformanceEvents(
  app: FastifyInstance,
  context: ControlContext,
  authenticate: Pick<Authenticators, 'maker'>,
): void {
  mountStream(app, {
    path: conformanceEventsPath(':id'),
    caller: 'maker',
    operation: 'getConformance',
    authenticate,
    rights: rightsOf(context),
    limits: progressLimits,
    async open(caller, params) {
      const id = ConformanceId.safeParse(params.id).data;
      if (!id || !(await findConformanceOf(context.db, caller, id))) return refusal('not_found');
      return (after, signal) => progressEvents(context, id, after, signal);
    },
  });
}

async function* progressEvents(
  { db, notifications }: ControlContext,
  id: ConformanceId,
  after: number,
  signal: AbortSignal,
): AsyncGenerator<StreamEvent[]> {
  for await (const page of follow<object>(db, notifications, conformanceTopic(id), after, signal))
    yield page.map(({ seq, data }) => ({ id: seq, data: { seq, progress: data } }));
}
