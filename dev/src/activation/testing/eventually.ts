import { setTimeout as sleep } from 'node:timers/promises';

const SHORTEST_MS = 20;
const LONGEST_MS = 500;

/**
 * Looks again until nothing is thrown: soon at first, later ever more rarely, since a look that asks a server costs both of
 * them time. So what is waited for is seen a twentieth late at most. The limit only ends what hangs: how long it takes is not
 * what is tested.
 */
export async function eventually<T>(look: () => T | Promise<T>, limitMs = 40_000): Promise<T> {
  // Without vitest's own: benches use this too.
  const begun = performance.now();
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (performance.now() > begun + limitMs) throw error;
    }
    await sleep(Math.min(LONGEST_MS, Math.max(SHORTEST_MS, (performance.now() - begun) / 20)));
  }
}
