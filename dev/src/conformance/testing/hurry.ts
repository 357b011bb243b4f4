import { milliseconds } from '@kaitong/contract';
import type { Clock } from '@kaitong/device';
import type { Ground } from '../../activation/testing/rig.ts';

/** How often the platform's time is moved on: by as much, its clock jumps. */
const STEP_MS = 100;

export type Hurried = { clock: Clock; stop(): Promise<void> };

/** Time that runs `factor` times as fast, for the platform and for cameras with this clock alike. */
export function hurry({ clock }: Pick<Ground, 'clock'>, factor: number): Hurried {
  const [begun, wall] = [performance.now(), Date.now()];
  const passed = (): number => (performance.now() - begun) * factor;
  let ahead = 0;
  let moving: Promise<void> | undefined;
  const timer = setInterval(() => {
    moving ??= clock.advance(milliseconds(step())).finally(() => {
      moving = undefined;
    });
  }, STEP_MS);
  const step = (): number => {
    const due = Math.round((performance.now() - begun) * (factor - 1));
    const by = due - ahead;
    ahead = due;
    return by;
  };
  return {
    clock: {
      wall: () => wall + passed(),
      monotonic: passed,
      sleep: (length, signal) =>
        new Promise((resolve) => {
          if (signal?.aborted) return resolve();
          const timeout = setTimeout(resolve, length / factor);
          signal?.addEventListener('abort', () => {
            clearTimeout(timeout);
            resolve();
          });
        }),
    },
    async stop() {
      clearInterval(timer);
      await moving;
    },
  };
}
