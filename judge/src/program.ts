import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = path.resolve(import.meta.dirname, '..');
const SOURCE = fileURLToPath(new URL('./decode/child.ts', import.meta.url));

/**
 * Where the program of judge processes lies as one file, once the set-up has built it: from its sources each of them would
 * strip the types of a hundred modules and compile twice as many.
 */
export type BuiltProgram = {
  source: string;
  built: string;
  /** Written last: how each file that it was made of looked (`stampsOf`), and how it looked itself. */
  stamps: string;
};

export const builtProgram = (folder = path.join(PACKAGE, 'dist')): BuiltProgram => ({
  source: SOURCE,
  built: path.join(folder, 'judge-process.mjs'),
  stamps: path.join(folder, 'judge-process.json'),
});

/** What to start: the built program, or its sources where those have changed since or nothing was built. */
export const fileOf = (program: BuiltProgram): string => (isFresh(program) ? program.built : program.source);

export function isFresh({ stamps }: BuiltProgram): boolean {
  try {
    const then: Record<string, string> = JSON.parse(readFileSync(stamps, 'utf8'));
    return Object.entries(then).every(([file, stamp]) => stampOf(path.join(PACKAGE, file)) === stamp);
  } catch {
    return false;
  }
}

/** How these files look now. Their names are relative, so that a clone may be moved and copied. */
export const stampsOf = (files: readonly string[]): Record<string, string> =>
  Object.fromEntries(files.map((file) => [path.relative(PACKAGE, file), stampOf(file)]));

function stampOf(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `${size} bytes, ${mtimeMs}`;
}
