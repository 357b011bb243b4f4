import { createHash } from 'node:crypto';
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
  /** Written last: how each file that it was made of looked, and how it looked itself, with its hash (`stampsOf`). */
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

export function isFresh({ built, stamps }: Program): boolean {
  try {
    const then: Record<string, string> = JSON.parse(readFileSync(stamps, 'utf8'));
    const { [nameOf(built)]: own, ...madeOf } = then;
    const isAsMade = Object.entries(madeOf).every(([name, stamp]) => stampOf(path.join(PACKAGE, name)) === stamp);
    return isAsMade && own === hashedStampOf(built);
  } catch {
    return false;
  }
}

/** How a built file looks now, and those that it was made of. Their names are relative, so that a clone may be moved and copied. */
export const stampsOf = (madeOf: readonly string[], built: string): Record<string, string> => ({
  ...Object.fromEntries(madeOf.map((file) => [nameOf(file), stampOf(file)])),
  [nameOf(built)]: hashedStampOf(built),
});

const nameOf = (file: string): string => path.relative(PACKAGE, file);

function stampOf(file: string): string {
  const { size, mtimeMs } = statSync(file);
  return `${size} bytes, ${mtimeMs}`;
}

/** Whoever writes to a file that is mapped changes neither its size nor, before the kernel writes it back, its time. */
const hashedStampOf = (file: string): string =>
  `${stampOf(file)}, SHA-256 ${createHash('sha256').update(readFileSync(file)).digest('hex')}`;
