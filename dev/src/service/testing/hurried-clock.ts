import { milliseconds } from '@kaitong/contract';
import { type Clock, systemClock } from '@kaitong/device';

/** A camera's time that passes so many times faster, for footage that takes longer than a test. */
export function hurriedClock(times: number): Clock {
  const [wall, begun] = [systemClock.wall(), systemClock.monotonic()];
  const passed = () => (systemClock.monotonic() - begun) * times;
  return {
    wall: () => wall + passed(),
    monotonic: () => begun + passed(),
    sleep: (length, signal) => systemClock.sleep(milliseconds(length / times), signal),
  };
}
