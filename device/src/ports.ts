import type { Duration } from '@kaitong/contract';

/** Time as the device sees it. Cameras have a wall clock that may be wrong or jump, and a monotonic one that is neither. */
export type Clock = {
  /** Milliseconds since 1970. */
  wall(): number;
  /** Milliseconds since some moment; never goes back. */
  monotonic(): number;
  /** Resolves after `length`, or at once when the signal fires. */
  sleep(length: Duration, signal?: AbortSignal): Promise<void>;
};

export type Fetch = typeof globalThis.fetch;

/** Keeps small texts over a restart; a camera has a few kilobytes of flash for it. */
export type Storage = {
  get(key: string): Promise<string | undefined>;
  set(key: string, value: string): Promise<void>;
};

export const systemClock: Clock = {
  wall: () => Date.now(),
  monotonic: () => performance.now(),
  sleep: (length, signal) =>
    new Promise((resolve) => {
      if (signal?.aborted) return resolve();
      const wake = (): void => {
        clearTimeout(timer);
        signal?.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, length);
      signal?.addEventListener('abort', wake);
    }),
};

export function memoryStorage(): Storage {
  const values = new Map<string, string>();
  return {
    get: async (key) => values.get(key),
    set: async (key, value) => void values.set(key, value),
  };
}
