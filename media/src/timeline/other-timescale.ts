import type { InspectedObject, TrackFacts, VideoFacts } from '../facts.ts';

/** Segments whose decoding times are counted in ticks of another track: how many, in which one first, and both timescales. */
export type OtherTimescale = {
  count: number;
  first: InspectedObject;
  own: number;
  other: number;
  why: 'timescale' | 'unit';
};

/** Timescales that are nearer to each other cannot be told from a clock that is not quite right. */
const LEAST_APART = 0.1;
const TOLERANCE = 0.02;
const TOLERANCE_MS = 50;

/** What running times are kept in: milliseconds, microseconds, and the clock of MPEG-TS. */
const UNITS = [1000, 1_000_000, 90_000] as const;

/** In what a `tfdt` may be counted in place of its own timescale. */
export const otherTimescales = (tracks: readonly Pick<TrackFacts, 'timescale'>[], own: number): number[] =>
  [...tracks.map(({ timescale }) => timescale), ...UNITS].filter((other) => Math.abs(other / own - 1) > LEAST_APART);

/** `unit`: no track has that timescale. */
export const whyMiscounted = (tracks: readonly Pick<TrackFacts, 'timescale'>[], other: number): 'timescale' | 'unit' =>
  tracks.some(({ timescale }) => timescale === other) ? 'timescale' : 'unit';

/** One start may be anything; so many agree by no chance. */
const CERTAIN = 2;

/** When a part of a recording begins, since the first one, by its stamp and by the length of those before. */
export type Start = {
  foundMs: number;
  dueMs: number;
  /** When its sound begins, since that of the first one; null: it has none. */
  soundMs: number | null;
  /** The numbers of fragments tell that some are missing in front of it. */
  isBehindLost: boolean;
};
type SegmentStart = Start & { segment: InspectedObject };

/**
 * Of the segments of an event with one init segment: each by itself is right, but the `tfdt` of all but the first is where
 * the one before ended in ticks of the sound.
 */
export function findOtherTimescale(
  objects: readonly InspectedObject[],
  segments: readonly InspectedObject[],
): OtherTimescale | null {
  const tracks = objects.find(({ inspection }) => inspection.facts.init)?.inspection.facts.init?.tracks ?? [];
  const own = tracks.find(({ kind }) => kind === 'video')?.timescale ?? 0;
  const starts = startsOf(segments);
  const [first] = starts;
  if (!first || own === 0) return null;
  for (const other of otherTimescales(tracks, own))
    if (areInOtherTicks(starts, other / own))
      return { count: starts.length, first: first.segment, own, other, why: whyMiscounted(tracks, other) };
  return null;
}

/** What is missing makes one start late, and the sound with it; other ticks make all of them so, and leave the sound alone. */
export const areInOtherTicks = (starts: readonly Start[], factor: number): boolean =>
  starts.every((start) => isCounted(start, factor) && !start.isBehindLost && !isLateWithSound(start)) &&
  (starts.length >= CERTAIN || starts.some(({ soundMs }) => soundMs !== null));

const isCounted = ({ foundMs, dueMs }: Start, factor: number): boolean =>
  Math.abs(foundMs - dueMs * factor) <= dueMs * factor * TOLERANCE + TOLERANCE_MS * Math.min(1, factor);

const isLateWithSound = ({ foundMs, dueMs, soundMs }: Start): boolean =>
  soundMs !== null && Math.abs(soundMs - foundMs) < Math.abs(soundMs - dueMs);

/** Of each segment but the first. */
function startsOf(segments: readonly InspectedObject[]): SegmentStart[] {
  const starts: SegmentStart[] = [];
  let first: { dts: number; sound: number | null } | undefined;
  let before: number | undefined;
  let dueMs = 0;
  for (const segment of segments) {
    const { video, audio, sequence } = segment.inspection.facts;
    if (!video?.anchored || video.firstDts === null || video.durationMs === null) return [];
    const sound = audio?.firstPts ?? null;
    if (!first) first = { dts: video.firstDts, sound };
    else
      starts.push({
        segment,
        foundMs: video.firstDts - first.dts,
        dueMs,
        soundMs: sound === null || first.sound === null ? null : sound - first.sound,
        isBehindLost: before !== undefined && sequence !== null && sequence.first > before + 1,
      });
    before = sequence?.last;
    dueMs += video.durationMs;
  }
  return starts;
}

/** The same segments, on the clock that their stamps should have. */
export function onOwnTimescale(segments: readonly InspectedObject[]): InspectedObject[] {
  const byObject = new Map(startsOf(segments).map((start) => [start.segment, start.dueMs - start.foundMs]));
  return segments.map((segment) => {
    const { video, audio } = segment.inspection.facts;
    const by = byObject.get(segment);
    if (!video || by === undefined) return segment;
    const moved = audio?.clock
      ? { audio: { ...audio, clock: { ...audio.clock, course: audio.clock.course.map((at) => movedBy(at, by)) } } }
      : {};
    const facts = { ...segment.inspection.facts, video: later(video, by), ...moved };
    return { ...segment, inspection: { ...segment.inspection, facts } };
  });
}

const movedBy = <T extends { dts: number }>(at: T, ms: number): T => ({ ...at, dts: at.dts + ms });

function later(video: VideoFacts, by: number): VideoFacts {
  const add = (ms: number | null): number | null => (ms === null ? null : ms + by);
  return {
    ...video,
    firstDts: add(video.firstDts),
    lastDts: add(video.lastDts),
    firstPts: add(video.firstPts),
    lastPts: add(video.lastPts),
    keyFrames: video.keyFrames.map((key) => ({ ...key, dts: add(key.dts) })),
    dts: video.dts.map(add),
  };
}
