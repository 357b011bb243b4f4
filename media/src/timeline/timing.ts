import type { Frame } from '../bitstream/video-track.ts';
import { readStamps, type Stamps } from './stamps.ts';

/** Times of the frames that have one, in decoding order. All in milliseconds. */
export type Timing = {
  /** Decoding times that can be relied on, and what is wrong with the others. */
  stamps: Stamps;
  firstDts: number | null;
  lastDts: number | null;
  /** Of what is shown: pictures that an edit list trims from the head (8.6.6) are decoded and not shown. */
  firstPts: number | null;
  lastPts: number | null;
  /** From the first frame to the end of the last: the last frame is as long as the others on average. Null: no time passes. */
  durationMs: number | null;
  /** Length of what an edit list trims from the head. */
  trimmedMs: number;
  /** The largest step forward, and the frame after it. */
  longestStep: { ms: number; frame: number };
  /** The first step back, and the frame after it; null if there is none. */
  stepBack: { ms: number; frame: number } | null;
};

export function timingOf(frames: readonly Frame[]): Timing {
  const stamps = readStamps(frames);
  const timing: Timing = {
    stamps,
    firstDts: null,
    lastDts: null,
    firstPts: null,
    lastPts: null,
    durationMs: null,
    trimmedMs: 0,
    longestStep: { ms: 0, frame: 0 },
    stepBack: null,
  };
  placeInPresentation(frames, stamps, timing);
  let first = -1;
  let last = -1;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const [index, dts] of stamps.dts.entries()) {
    if (dts === null) continue;
    if (timing.lastDts !== null && !stamps.reordered) {
      const step = dts - timing.lastDts;
      if (step > timing.longestStep.ms) timing.longestStep = { ms: step, frame: index };
      if (step < 0 && !timing.stepBack) timing.stepBack = { ms: step, frame: index };
    }
    if (first < 0) {
      first = index;
      timing.firstDts = dts;
    }
    last = index;
    timing.lastDts = dts;
    lowest = Math.min(lowest, dts);
    highest = Math.max(highest, dts);
  }
  if (first < 0) return timing;
  const span = highest - lowest;
  if (span === 0 && last > first) return timing;
  const average = last > first ? span / (last - first) : 0;
  timing.durationMs = span + average * (frames.length - (last - first) - (last > first ? 0 : 1));
  // An edit list may begin behind the end.
  timing.trimmedMs = Math.min(timing.trimmedMs, timing.durationMs);
  return timing;
}

function placeInPresentation(frames: readonly Frame[], stamps: Stamps, timing: Timing): void {
  let earliest = 0;
  for (const [index, { pts }] of frames.entries()) {
    if (pts === null || stamps.dts[index] === null) continue;
    earliest = Math.min(earliest, pts);
    // Times before 0 exist in MP4 only, where an edit list puts them there.
    if (pts >= -ROUNDING_MS) timing.firstPts = Math.min(timing.firstPts ?? pts, pts);
    timing.lastPts = Math.max(timing.lastPts ?? pts, pts);
  }
  timing.firstPts ??= timing.lastPts;
  timing.trimmedMs = Math.max(0, 0 - earliest);
}

/** Of two timescales. */
const ROUNDING_MS = 1;

/** The longest stretch without a key frame, from one key frame to the next or to the end. */
export function longestGop(keyTimes: readonly number[], end: number): { ms: number; at: number } | undefined {
  let longest: { ms: number; at: number } | undefined;
  for (const [index, at] of keyTimes.entries()) {
    const ms = (keyTimes[index + 1] ?? end) - at;
    if (!longest || ms > longest.ms) longest = { ms, at };
  }
  return longest;
}
