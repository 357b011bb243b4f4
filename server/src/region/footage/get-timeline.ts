import { type footage, type Parsed, type Refusal, type Reply, refusal, seconds } from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import type { Recording } from './find-recording.ts';
import { findOwnedDevice } from './owned-device.ts';
import { listRecordingsBetween } from './recordings-between.ts';

type Spans = Reply<typeof footage.getTimeline>['spans'];

/** Recordings that follow each other so closely are one span on the screen: its finest zoom shows some seconds a pixel. */
const NEIGHBOURS = seconds(2);

/** What there is between two moments, as spans to draw, oldest first. */
export async function getTimeline(
  { db, clock }: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId }, query }: Parsed<typeof footage.getTimeline>,
): Promise<Reply<typeof footage.getTimeline> | Refusal> {
  const device = await findOwnedDevice(db, ownerId, deviceId);
  if (!device) return refusal('not_found');
  const span = { from: new Date(query.from), to: new Date(query.to) };
  return { spans: spansOf(await listRecordingsBetween(db, device, span, clock.now())) };
}

function spansOf(recordings: readonly Recording[]): Spans {
  const spans: (Spans[number] & { until: number })[] = [];
  const last = new Map<string, Spans[number] & { until: number }>();
  for (const { id: eventId, recording, type, started_at, duration_ms } of recordings) {
    const until = started_at.getTime() + duration_ms;
    const to = new Date(until).toISOString();
    const kind = `${recording} ${type}`;
    const before = last.get(kind);
    if (before && started_at.getTime() - before.until <= NEIGHBOURS) {
      if (until > before.until) Object.assign(before, { to, until });
      continue;
    }
    const span = { from: started_at.toISOString(), to, recording, type: type as Spans[number]['type'], eventId, until };
    spans.push(span);
    last.set(kind, span);
  }
  return spans;
}
