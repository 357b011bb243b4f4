import { setTimeout as sleep } from 'node:timers/promises';

const INTERVAL_MS = 20;

/** Looks again until nothing is thrown. The limit only ends what hangs: how long it takes is not what is tested. */
export async function eventually<T>(look: () => T | Promise<T>, limitMs = 40_000): Promise<T> {
  // Without vitest's own: benches use this too.
  for (const until = performance.now() + limitMs; ; await sleep(INTERVAL_MS)) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > until) throw error;
    }
  }
}
