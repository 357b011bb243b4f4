import { type EventId, type footage, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { listAllObjects, listRecordings, type RecordedObject, type Recording } from '../footage/find-recording.ts';
import { findOwnedDevice, type OwnedDevice } from '../footage/owned-device.ts';
import { listPlaces, type Place } from '../footage/places.ts';
import { MOST_RECORDINGS, REACH } from '../watching/recordings-between.ts';
import { timedSegments } from '../watching/timed-segments.ts';
import { type MergedSpan, mergeInPlace, NEIGHBOURS } from './merge-in-place.ts';
import { narrow } from './narrow.ts';

type Holed = { place: Place; holed: readonly EventId[] };
type Spans = Reply<typeof footage.getTimeline>['spans'];

/** What there is between two moments, as spans to draw, oldest first. */
export async function getTimeline(
  { db, clock }: Pick<RegionContext, 'db' | 'clock'>,
  { ownerId }: OwnerCaller,
  { params: { deviceId }, query }: Parsed<typeof footage.getTimeline>,
): Promise<Reply<typeof footage.getTimeline> | Refusal> {
  const device = await findOwnedDevice(db, ownerId, deviceId);
  if (!device) return refusal('not_found');
  const [from, to] = [new Date(query.from), new Date(query.to)];
  const since = new Date(from.getTime() - REACH);
  const those = narrow(query);
  const places = await listPlaces(db, device, { from: since, to }, clock.now());
  const found = await Promise.all(
    places.map(async (place) => ({ place, ...(await mergeInPlace(db, device, place, { since, from, to, those })) })),
  );
  const pieces = await listPieces(db, device, found);
  return { spans: join([...found.flatMap(({ spans }) => spans), ...pieces]) };
}

/**
 * Of recordings with holes that would be seen, which are looked at segment by segment. Of all partitions together as many as
 * one request holds in memory, from the oldest day on.
 */
async function listPieces(
  db: RegionContext['db'],
  device: OwnedDevice,
  found: readonly Holed[],
): Promise<MergedSpan[]> {
  let room = MOST_RECORDINGS;
  const asked = [...found]
    .sort((a, b) => a.place.day - b.place.day)
    .map(({ place, holed }) => {
      const ids = holed.slice(0, room);
      room -= ids.length;
      return ids.length === 0 ? [] : listRecordings(db, device, place, ids);
    });
  const recordings = (await Promise.all(asked)).flat();
  const objects = await listAllObjects(db, recordings);
  return recordings.flatMap((one) => piecesOf(one, objects.get(one.id)));
}

function piecesOf(recording: Recording, objects: readonly RecordedObject[] | undefined): MergedSpan[] {
  const { started_at: from, duration_ms, type, id: eventId } = recording;
  const pieces = objects
    ? timedSegments(recording, objects, { live: false }).map(({ startsAt, endsAt }) => [+startsAt, +endsAt] as const)
    : [[+from, +from + duration_ms] as const];
  return pieces.map(([begins, ends]) => ({ recording: recording.recording, type, from: begins, to: ends, eventId }));
}

/** Those that follow each other closely, also from one partition to the next, as one. */
function join(pieces: readonly MergedSpan[]): Spans {
  const sorted = [...pieces].sort((a, b) => a.from - b.from || (a.eventId < b.eventId ? -1 : 1));
  const joined: MergedSpan[] = [];
  const last = new Map<string, MergedSpan>();
  for (const piece of sorted) {
    const kind = `${piece.recording} ${piece.type}`;
    const before = last.get(kind);
    if (before && piece.from - before.to <= NEIGHBOURS) {
      before.to = Math.max(before.to, piece.to);
      continue;
    }
    const span = { ...piece };
    joined.push(span);
    last.set(kind, span);
  }
  return joined.slice(0, MOST_RECORDINGS).map(({ from, to, recording, type, eventId }) => ({
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    recording: recording as Spans[number]['recording'],
    type: type as Spans[number]['type'],
    eventId,
  }));
}
