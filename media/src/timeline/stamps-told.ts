import type { Finding } from '@kaitong/contract/checks';

/** Decoding times by the object's own clock: of a picture that is wrong, of the one before, and where it should be. */
type Compared = { stamp: number; before: number; due: number };

export const secondsOf = (ms: number): string => (ms / 1000).toFixed(3);

/** As findings tell them: in seconds, to the millisecond, as they stand beside ticks of 90 kHz. */
export const stampsOf = ({ stamp, before, due }: Compared): Finding['params'] => ({
  stamp: secondsOf(stamp),
  before: secondsOf(before),
  due: secondsOf(due),
});

/** How far the stamp is from where it should be; null where the finding does not say. */
export function shiftOf({ params: { stamp, due } }: Finding): number | null {
  return stamp === undefined || due === undefined ? null : (Number(stamp) - Number(due)) * 1000;
}
