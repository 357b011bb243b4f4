import { type Duration, milliseconds } from '@kaitong/contract';
import { type Clock, systemClock } from '@kaitong/device';

/** A camera's time that a test moves on; whoever waits for a moment that it passes waits no longer. */
export function movedClock(): Clock & { advance(length: Duration): void } {
  let ahead = 0;
  let moved = new AbortController();
  const monotonic = () => systemClock.monotonic() + ahead;
  return {
    wall: () => systemClock.wall() + ahead,
    monotonic,
    async sleep(length, signal) {
      const until = monotonic() + length;
      for (let left = length; left > 0 && !signal?.aborted; left = milliseconds(until - monotonic())) {
        await systemClock.sleep(left, signal ? AbortSignal.any([signal, moved.signal]) : moved.signal);
      }
    },
    advance(length) {
      ahead += length;
      moved.abort();
      moved = new AbortController();
    },
  };
}
