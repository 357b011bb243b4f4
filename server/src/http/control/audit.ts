import { Readable } from 'node:stream';
import {
  AuditFilter,
  type audit as auditContract,
  auditCsvPath,
  isRefusal,
  type operatorAudit,
  operatorAuditCsvPath,
} from '@kaitong/contract';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { MakerCaller } from '../../callers.ts';
import { listAudit, listAuditForOperator } from '../../control/audit/list-audit.ts';
import { openAuditFile } from '../../control/audit/write-audit.ts';
import type { ControlContext } from '../../control/context.ts';
import { invalidInput } from '../../invalid-input.ts';
import { type Authenticators, callerOf, type Handlers, requireCaller } from '../kit/mount.ts';
import { answerRefusal } from '../kit/problem.ts';

export const auditHandlers = (context: ControlContext): Handlers<typeof auditContract & typeof operatorAudit> => ({
  listAudit: (caller, input) => listAudit(context, caller, input),
  listAuditForOperator: (_caller, input) => listAuditForOperator(context, input),
});

/** The trail as a file, of one's own account and of all. */
export function mountAuditFiles(
  app: FastifyInstance,
  context: ControlContext,
  authenticate: Pick<Authenticators, 'maker' | 'operator'>,
): void {
  for (const [path, kind, operation] of [
    [auditCsvPath, 'maker', 'listAudit'],
    [operatorAuditCsvPath, 'operator', 'listAuditForOperator'],
  ] as const)
    app.get(path, { onRequest: requireCaller(kind, operation, authenticate) }, async (request, reply) => {
      const caller = callerOf(request) as MakerCaller;
      return await answer(request, reply, (filter) =>
        openAuditFile(context, caller, filter, kind === 'operator' ? 'all' : caller.accountId),
      );
    });
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  open: (filter: AuditFilter) => ReturnType<typeof openAuditFile>,
): Promise<FastifyReply> {
  const filter = AuditFilter.safeParse(request.query);
  if (!filter.success) {
    const [issue] = filter.error.issues;
    const refused = invalidInput({ path: String(issue?.path[0] ?? ''), message: issue?.message ?? '' });
    return answerRefusal(request, reply, refused);
  }
  const text = await open(filter.data);
  if (isRefusal(text)) return answerRefusal(request, reply, text);
  return await reply
    .header('content-type', 'text/csv; charset=utf-8')
    .header('content-disposition', 'attachment; filename="kaitong-audit.csv"')
    .header('cache-control', 'no-store')
    .send(Readable.from(text, { objectMode: false }));
}
