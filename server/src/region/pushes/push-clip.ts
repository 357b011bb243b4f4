import { isRefusal, type PushedFootage, type Refusal, refusal } from '@kaitong/contract';
import type { PushCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { recordingPurpose } from '../recording/purpose.ts';
import { openEvent } from '../uploads/open-event.ts';
import { closePushed } from './end-stream.ts';
import { isKept } from './is-kept.ts';
import { type Arrival, openingOf } from './opening.ts';
import type { PushedFile } from './push-segment.ts';
import type { ReadVideo } from './read-footage.ts';
import { storeObject } from './store-object.ts';

const ID_DIGITS = 40;

export type Picture = { width: number; height: number; bytes: Buffer };

/** One file that is one event. The same bytes again are the same event. */
export async function pushClip(
  context: RegionContext,
  caller: PushCaller,
  { sha256, bytes, arrival }: PushedFile,
  video: ReadVideo,
  picture?: Picture,
): Promise<PushedFootage | Refusal> {
  const deviceEventId = `push.${sha256.slice(0, ID_DIGITS)}`;
  const opened = await openEvent(recordingPurpose, context, caller, {
    body: openingOf(video, arrival, { deviceEventId }),
  });
  if (isRefusal(opened)) return opened;
  const { state } = opened;
  const eventId = opened.eventId;
  // Deleted by its owner, it does not come back by itself.
  if (state === 'closed') return (await isKept(context, eventId, 0)) ? { eventId, state } : refusal('event_closed');
  const { durationMs } = video;
  const refused = await storeObject(context, caller, eventId, { n: 0, kind: 'segment', durationMs, bytes });
  if (refused) return refused;
  if (picture) {
    const missing = await storeObject(context, caller, eventId, { n: 1, ...snapshotOf(picture) });
    if (missing) return missing;
  }
  await closePushed(context, caller.deviceId, eventId);
  return { eventId, state: 'closed' };
}

/** A picture that is all there is of an event. The same bytes again are the same event. */
export async function pushPicture(
  context: RegionContext,
  caller: PushCaller,
  arrival: Arrival,
  picture: Picture,
  sha256: string,
): Promise<PushedFootage | Refusal> {
  const { width, height } = picture;
  const nothing = { container: 'mp4', codec: 'h264', width, height, durationMs: 0 } as const;
  const opened = await openEvent(recordingPurpose, context, caller, {
    body: openingOf(nothing, arrival, { deviceEventId: `push.${sha256.slice(0, ID_DIGITS)}` }),
  });
  if (isRefusal(opened)) return opened;
  const { eventId, state } = opened;
  if (state === 'closed') return (await isKept(context, eventId, 0)) ? { eventId, state } : refusal('event_closed');
  const refused = await storeObject(context, caller, eventId, { n: 0, ...snapshotOf(picture) });
  if (refused) return refused;
  await closePushed(context, caller.deviceId, eventId);
  return { eventId, state: 'closed' };
}

const snapshotOf = ({ bytes }: Picture) => ({ kind: 'snapshot' as const, durationMs: 0, bytes });
