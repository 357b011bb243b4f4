import type { InspectedObject, ObjectFacts, VideoFacts } from '../facts.ts';
import { FindingList } from '../finding-list.ts';
import { segmentsOf } from '../segments.ts';
import { joinTimeline } from './join.ts';
import { longestGop } from './timing.ts';

/** One segment on the clip's own time, which begins with its first frame. Milliseconds. */
export type SegmentTimes = {
  n: number;
  endMs: number;
  lengthMs: number;
  facts: ObjectFacts;
};

/** What a clip says of time by the stamps of its pictures. */
export type ClipTimes = {
  segments: SegmentTimes[];
  frames: number;
  durationMs: number;
  longestGopMs: number;
  /** All steps from frame to frame are the same, to what containers round. */
  equalSteps: boolean;
};

/** The clip's own time, by decode times; null where it has none, or one that does not go on evenly from segment to segment. */
export function clipTimes(objects: readonly InspectedObject[]): ClipTimes | null {
  const all = segmentsOf(objects);
  const timeline = joinTimeline(all, new FindingList(null));
  if (timeline.durationMs === null || timeline.durationMs <= 0 || !timeline.continuous) return null;
  const segments: SegmentTimes[] = [];
  let frames = 0;
  for (const { object, inspection } of all) {
    const { facts } = inspection;
    const shift = timeline.shifts.get(object.n);
    const { firstDts = null, durationMs: lengthMs = null } = facts.video ?? {};
    if (shift === undefined || firstDts === null || lengthMs === null) continue;
    frames += facts.video?.frames ?? 0;
    segments.push({ n: object.n, endMs: firstDts + shift + lengthMs, lengthMs, facts });
  }
  const gop = longestGop(timeline.keyTimes, timeline.end);
  return {
    segments,
    frames,
    durationMs: timeline.durationMs,
    longestGopMs: gop?.ms ?? 0,
    equalSteps: haveEqualSteps(segments.flatMap(({ facts }) => facts.video ?? [])),
  };
}

/** Containers round to a millisecond, some to a tick. */
const ROUNDED = { ms: 1.1, share: 0.05 };

function haveEqualSteps(videos: readonly VideoFacts[]): boolean {
  let [shortest, longest] = [Number.POSITIVE_INFINITY, 0];
  for (const { dts } of videos)
    for (const [at, time] of dts.entries()) {
      const before = at === 0 ? null : (dts[at - 1] ?? null);
      if (time === null || before === null) continue;
      shortest = Math.min(shortest, time - before);
      longest = Math.max(longest, time - before);
    }
  return longest > 0 && longest - shortest <= Math.min(ROUNDED.ms, longest * ROUNDED.share);
}
