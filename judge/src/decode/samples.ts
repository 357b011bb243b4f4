/** Beyond a percentile lie a clock in a corner, or a lamp. */
const TAIL_SHARE = 0.02;

export type SampleStatistics = {
  mean: number;
  /** Between the 2nd and the 98th percentile. */
  range: number;
  /** The larger share of the samples that lie on one side of 128. */
  side: number;
};

const histogram = new Uint32Array(256);

export function statisticsOf(samples: Uint8Array): SampleStatistics {
  histogram.fill(0);
  let sum = 0;
  for (let at = 0; at < samples.length; at++) {
    const value = samples[at] ?? 0;
    sum += value;
    histogram[value] = (histogram[value] ?? 0) + 1;
  }
  const tail = Math.floor(samples.length * TAIL_SHARE);
  let below = 0;
  for (let level = 0; level < 128; level++) below += histogram[level] ?? 0;
  const above = samples.length - below - (histogram[128] ?? 0);
  return {
    mean: sum / samples.length,
    range: percentile(255, -1, tail) - percentile(0, 1, tail),
    side: Math.max(below, above) / samples.length,
  };
}

function percentile(start: number, step: number, tail: number): number {
  let seen = 0;
  let level = start;
  for (; level >= 0 && level <= 255; level += step) {
    seen += histogram[level] ?? 0;
    if (seen > tail) break;
  }
  return level;
}

/** Of two lists of the same length. */
export function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < a.length; i++) largest = Math.max(largest, Math.abs((a[i] ?? 0) - (b[i] ?? 0)));
  return largest;
}
