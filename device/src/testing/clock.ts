import type { Duration } from '@kaitong/contract';
import type { Clock } from '../ports.ts';

/** A clock on which waiting takes no time: it jumps to the moment that is waited for and notes the length. */
export function jumpingClock(): Clock & { readonly slept: Duration[] } {
  const slept: Duration[] = [];
  let now = 1_000_000;
  return {
    slept,
    wall: () => Date.UTC(2026, 0, 1) + now,
    monotonic: () => now,
    sleep: async (length, signal) => {
      if (signal?.aborted) return;
      slept.push(length);
      now += length;
    },
  };
}

/** Real time for the connection; a test says itself when a long wait is over. */
export function heldClock(): Clock & { advance(length: Duration): void; asleep(length: Duration): Promise<void> } {
  let now = 1_000_000;
  const waiting = new Set<{ at: number; resolve: () => void }>();
  const watching = new Set<() => void>();
  return {
    wall: () => Date.UTC(2026, 0, 1) + now,
    monotonic: () => now,
    sleep: (length, signal) =>
      new Promise((resolve) => {
        if (signal?.aborted) return resolve();
        const entry = { at: now + length, resolve };
        waiting.add(entry);
        for (const look of watching) look();
        signal?.addEventListener('abort', () => {
          waiting.delete(entry);
          resolve();
        });
      }),
    /** Resolves once somebody waits for so long from now. */
    asleep: (length) =>
      new Promise((resolve) => {
        const look = (): void => {
          if (![...waiting].some(({ at }) => at === now + length)) return;
          watching.delete(look);
          resolve();
        };
        watching.add(look);
        look();
      }),
    advance(length) {
      now += length;
      for (const entry of [...waiting].filter(({ at }) => at <= now)) {
        waiting.delete(entry);
        entry.resolve();
      }
    },
  };
}
