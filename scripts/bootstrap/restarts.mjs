// When a program that has died is started again, and when no more.

/** Starts in a row that died before they were ready. */
const MOST_FUTILE = 5;
const FIRST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 60_000;
/** Whoever served for so long died of something else than before. */
const STEADY_MS = 10 * 60_000;

export const noRestarts = { futile: 0, pauseMs: FIRST_PAUSE_MS };

export function afterDeath(before, { wasReady, readyForMs }) {
  const { pauseMs } = readyForMs >= STEADY_MS ? noRestarts : before;
  const futile = wasReady ? 0 : before.futile + 1;
  const restarts = { futile, pauseMs: Math.min(pauseMs * 2, LONGEST_PAUSE_MS) };
  return { waitMs: futile >= MOST_FUTILE ? undefined : pauseMs, restarts };
}
