import { EventId, isRefusal, type PushedFootage, type Refusal } from '@kaitong/contract';
import type { PushCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { openRecording } from '../recordings/open-recording.ts';
import { closePushed } from './end-stream.ts';
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
  const opened = await openRecording(context, caller, openingOf(video, arrival, { deviceEventId }));
  if (isRefusal(opened)) return opened;
  const { state } = opened;
  const eventId = EventId.parse(opened.eventId);
  if (state === 'closed') return { eventId, state };
  const { durationMs } = video;
  const refused = await storeObject(context, caller, eventId, { n: 0, kind: 'segment', durationMs, bytes });
  await closePushed(context, caller.deviceId, eventId);
  return refused ?? { eventId, state: 'closed' };
}
