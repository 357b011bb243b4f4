/** A program of its own for tests: opens the embedded database in a folder, says how to reach it, and stays. */
import { openEmbedded } from '../embedded/supervisor.ts';
import { DatabaseUnavailable } from '../unavailable.ts';

const [folder, takeoverMs] = process.argv.slice(2);
if (!folder) throw new Error('usage: embedded-process.ts FOLDER [TAKEOVER_MS]');

try {
  const { connection, adopted } = await openEmbedded(
    folder,
    takeoverMs === undefined ? {} : { takeoverMs: Number(takeoverMs) },
  );
  process.send?.({ connection, adopted });
  setInterval(() => {}, 60_000);
} catch (error) {
  process.send?.({ refused: error instanceof DatabaseUnavailable ? error.code : String(error) });
}
