import {
  type DeviceId,
  type EventId,
  hours,
  LONGEST_CUT,
  MOST_CUT_BYTES,
  type Refusal,
  refusal,
} from '@kaitong/contract';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { listAllObjects, type RecordedObject, type Recording } from '../footage/find-recording.ts';
import { findOwnedDevice, type OwnedDevice } from '../footage/owned-device.ts';
import { isGrowing, withoutOverlaps } from './compose-playlist.ts';
import { listRecordingsBetween } from './recordings-between.ts';
import { isInside, type TimedSegment, timedSegments } from './timed-segments.ts';
import { listReadable } from './watched.ts';

export type Range = { from: Date; to: Date };
/** What a camera recorded between two moments, by segments in the order of their time. */
export type FoundCut = Range & { device: OwnedDevice; recordings: Recording[]; segments: TimedSegment[] };

/** What an owner's camera recorded between two moments, once all of it has come. */
export async function findCut(
  context: RegionContext,
  { ownerId }: Pick<OwnerCaller, 'ownerId'>,
  { deviceId, ...asked }: { deviceId: DeviceId; from: string; to: string },
): Promise<FoundCut | Refusal> {
  const { db, clock } = context;
  const now = clock.now();
  // A link of a range that is not over would show what nobody has seen yet.
  const to = new Date(Math.min(Date.parse(asked.to), now.getTime()));
  const range = { from: new Date(asked.from), to };
  const device = await findOwnedDevice(db, ownerId, deviceId);
  if (!device) return refusal('not_found');
  if (range.to.getTime() - range.from.getTime() > LONGEST_CUT) return tooLarge();
  const recordings = await listRecordingsBetween(db, device, range, now);
  const objects = await listAllObjects(db, recordings);
  if (recordings.some((one) => isGrowing(one, objects.get(one.id) ?? [], { now, to: range.to })))
    return refusal('footage_unfinished');
  const segments = await segmentsIn(context, { recordings, objects, range });
  if (segments.length === 0) return refusal('cut_empty');
  if (bytesOf(segments) > MOST_CUT_BYTES) return tooLarge();
  return { device, recordings, segments, ...range };
}

/** The same of what is behind an address already. */
export async function segmentsOfCut(
  context: RegionContext,
  recordings: readonly Recording[],
  range: Range,
): Promise<TimedSegment[] | Refusal> {
  const objects = await listAllObjects(context.db, recordings);
  const segments = await segmentsIn(context, { recordings, objects, range });
  return segments.length === 0 ? refusal('footage_gone') : segments;
}

type Listed = {
  recordings: readonly Recording[];
  objects: ReadonlyMap<EventId, readonly RecordedObject[]>;
  range: Range;
};

async function segmentsIn(context: RegionContext, { recordings, objects, range }: Listed): Promise<TimedSegment[]> {
  const readable = await listReadable(context, recordings);
  const timed = recordings
    .filter(({ id }) => readable.has(id))
    .flatMap((one) => timedSegments(one, objects.get(one.id) ?? [], { live: false }));
  return withoutOverlaps(timed.filter((segment) => isInside(segment, range)));
}

/** What of a segment lies in a range, in milliseconds since 1970. */
export type Part = { segment: TimedSegment; from: number; to: number };

/**
 * What of each segment is shown. A camera that sees something again begins, with its pre-record, before what it recorded last
 * has ended: of such a moment there is the later picture alone, since a recording begins with one that needs no other.
 */
export function partsOf(segments: readonly TimedSegment[], range: Range): Part[] {
  const [from, to] = [range.from.getTime(), range.to.getTime()];
  const parts = segments.map((segment, n) => ({
    segment,
    from: Math.max(segment.startsAt.getTime(), from),
    to: Math.min(segment.endsAt.getTime(), to, segments[n + 1]?.startsAt.getTime() ?? to),
  }));
  return parts.filter((part) => part.from < part.to);
}

/** Of the stored objects: what a file of them weighs, without its index. */
const bytesOf = (segments: readonly TimedSegment[]): number =>
  segments.reduce((sum, { object }) => sum + object.bytes, 0);

const tooLarge = (): Refusal =>
  refusal('cut_too_large', { hours: LONGEST_CUT / hours(1), gigabytes: MOST_CUT_BYTES / 1e9 });
