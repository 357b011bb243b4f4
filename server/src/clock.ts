/** The time as the program sees it. Injected, never read from `Date.now()`, so that tests can move it. */
export type Clock = { now(): Date };

export const systemClock: Clock = { now: () => new Date() };
