import { type EventId, type Refusal, refusal, seconds } from '@kaitong/contract';
import {
  objectName,
  type PlaylistEnd,
  type PlaylistKey,
  type PlaylistSegment,
  writePlaylist,
} from '../../hls/write-playlist.ts';
import type { RegionContext } from '../context.ts';
import { listAllObjects, type RecordedObject, type Recording } from '../footage/find-recording.ts';
import { isFile } from './addresses.ts';
import { isOfLink } from './sessions.ts';
import { isInside, type TimedSegment, timedSegments } from './timed-segments.ts';
import { listReadable, listWatched, type Watched } from './watched.ts';

export type Playlist = {
  text: string;
  segments: number;
  end: PlaylistEnd;
  /** Those that may grow or end. */
  eventIds: ReadonlySet<EventId>;
};

/**
 * A camera that has been silent for so long in the middle of a recording, and as long again as its last segment is, has lost
 * its uplink or its power.
 */
const GIVEN_UP_OPEN = seconds(90);
/** After the close only what was under way is still to come; a camera that was off-line sends whole recordings. */
const GIVEN_UP_CLOSED = seconds(30);
/** Recordings that follow each other without a step: a camera cuts at a key frame, and clocks are rounded. */
const STEP = seconds(1);

/** All that a session shows, as one playlist: recordings one after the other, and what is missing said as such. */
export async function composePlaylist(context: RegionContext, watched: Watched): Promise<Playlist | Refusal> {
  const { session } = watched;
  const recordings = await listWatched(context, watched);
  const [first] = recordings;
  if (!first) return refusal('footage_gone');
  if (isFile(first, session)) return refusal('not_found');
  const objects = await listAllObjects(context.db, recordings);
  const now = context.clock.now();
  const { span_from: from, span_to: to } = session;
  const growing = recordings.findIndex((one) => isGrowing(one, objects.get(one.id) ?? [], { now, to }));
  // What comes after it waits for it: players that follow a playlist take it to change at its end only.
  const settled = growing < 0 ? recordings : recordings.slice(0, growing + 1);
  const timed = settled.flatMap((one, at) => timedSegments(one, objects.get(one.id) ?? [], { live: at === growing }));
  const inside = timed.filter((segment) => isInside(segment, { from, to }));
  const isConverted = session.codec === 'h264';
  const shown = withoutOverlaps(isConverted ? inside : inOneContainer(inside));
  const readable = await listReadable(context, recordings);
  const played = shown.filter(({ recording }) => readable.has(recording.id));
  if (readable.size === 0) return refusal('footage_gone');
  const end = growing < 0 ? 'ended' : 'awaitable';
  const segments = played.map((segment, at) => asPlayed(segment, played[at - 1], objects, isConverted));
  const eventIds = new Set(recordings.flatMap(({ id, completed_at }) => (completed_at ? [] : [id])));
  const [begins] = played;
  // Whoever was sent a range sees it from its first picture on, though a segment begins before it.
  const startMs = isOfLink(session) && from && begins ? from.getTime() - begins.startsAt.getTime() : 0;
  return { text: writePlaylist(segments, end, startMs), segments: segments.length, end, eventIds };
}

/** May more of it arrive while somebody watches? */
export function isStillComing(recording: Recording, objects: readonly RecordedObject[], now: Date): boolean {
  if (recording.completed_at) return false;
  const signs = [recording.opened_at, recording.closed_at, ...objects.flatMap((o) => [o.declared_at, o.committed_at])];
  const last = Math.max(...signs.map((at) => at?.getTime() ?? 0));
  return (
    now.getTime() - last < (recording.closed_at ? GIVEN_UP_CLOSED : GIVEN_UP_OPEN + (recording.last_segment_ms ?? 0))
  );
}

/** May more of it arrive that lies before a moment? */
export function isGrowing(
  recording: Recording,
  objects: readonly RecordedObject[],
  { now, to }: { now: Date; to: Date | null },
): boolean {
  if (!isStillComing(recording, objects, now)) return false;
  const reached = timedSegments(recording, objects, { live: true }).at(-1)?.endsAt;
  return to === null || reached === undefined || reached < to;
}

/**
 * Once a playlist has named an init segment, a player takes all that follows to be fMP4 (RFC 8216, 4.3.2.5), and a whole
 * MP4 is no segment: a camera whose new firmware records otherwise has a gap there.
 */
export function inOneContainer(segments: readonly TimedSegment[]): TimedSegment[] {
  let isMapped = false;
  return segments.filter(({ recording }) => {
    const { container } = recording.declaration;
    isMapped ||= container === 'fmp4';
    return container !== 'mp4' && (container === 'fmp4' || !isMapped);
  });
}

/** An event within continuous footage was recorded twice, and is played once. */
export function withoutOverlaps(segments: readonly TimedSegment[]): TimedSegment[] {
  const inOrder = [...segments].sort((a, b) => a.startsAt.getTime() - b.startsAt.getTime());
  let covered = Number.NEGATIVE_INFINITY;
  return inOrder.filter(({ startsAt, endsAt }) => {
    if (startsAt.getTime() < covered - STEP) return false;
    covered = Math.max(covered, endsAt.getTime());
    return true;
  });
}

function asPlayed(
  segment: TimedSegment,
  before: TimedSegment | undefined,
  objects: ReadonlyMap<EventId, readonly RecordedObject[]>,
  isConverted: boolean,
): PlaylistSegment {
  const { recording, n, durationMs, init, afterGap, object, startsAt } = segment;
  const follows = before?.recording.id === recording.id && !afterGap;
  const container = isConverted ? 'ts' : recording.declaration.container;
  const url = (of: number, kind: 'init' | 'segment'): string =>
    `object/${recording.id}/${objectName(of, kind, container)}`;
  const keyFor = ({ iv }: { iv: string | null }): PlaylistKey | null =>
    iv === null || isConverted ? null : { url: `key/${recording.id}`, iv };
  const map = objects.get(recording.id)?.find((one) => one.n === init);
  return {
    url: url(n, 'segment'),
    durationMs,
    key: keyFor(object),
    map: map && !isConverted ? { url: url(map.n, 'init'), key: keyFor(map) } : null,
    isApart: !follows,
    startsAt: follows ? null : startsAt,
  };
}
