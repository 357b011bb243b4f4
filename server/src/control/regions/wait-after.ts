import { type Duration, seconds } from '@kaitong/contract';

/** The longest time that a region which is back waits for what it missed. */
const LONGEST_WAIT = seconds(30);

/** 1, 2, 4 … 30 s. */
export const waitAfter = (tries: number): Duration =>
  seconds(Math.min(2 ** Math.max(0, tries - 1), LONGEST_WAIT / 1000));
