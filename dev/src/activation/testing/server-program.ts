import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Program } from '@kaitong/judge/program';

const built = path.resolve(import.meta.dirname, '../../../dist/server-process');

/**
 * A server for tests that kill it. As one file it starts with 0.7 s of processor time; from its sources, which are run where
 * it was not built, with 2.5 s.
 */
export const serverProgram: Program = {
  source: fileURLToPath(new URL('./server-process.ts', import.meta.url)),
  built: `${built}.mjs`,
  stamps: `${built}.json`,
};
