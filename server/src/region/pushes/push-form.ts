import { isRefusal, type PushedFootage, type Refusal, refusal } from '@kaitong/contract';
import { checks } from '@kaitong/contract/checks';
import { sniffContainer } from '@kaitong/media';
import type { PushCaller } from '../../callers.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext } from '../context.ts';
import { takeBytes } from '../quotas/take-quota.ts';
import { type Picture, pushClip, pushPicture } from './push-clip.ts';
import { type ArrivedFile, COPIES, refuseFootage } from './push-file.ts';
import type { PushedFile } from './push-segment.ts';
import { type ReadVideo, readFootage, readPicture } from './read-footage.ts';

const MOST_PICTURE_BYTES = checks['snap.size'].limit;

type Film = { file: PushedFile; video: ReadVideo };

/**
 * What a camera's script posts of one event: a picture, a film, or both. A picture alone is an event that cannot be played,
 * which its owner is told of all the same.
 */
export async function pushForm(
  context: RegionContext,
  caller: PushCaller,
  files: readonly ArrivedFile[],
): Promise<PushedFootage | Refusal> {
  const { deviceId } = caller;
  const began = performance.now();
  const now = context.clock.now();
  const { db, judge, limits } = context;
  const tooMany = rateRefusal([await takeRate(db, `pushes ${deviceId}`, limits.pushesPerDevice)]);
  if (tooMany) return tooMany;
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const tooMuch = await takeBytes(context, caller, bytes);
  if (tooMuch) return tooMuch;
  return await judge.holding(COPIES * bytes, async () => {
    let picture: (Picture & { file: PushedFile }) | undefined;
    let film: Film | undefined;
    for (const arrived of files) {
      const file = await fileOf(arrived, { now, began });
      if (sniffContainer(file.bytes) === 'jpeg') {
        if (picture) return TWICE;
        const read = await readPicture(context, file.bytes, MOST_PICTURE_BYTES);
        if (isRefusal(read)) return read;
        picture = { ...read, bytes: file.bytes, file };
      } else {
        if (film) return TWICE;
        const video = await readFilm(context, file);
        if (isRefusal(video)) return video;
        film = { file, video };
      }
    }
    if (film) return await pushClip(context, caller, film.file, film.video, picture);
    if (!picture) return refusal('push_not_footage', { content: FORM });
    return await pushPicture(context, caller, picture.file, picture);
  });

  async function fileOf(arrived: ArrivedFile, { now, began }: { now: Date; began: number }): Promise<PushedFile> {
    const bytes = await arrived.read();
    const arrival = { now, agoMs: performance.now() - began };
    return { deviceId, stream: '', name: '', sha256: arrived.sha256, bytes, arrival };
  }
}

const FORM = 'multipart/form-data';
/** Of two pictures, or of two films, nobody could say which is the event's. */
const TWICE: Refusal = refusal('push_not_footage', { content: FORM });

/** A form is one event, so what is in it has to be whole. */
async function readFilm(context: RegionContext, file: PushedFile): Promise<ReadVideo | Refusal> {
  const media = await readFootage(context, file.bytes, { init: null, tail: null, codec: undefined });
  if (isRefusal(media)) return media;
  if (media.is === 'init') return refusal('push_not_footage', { content: 'video/mp4' });
  return refuseFootage(file, media.video) ?? media.video;
}
