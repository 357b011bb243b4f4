import { Readable } from 'node:stream';
import {
  type firmware,
  isRefusal,
  MOST_IMAGE_BYTES,
  Pid,
  ReleaseId,
  refusal,
  releaseImagePath,
} from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import type { MakerCaller } from '../../callers.ts';
import type { ControlContext } from '../../control/context.ts';
import { createRelease } from '../../control/firmware/create-release.ts';
import { addFirmwareKey, listFirmwareKeys, removeFirmwareKey } from '../../control/firmware/keys.ts';
import { listReleases } from '../../control/firmware/list-releases.ts';
import { moveRelease } from '../../control/firmware/move-release.ts';
import { takeImage } from '../../control/firmware/take-image.ts';
import { type Authenticators, callerOf, type Handlers, requireCaller } from '../kit/mount.ts';
import { answerRefusal } from '../kit/problem.ts';

export const firmwareHandlers = (context: ControlContext): Handlers<typeof firmware> => ({
  listFirmwareKeys: (caller, input) => listFirmwareKeys(context, caller, input),
  addFirmwareKey: (caller, input) => addFirmwareKey(context, caller, input),
  removeFirmwareKey: (caller, input) => removeFirmwareKey(context, caller, input),
  listReleases: (caller, input) => listReleases(context, caller, input),
  createRelease: (caller, input) => createRelease(context, caller, input),
  moveRelease: (caller, input) => moveRelease(context, caller, input),
});

/** A release's image comes as it is, of a length that is said before, and is looked at while it arrives. */
export function mountReleaseImages(
  app: FastifyInstance,
  context: ControlContext,
  authenticate: Pick<Authenticators, 'maker'>,
): void {
  app.register((scope, _options, done) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('application/octet-stream', (_request, payload, parsed) => parsed(null, payload));
    const options = { onRequest: requireCaller('maker', 'createRelease', authenticate), bodyLimit: MOST_IMAGE_BYTES };
    scope.put<{ Params: Record<string, string> }>(
      releaseImagePath(':pid', ':releaseId'),
      options,
      async (request, reply) => {
        const pid = Pid.safeParse(request.params.pid).data;
        const releaseId = ReleaseId.safeParse(request.params.releaseId).data;
        if (!pid || !releaseId) return answerRefusal(request, reply, refusal('not_found'));
        const bytes = Number(request.headers['content-length'] ?? Number.NaN);
        if (Number.isNaN(bytes)) return answerRefusal(request, reply, refusal('length_required'));
        const body = request.body instanceof Readable ? request.body : Readable.from([]);
        const taken = await takeImage(context, callerOf(request) as MakerCaller, { pid, releaseId }, { body, bytes });
        return isRefusal(taken) ? answerRefusal(request, reply, taken) : taken;
      },
    );
    done();
  });
}
