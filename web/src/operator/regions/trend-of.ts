const HOUR_MS = 3_600_000;
export const HOURS = 24;

/** So many hours before now, and what was counted then. */
type Point = { ago: number; value: number };

/**
 * What was counted in each hour of the last day, in runs of hours that follow each other: an hour that is missing is a gap, not
 * a zero.
 */
export function trendOf(hours: readonly { hour: string; value: number }[], nowMs: number): Point[][] {
  const runs: Point[][] = [];
  const thisHour = Math.floor(nowMs / HOUR_MS);
  for (const { hour, value } of hours) {
    const ago = thisHour - Math.floor(Date.parse(hour) / HOUR_MS);
    if (ago < 0 || ago >= HOURS) continue;
    const run = runs.at(-1);
    if (run?.at(-1)?.ago === ago + 1) run.push({ ago, value });
    else runs.push([{ ago, value }]);
  }
  return runs;
}
