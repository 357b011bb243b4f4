import type { SoundStamp } from './sound-track.ts';

/** Sound without a break: how long it is by its samples and by its stamps (milliseconds), and its first stamp. */
export type Run = { countedMs: number; stampedMs: number; index: number };

/** Stamps may differ from the count of samples by so much: a share of the time, and milliseconds. */
const TOLERANCE = { share: 0.05, ms: 300 };

/**
 * The run whose stamps differ most from the count of its samples; null where all agree. `breaks`: numbers of the stamps
 * that begin a new run.
 */
export function speedOf(stamps: readonly SoundStamp[], breaks: ReadonlySet<number>): Run | null {
  let worst: Run | null = null;
  for (let from = 0; from < stamps.length; ) {
    let to = from;
    while (to + 1 < stamps.length && !breaks.has(to + 1)) to++;
    const run = between(stamps, from, to);
    if (differs(run) && isSlope(stamps, from, to) && (!worst || offBy(run) > offBy(worst))) worst = run;
    from = to + 1;
  }
  return worst;
}

function between(stamps: readonly SoundStamp[], from: number, to: number): Run {
  let countedMs = 0;
  for (let index = from; index < to; index++) countedMs += stamps[index]?.ms ?? 0;
  return { countedMs, stampedMs: (stamps[to]?.pts ?? 0) - (stamps[from]?.pts ?? 0), index: from };
}

const offBy = ({ countedMs, stampedMs }: Run): number => Math.abs(countedMs - stampedMs);

/** Whether the stamps tell another length than the samples, by more than 5 % and 0.3 s. */
export const differs = (run: Pick<Run, 'countedMs' | 'stampedMs'>): boolean => {
  const { countedMs, stampedMs } = run;
  const off = Math.abs(countedMs - stampedMs);
  return off > TOLERANCE.ms && off > Math.max(countedMs, stampedMs) * TOLERANCE.share;
};

/**
 * A wrong clock is wrong all the time; sound that was held up and stamped when it came is off at one place. Each half
 * of the run has at least a third of the difference.
 */
function isSlope(stamps: readonly SoundStamp[], from: number, to: number): boolean {
  const all = between(stamps, from, to);
  let middle = from;
  for (let counted = 0; middle < to && counted < all.countedMs / 2; middle++) counted += stamps[middle]?.ms ?? 0;
  const off = all.countedMs - all.stampedMs;
  const halves = [between(stamps, from, middle), between(stamps, middle, to)];
  return halves.every((half) => (half.countedMs - half.stampedMs) / off >= 1 / 3);
}
