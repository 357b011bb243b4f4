// Programs that are started often are built into one file each, on the machine that runs them: nothing built is committed.
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type Program, stampsOf } from '@kaitong/judge/program';
import type { InputOptions } from 'rolldown';
import { root } from './command.ts';

/** npm writes the list of what is installed last: all files of packages carry the same time, whatever their version. */
const INSTALLED = path.join(root, 'node_modules/.package-lock.json');

export type Bundling = Pick<InputOptions, 'external' | 'treeshake' | 'plugins'> & {
  /** The script that says how: built anew where that has changed. */
  by: string;
};

/** @throws Error when the sources do not build */
export async function buildProgram({ source, built, stamps }: Program, { by, ...how }: Bundling): Promise<void> {
  const began = Date.now();
  const { code, sources } = await bundle(source, how);
  const madeOf = [...sources, by, import.meta.filename, INSTALLED];
  // What was saved meanwhile may be in it or not.
  if (madeOf.some((file) => statSync(file).mtimeMs >= began)) return;
  mkdirSync(path.dirname(built), { recursive: true });
  replace(built, code);
  replace(stamps, JSON.stringify(stampsOf(madeOf, built), null, 1));
}

async function bundle(source: string, how: Omit<Bundling, 'by'>): Promise<{ code: string; sources: string[] }> {
  const { rolldown } = await import('rolldown');
  await using bundled = await rolldown({ input: source, platform: 'node', ...how });
  const { output } = await bundled.generate({ format: 'esm', codeSplitting: false });
  return { code: output[0].code, sources: (await bundled.watchFiles).filter(isOurs) };
}

/** Linked packages are told by their own folder. */
const isOurs = (file: string): boolean => path.isAbsolute(file) && !file.includes(`${path.sep}node_modules${path.sep}`);

/** Another process may start the old one at this moment, or be building too. */
function replace(file: string, text: string): void {
  const stage = `${file}.${process.pid}`;
  try {
    writeFileSync(stage, text, { mode: 0o444 });
    renameSync(stage, file);
  } finally {
    rmSync(stage, { force: true });
  }
}
