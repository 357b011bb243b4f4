import { vi } from 'vitest';

/** Looks again until nothing is thrown. The limit only ends what hangs: how long it takes is not what is tested. */
export const eventually = <T>(look: () => T | Promise<T>, limitMs = 40_000): Promise<T> =>
  vi.waitFor(look, { timeout: limitMs, interval: 20 });
