/** A moment of the clip on two clocks: its own, and the real one. Milliseconds; only differences count. */
export type Point = { media: number; real: number };

/**
 * How fast real time runs against the media over these moments: the median of all pairs (Theil–Sen), which a few moments
 * that came late do not move. `points` in order, at least two.
 */
export function slopeOf(points: readonly Point[]): number {
  const few = thinned(points);
  const slopes: number[] = [];
  for (const [at, from] of few.entries())
    for (const to of few.slice(at + 1))
      if (to.media > from.media) slopes.push((to.real - from.real) / (to.media - from.media));
  return median(slopes);
}

/**
 * Whether real time runs away from the media all the time. A pause and a request that was held up are steps, a wrong clock
 * is a slope: `least` of the moments lie on one line, none before it, since what delays only makes later, and by these
 * the drift shows in each third, or between each pair of three, with at least a third of its share.
 */
export function isSlope(points: readonly Point[], least: number): boolean {
  if (points.length < 3) return true;
  const rate = slopeOf(points);
  const onLine = pointsOnLine(points, rate);
  if (onLine.length < points.length * least) return false;
  const [first, last] = [onLine[0], onLine.at(-1)];
  if (!first || !last) return false;
  const parts = onLine.length === 3 ? 2 : 3;
  const whole = driftShare(first, last);
  return Array.from({ length: parts }, (_, part) => {
    const from = onLine[Math.round((part * (onLine.length - 1)) / parts)] ?? first;
    const to = onLine[Math.round(((part + 1) * (onLine.length - 1)) / parts)] ?? last;
    return driftShare(from, to) / whole >= LEAST_DRIFT;
  }).every(Boolean);
}

const LEAST_DRIFT = 1 / 3;
/** How far from each other moments on one line may lie: the jitter of a good line, or a share of the drift. */
const BAND = { ms: 300, share: 1 / 6 };

/** The moments that lie within a band along the slope, from the earliest on. */
function pointsOnLine(points: readonly Point[], rate: number): Point[] {
  const [first, last] = [points[0], points.at(-1)];
  if (!first || !last) return [];
  const drift = Math.abs((rate - 1) * (last.media - first.media));
  const width = Math.max(BAND.ms, drift * BAND.share);
  const off = points.map(({ media, real }) => real - media * rate);
  const latest = off.reduce((least, one) => Math.min(least, one), Number.POSITIVE_INFINITY) + width;
  return points.filter((_, at) => (off[at] ?? 0) <= latest);
}

const driftShare = (from: Point, to: Point): number => (to.real - from.real) / Math.max(1, to.media - from.media) - 1;

/** All pairs of an hour's segments would be many; some of them say the same. */
const MOST = 100;

function thinned(points: readonly Point[]): readonly Point[] {
  if (points.length <= MOST) return points;
  const step = (points.length - 1) / (MOST - 1);
  return Array.from({ length: MOST }, (_, n) => points[Math.round(n * step)]).filter((one) => one !== undefined);
}

function median(values: number[]): number {
  const sorted = values.sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const high = sorted[middle] ?? 1;
  return sorted.length % 2 === 1 ? high : (high + (sorted[middle - 1] ?? high)) / 2;
}
