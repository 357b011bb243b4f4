import { Readable } from 'node:stream';
import { isRefusal, MOST_SBOM_BYTES, Pid, refusal, submissionFilePath, type submissions } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import type { MakerCaller } from '../../callers.ts';
import type { ControlContext } from '../../control/context.ts';
import { getSubmission, makeSubmission } from '../../control/submissions/make-submission.ts';
import { attachment } from '../attachment.ts';
import { type Authenticators, callerOf, type Handlers, requireCaller } from '../kit/mount.ts';
import { answerRefusal } from '../kit/problem.ts';

export const submissionHandlers = (context: ControlContext): Handlers<typeof submissions> => ({
  getSubmission: (caller, input) => getSubmission(context, caller, input),
});

/** So that whoever sends a little too much is told what is too large. */
const READ_AT_MOST = 2 * MOST_SBOM_BYTES;

/** The package, with an SBOM that comes as the body: its bytes go on as they are, so it is not parsed on the way in. */
export function mountSubmissions(
  app: FastifyInstance,
  context: ControlContext,
  authenticate: Pick<Authenticators, 'maker'>,
): void {
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/json', { parseAs: 'buffer' }, (_request, body, parsed) =>
      parsed(null, body),
    );
    const options = { onRequest: requireCaller('maker', 'getSubmission', authenticate), bodyLimit: READ_AT_MOST };
    scope.post<{ Params: { pid: string } }>(submissionFilePath(':pid'), options, async (request, reply) => {
      const pid = Pid.safeParse(request.params.pid).data;
      const sbom = Buffer.isBuffer(request.body) && request.body.length > 0 ? request.body : undefined;
      const made = pid
        ? await makeSubmission(context, callerOf(request) as MakerCaller, pid, sbom)
        : refusal('not_found');
      if (isRefusal(made)) return answerRefusal(request, reply, made);
      return await reply
        .header('content-type', 'application/x-tar')
        .header('content-disposition', attachment(made.name))
        .header('cache-control', 'no-store')
        .send(Readable.from(made.archive, { objectMode: false }));
    });
    done();
  });
}
