import { Readable } from 'node:stream';
import { backupPath, isRefusal, seconds } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import { type BackupPlace, makeBackup } from '../../backup/make-backup.ts';
import type { OperatorCaller } from '../../callers.ts';
import type { ControlContext } from '../../control/context.ts';
import { type Authenticators, callerOf, requireCaller } from '../kit/mount.ts';
import { answerRefusal } from '../kit/problem.ts';

/** A reader that takes nothing for so long is gone, and the snapshot it holds keeps the database from cleaning up. */
const PATIENCE = seconds(60);

/** The whole platform as one file. What breaks on the way breaks the connection: no half file looks whole. */
export function mountBackup(
  app: FastifyInstance,
  context: ControlContext,
  place: BackupPlace,
  authenticate: Pick<Authenticators, 'operator'>,
): void {
  app.post(backupPath, { onRequest: requireCaller('operator', authenticate) }, async (request, reply) => {
    const backup = await makeBackup(context, place, callerOf(request) as OperatorCaller);
    if (isRefusal(backup)) return answerRefusal(request, reply, backup);
    reply.raw.setTimeout(PATIENCE, () => reply.raw.destroy());
    return await reply
      .header('content-type', 'application/x-tar')
      .header('content-disposition', 'attachment; filename="kaitong-backup.tar"')
      .header('cache-control', 'no-store')
      .send(Readable.from(backup, { objectMode: false }));
  });
}
