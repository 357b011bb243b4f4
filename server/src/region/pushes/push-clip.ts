import { isRefusal, type PushedFootage, type Refusal, refusal } from '@kaitong/contract';
import type { PushCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { recordingPurpose } from '../recording/purpose.ts';
import { openEvent } from '../uploads/open-event.ts';
import { closePushed } from './end-stream.ts';
import { isKept } from './is-kept.ts';
import { type Arrival, openingOf, type PushedPicture } from './opening.ts';
import type { PushedFile } from './push-segment.ts';
import type { ReadVideo } from './read-footage.ts';
import { type PlainObject, storeObject } from './store-object.ts';

const ID_DIGITS = 40;

export type Picture = { width: number; height: number; bytes: Buffer };

/** One file that is one event, with the picture that came along. The same bytes again are the same event. */
export async function pushClip(
  context: RegionContext,
  caller: PushCaller,
  { sha256, bytes, arrival }: PushedFile,
  video: ReadVideo,
  picture?: Picture,
): Promise<PushedFootage | Refusal> {
  const film: PlainObject = { n: 0, kind: 'segment', durationMs: video.durationMs, bytes };
  const objects = picture ? [film, snapshotOf(picture, 1)] : [film];
  return await pushWhole(context, caller, { shown: video, arrival, sha256 }, objects);
}

/** A picture that is all there is of an event. The same bytes again are the same event. */
export async function pushPicture(
  context: RegionContext,
  caller: PushCaller,
  { sha256, arrival }: Pick<PushedFile, 'sha256' | 'arrival'>,
  picture: Picture,
): Promise<PushedFootage | Refusal> {
  const { width, height } = picture;
  const shown = { container: 'mp4', codec: 'h264', width, height, durationMs: 0 } as const;
  return await pushWhole(context, caller, { shown, arrival, sha256 }, [snapshotOf(picture, 0)]);
}

const snapshotOf = ({ bytes }: Picture, n: number): PlainObject => ({ n, kind: 'snapshot', durationMs: 0, bytes });

/** An event that is all there at once: opened, filled and closed. */
async function pushWhole(
  context: RegionContext,
  caller: PushCaller,
  { shown, arrival, sha256 }: { shown: PushedPicture; arrival: Arrival; sha256: string },
  objects: readonly PlainObject[],
): Promise<PushedFootage | Refusal> {
  const deviceEventId = `push.${sha256.slice(0, ID_DIGITS)}`;
  const opened = await openEvent(recordingPurpose, context, caller, {
    body: openingOf(shown, arrival, { deviceEventId }),
  });
  if (isRefusal(opened)) return opened;
  const { eventId, state } = opened;
  // Deleted by its owner, it does not come back by itself.
  if (state === 'closed') return (await isKept(context, eventId, 0)) ? { eventId, state } : refusal('event_closed');
  for (const object of objects) {
    const refused = await storeObject(context, caller, eventId, object);
    if (refused) return refused;
  }
  await closePushed(context, caller.deviceId, eventId);
  return { eventId, state: 'closed' };
}
