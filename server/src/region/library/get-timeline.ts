import { type footage, type Parsed, type Refusal, type Reply, refusal, seconds } from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { listAllObjects, type Recording } from '../footage/find-recording.ts';
import { findOwnedDevice } from '../footage/owned-device.ts';
import { listRecordingsBetween } from '../watching/recordings-between.ts';
import { timedSegments } from '../watching/timed-segments.ts';

type Spans = Reply<typeof footage.getTimeline>['spans'];

/** Recordings that follow each other so closely are one span on the screen: its finest zoom shows some seconds a pixel. */
const NEIGHBOURS = seconds(2);

/** What there is between two moments, as spans to draw, oldest first. */
export async function getTimeline(
  { db, clock }: Pick<RegionContext, 'db' | 'clock'>,
  { ownerId }: OwnerCaller,
  { params: { deviceId }, query }: Parsed<typeof footage.getTimeline>,
): Promise<Reply<typeof footage.getTimeline> | Refusal> {
  const device = await findOwnedDevice(db, ownerId, deviceId);
  if (!device) return refusal('not_found');
  const span = { from: new Date(query.from), to: new Date(query.to) };
  const recordings = await listRecordingsBetween(db, device, span, clock.now());
  return { spans: spansOf(await listPieces(db, recordings)) };
}

type Piece = { recording: Recording; from: Date; until: Date };

/** Without what is missing. Only recordings with holes that would be seen are looked at segment by segment. */
async function listPieces(db: RegionContext['db'], recordings: readonly Recording[]): Promise<Piece[]> {
  const holed = recordings.filter((one) => one.declared_ms - one.duration_ms > NEIGHBOURS);
  const objects = await listAllObjects(db, holed);
  return recordings.flatMap((recording): Piece[] => {
    const own = objects.get(recording.id);
    if (own)
      return timedSegments(recording, own, { live: false }).map((one) => ({
        recording,
        from: one.startsAt,
        until: one.endsAt,
      }));
    const { started_at: from, duration_ms } = recording;
    return [{ recording, from, until: new Date(from.getTime() + duration_ms) }];
  });
}

function spansOf(pieces: readonly Piece[]): Spans {
  const spans: Spans = [];
  const last = new Map<string, { span: Spans[number]; until: Date }>();
  for (const { recording: one, from, until } of pieces) {
    const { id: eventId, recording, type } = one;
    const to = until.toISOString();
    const kind = `${recording} ${type}`;
    const before = last.get(kind);
    if (before && from.getTime() - before.until.getTime() <= NEIGHBOURS) {
      if (until > before.until) Object.assign(before, { until }).span.to = to;
      continue;
    }
    const span = { from: from.toISOString(), to, recording, type: type as Spans[number]['type'], eventId };
    spans.push(span);
    last.set(kind, { span, until });
  }
  return spans;
}
