import type { Frame } from '../bitstream/video-track.ts';

/** Times of the frames that have one, in decoding order. All in milliseconds. */
export type Timing = {
  firstDts: number | null;
  lastDts: number | null;
  firstPts: number | null;
  lastPts: number | null;
  /** From the first frame to the end of the last: the last frame is as long as the others on average. */
  durationMs: number | null;
  /** The largest step forward, and the frame after it. */
  longestStep: { ms: number; frame: number };
  /** The first step back, and the frame after it; null if there is none. */
  stepBack: { ms: number; frame: number } | null;
};

export function timingOf(frames: readonly Frame[]): Timing {
  const timing: Timing = {
    firstDts: null,
    lastDts: null,
    firstPts: null,
    lastPts: null,
    durationMs: null,
    longestStep: { ms: 0, frame: 0 },
    stepBack: null,
  };
  let first = -1;
  let last = -1;
  let lowest = Number.POSITIVE_INFINITY;
  let highest = Number.NEGATIVE_INFINITY;
  for (const [index, { dts, pts }] of frames.entries()) {
    if (pts !== null) {
      timing.firstPts = Math.min(timing.firstPts ?? pts, pts);
      timing.lastPts = Math.max(timing.lastPts ?? pts, pts);
    }
    if (dts === null) continue;
    if (timing.lastDts !== null) {
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
  const average = last > first ? span / (last - first) : 0;
  timing.durationMs = span + average * (frames.length - (last - first) - (last > first ? 0 : 1));
  return timing;
}

/** The longest stretch without a key frame, from one key frame to the next or to the end. */
export function longestGop(keyTimes: readonly number[], end: number): { ms: number; at: number } | undefined {
  let longest: { ms: number; at: number } | undefined;
  for (const [index, at] of keyTimes.entries()) {
    const ms = (keyTimes[index + 1] ?? end) - at;
    if (!longest || ms > longest.ms) longest = { ms, at };
  }
  return longest;
}
