import { Readable } from 'node:stream';
import { BackupSince, backupPath, backupVerificationPath, isRefusal, refusal, seconds } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import { type BackupPlace, makeBackup } from '../../backup/make-backup.ts';
import { type VerifyPlace, verifyBackup } from '../../backup/verify-backup.ts';
import type { OperatorCaller } from '../../callers.ts';
import type { ControlContext } from '../../control/context.ts';
import { type Authenticators, callerOf, requireCaller } from '../kit/mount.ts';
import { answerRefusal } from '../kit/problem.ts';

/** A reader that takes nothing for so long is gone, and the snapshot it holds keeps the database from cleaning up. */
const PATIENCE = seconds(60);

/** Twice what a hundred regions with all their days have. */
const LARGEST_MANIFEST = 64 * 1024 * 1024;

/** A terabyte. */
const LARGEST_BACKUP = 2 ** 40;

/** The whole platform as one file. What breaks on the way breaks the connection: no half file looks whole. */
export function mountBackup(
  app: FastifyInstance,
  context: ControlContext,
  place: BackupPlace & VerifyPlace,
  authenticate: Pick<Authenticators, 'operator'>,
): void {
  mountVerification(app, context, place, authenticate);
  const options = { onRequest: requireCaller('operator', 'makeBackup', authenticate), bodyLimit: LARGEST_MANIFEST };
  app.post(backupPath, options, async (request, reply) => {
    const since = BackupSince.safeParse(request.body).data;
    const backup = await makeBackup(context, place, callerOf(request) as OperatorCaller, since);
    if (isRefusal(backup)) return answerRefusal(request, reply, backup);
    reply.raw.setTimeout(PATIENCE, () => reply.raw.destroy());
    return await reply
      .header('content-type', 'application/x-tar')
      .header('content-disposition', 'attachment; filename="kaitong-backup.tar"')
      .header('cache-control', 'no-store')
      .send(Readable.from(backup, { objectMode: false }));
  });
}

/** A backup comes as it is, of whatever length that is said before: it is written to the disk while it arrives. */
function mountVerification(
  app: FastifyInstance,
  context: ControlContext,
  place: VerifyPlace,
  authenticate: Pick<Authenticators, 'operator'>,
): void {
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/x-tar', (_request, payload, parsed) => parsed(null, payload));
    const options = { onRequest: requireCaller('operator', 'verifyBackup', authenticate), bodyLimit: LARGEST_BACKUP };
    scope.post(backupVerificationPath, options, async (request, reply) => {
      const body = request.body instanceof Readable ? request.body : Readable.from([]);
      const bytes = Number(request.headers['content-length'] ?? Number.NaN);
      if (Number.isNaN(bytes)) return answerRefusal(request, reply, refusal('length_required'));
      const report = await verifyBackup(context, place, callerOf(request) as OperatorCaller, { body, bytes });
      return isRefusal(report) ? answerRefusal(request, reply, report) : report;
    });
    done();
  });
}
