import { seconds } from '@kaitong/contract';

/** Whether a write failed lately since the disk had no room for it. */
export type Fullness = { note(): void; isFull(): boolean };

/** Nothing tells when there is room again but a write that works. */
const LATELY = seconds(30);

export function openFullness(now: () => number = () => performance.now()): Fullness {
  let notedAt = Number.NEGATIVE_INFINITY;
  return {
    note() {
      notedAt = now();
    },
    isFull: () => now() - notedAt < LATELY,
  };
}
