import { isRefusal, type PushedFootage, type Refusal, refusal } from '@kaitong/contract';
import type { PushCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { recordingPurpose } from '../recording/purpose.ts';
import { openEvent } from '../uploads/open-event.ts';
import { closePushed } from './end-stream.ts';
import { isKept } from './is-kept.ts';
import { openingOf } from './opening.ts';
import type { PushedFile } from './push-segment.ts';
import type { ReadVideo } from './read-footage.ts';
import { storeObject } from './store-object.ts';

const ID_DIGITS = 40;

/** One file that is one event. The same bytes again are the same event. */
export async function pushClip(
  context: RegionContext,
  caller: PushCaller,
  { sha256, bytes, arrival }: PushedFile,
  video: ReadVideo,
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
  await closePushed(context, caller.deviceId, eventId);
  return { eventId, state: 'closed' };
}
