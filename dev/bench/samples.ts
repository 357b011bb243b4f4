export type Spread = { p50: number; p99: number };

/** Of the samples, the one that so many of a hundred are not above. */
export function percentile(samples: readonly number[], percent: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil((sorted.length * percent) / 100) - 1)] ?? Number.NaN;
}

export const spreadOf = (samples: readonly number[]): Spread => ({
  p50: percentile(samples, 50),
  p99: percentile(samples, 99),
});

export async function timeOf(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await work();
  return performance.now() - began;
}

export const p50 = (samples: readonly number[]): number => percentile(samples, 50);
export const p95 = (samples: readonly number[]): number => percentile(samples, 95);
