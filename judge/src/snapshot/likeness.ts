/** Deviation of luma below which a picture shows nothing that could be compared. */
const FLAT = 2;
/** Flat pictures of nearly the same brightness are alike. */
const SAME_BRIGHTNESS = 40;

/**
 * How alike two small luma pictures are: their correlation, from -1 to 1. It ignores brightness and contrast, since
 * snapshots are full range, videos are not, and exposure goes on between the two.
 */
export function likeness(a: Uint8Array, b: Uint8Array): number {
  const x = statistics(a);
  const y = statistics(b);
  if (x.deviation < FLAT || y.deviation < FLAT) {
    const bothFlat = x.deviation < FLAT && y.deviation < FLAT;
    return bothFlat && Math.abs(x.mean - y.mean) < SAME_BRIGHTNESS ? 1 : 0;
  }
  let product = 0;
  for (const [i, value] of a.entries()) product += (value - x.mean) * ((b[i] ?? 0) - y.mean);
  return product / a.length / (x.deviation * y.deviation);
}

function statistics(values: Uint8Array): { mean: number; deviation: number } {
  let sum = 0;
  for (const value of values) sum += value;
  const mean = sum / values.length;
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return { mean, deviation: Math.sqrt(squares / values.length) };
}
