import { readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const PACKAGE = path.resolve(import.meta.dirname, '..');

/**
 * A program that the judge starts beside its own, and where it lies as one file, once the set-up has built it: from its
 * sources it would strip the types of a hundred modules each time, and compile twice as many.
 */
export type Program = {
  source: string;
  built: string;
  /** Written last: how each file that it was made of looked (`stampsOf`), and how it looked itself. */
  stamps: string;
};

/** Of level 2, which decodes, and of level 1, on a server’s thread. */
export const judgePrograms = (folder = path.join(PACKAGE, 'dist')): Record<'decoding' | 'inspecting', Program> => ({
  decoding: programIn(folder, 'decoding', new URL('./decode/child.ts', import.meta.url)),
  inspecting: programIn(folder, 'inspecting', new URL('./inspect/worker.ts', import.meta.url)),
});

const programIn = (folder: string, name: string, source: URL): Program => ({
  source: fileURLToPath(source),
  built: path.join(folder, `${name}.mjs`),
  stamps: path.join(folder, `${name}.json`),
});

/** What to start: the built file, or the sources where those have changed since or nothing was built. */
export const fileOf = (program: Program): string => (isFresh(program) ? program.built : program.source);

export function isFresh({ stamps }: Program): boolean {
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
