export type Restarts = { futile: number; pauseMs: number };

export const noRestarts: Restarts;

/** After one more death: how long to wait before the next start, or `undefined` to give up. */
export function afterDeath(
  before: Restarts,
  death: { wasReady: boolean; readyForMs: number },
): { waitMs: number | undefined; restarts: Restarts };
