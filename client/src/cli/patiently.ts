import { setTimeout as sleep } from 'node:timers/promises';
import { isPassing } from '../read-events.ts';

const PAUSE_MS = 1000;
/** As long as a broken stream is waited for. */
const TRIES = 60;

/** Reads again what could not be had for now: a server that is started anew is back within seconds. */
export async function patiently<T>(read: () => Promise<T>, pauseMs = PAUSE_MS): Promise<T> {
  for (let tries = 1; ; tries++) {
    try {
      return await read();
    } catch (error) {
      if (tries === TRIES || !isPassing(error)) throw error;
      await sleep(pauseMs);
    }
  }
}
