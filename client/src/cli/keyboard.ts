import { createInterface } from 'node:readline';
import type { Input } from './repeat-tests.ts';

/** Where somebody sits before it: what a script is given on its input belongs to the script. */
export const keyboard = (): Input | undefined => (process.stdin.isTTY ? lines : undefined);

const lines: Input = {
  onLine(listener) {
    return createInterface({ input: process.stdin }).on('line', listener);
  },
};
