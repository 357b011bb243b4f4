import { type Run, speedOf } from './runs.ts';
import type { SoundStamp, SoundTrack } from './sound-track.ts';

/** A place where the stamps of sound do not go on as they should, before the stamp `index`. Milliseconds. */
export type SoundBreak = { ms: number; index: number };

/** How the stamps of one object's sound run. */
export type SoundTiming = {
  /** What one frame takes: by its samples, else the usual step from stamp to stamp. 0 where there is neither. */
  frameMs: number;
  /** The usual step from stamp to stamp; null where there are not two. */
  stepMs: number | null;
  /** Steps back by more than half a frame; `ms` is how far. */
  stepsBack: SoundBreak[];
  /** Places without sound for more than `GAP_MS`; `ms` is how long. */
  gaps: SoundBreak[];
  /** The run between breaks whose stamps differ most from what its samples take, if they differ too much. */
  drift: Run | null;
};

/** Shorter holes are nothing that anybody hears as one. */
export const GAP_MS = 200;
/** Longer ones may be a jump of the clock, unless the pictures go on meanwhile. */
export const JUMP_MS = 1000;

export function soundTimingOf(track: SoundTrack): SoundTiming {
  const { stamps, isCounted } = track;
  const steps = Float64Array.from(stamps.slice(1), ({ pts }, index) => pts - (stamps[index]?.pts ?? pts));
  const stepMs = steps.toSorted()[steps.length >> 1] ?? null;
  const usual = stepMs ?? 0;
  const frameMs = track.unit?.of === 'frame' ? track.unit.ms : Math.max(0, usual);
  const timing: SoundTiming = { frameMs, stepMs, stepsBack: [], gaps: [], drift: null };
  for (const [at, step] of steps.entries()) {
    const index = at + 1;
    if (step < -frameMs / 2) timing.stepsBack.push({ ms: -step, index });
    const hole = step - (isCounted ? (stamps[at]?.ms ?? 0) : usual);
    if (hole > GAP_MS) timing.gaps.push({ ms: hole, index });
  }
  if (!isCounted) return timing;
  if (runsAtAnotherSpeed(stamps, steps, timing.gaps)) timing.gaps = [];
  const breaks = new Set([...timing.stepsBack, ...timing.gaps].map(({ index }) => index));
  timing.drift = speedOf(stamps, breaks);
  return timing;
}

/** A hole before nearly every stamp, as long as the sound before it asks for, is none: the stamps are stretched. */
function runsAtAnotherSpeed(stamps: readonly SoundStamp[], steps: Float64Array, gaps: readonly SoundBreak[]): boolean {
  if (gaps.length <= steps.length / 2) return false;
  const stretch = steps.map((step, at) => step / Math.max(1, stamps[at]?.ms ?? 0));
  const usual = stretch.toSorted()[stretch.length >> 1] ?? 1;
  const like = stretch.filter((value) => Math.abs(value - usual) < usual * 0.05).length;
  return like >= stretch.length * 0.8;
}
