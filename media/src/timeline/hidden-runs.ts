import type { VideoTrack } from '../bitstream/video-track.ts';
import type { Loss, Run } from '../facts.ts';
import { usualStepOf } from './usual-step.ts';

/** Of a usual step: clocks are not exact, and where pictures are missing their number must be. */
const TOLERANCE = 0.3;

/** A longer hole is a clock that was set, or a recording that stood still. */
const LONGEST_HOLE_MS = 10_000;

/**
 * What is missing by the numbers of pictures, and what only the time tells: where as many were lost as numbers there are,
 * the next one has the number that it should have, and comes exactly so many steps later. `before`: when the last picture
 * of the object before is decoded, on the clock of this one; null: unknown.
 */
export function withHiddenRuns(
  { losses, garbled, mayHide, frames }: Pick<VideoTrack, 'losses' | 'garbled' | 'mayHide' | 'frames'>,
  dts: readonly (number | null)[],
  before: number | null = null,
): { losses: Loss[]; garbled: Run[] } {
  if (mayHide.size === 0) return { losses, garbled };
  const steps = dts.map((time, at) => (time === null ? null : time - ((at === 0 ? before : dts[at - 1]) ?? time)));
  const usual = usualStepOf(dts) ?? Number.POSITIVE_INFINITY;
  const found: Loss[] = [];
  for (const [frame, count] of mayHide) {
    const step = steps[frame] ?? 0;
    if (step > LONGEST_HOLE_MS) continue;
    const missing = step / usual - 1;
    const rounded = Math.round(missing);
    if (rounded < count || rounded % count !== 0 || Math.abs(missing - rounded) > TOLERANCE) continue;
    found.push({ what: 'pictures', frame, offset: frames[frame]?.offset ?? 0 });
  }
  if (found.length === 0) return { losses, garbled };
  const keys = frames.flatMap(({ key }, at) => (key === null ? [] : [at]));
  let next = 0;
  // Pictures are noted in their order, so that the keys are gone through once.
  const runs = found.map(({ frame }): Run => {
    while ((keys[next] ?? frames.length) <= frame && next < keys.length) next++;
    return [frame, keys[next] ?? frames.length];
  });
  return {
    losses: [...losses, ...found].sort((a, b) => a.frame - b.frame),
    garbled: joined([...garbled, ...runs]),
  };
}

/** Overlapping and touching runs become one. */
export function joined(runs: readonly Run[]): Run[] {
  const out: Run[] = [];
  for (const [from, to] of [...runs].sort((a, b) => a[0] - b[0])) {
    const last = out.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else out.push([from, to]);
  }
  return out;
}
