/** For how long links are offered. */
export const HOURS = ['1', '24', '72', '168'] as const;
export type Hours = (typeof HOURS)[number];
