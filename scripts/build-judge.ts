// The program of judge processes is built on the machine that runs them, as the pages are: nothing built is committed.
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { builtProgram, isFresh, stampsOf } from '@kaitong/judge/program';
import { root } from './command.ts';

/** npm writes the list of what is installed last: all files of packages carry the same time, whatever their version. */
const MADE_WITH = ['scripts/build-judge.ts', 'node_modules/.package-lock.json'].map((file) => path.join(root, file));

/**
 * Builds the program of judge processes if its sources have changed since. Returns whether it did.
 *
 * @throws Error when the sources do not build
 */
export async function buildJudge(program = builtProgram()): Promise<boolean> {
  // Without its decoder a judge process is rarely started, and a file that imports it would not start.
  if (isFresh(program) || !isInstalled('node-av', program.source)) return false;
  const { code, sources } = await bundle(program.source);
  const folder = path.dirname(program.built);
  mkdirSync(folder, { recursive: true });
  const stamps = stampsOf([...sources, ...MADE_WITH]);
  replace(program.built, code);
  replace(program.stamps, JSON.stringify({ ...stamps, ...stampsOf([program.built]) }, null, 1));
  return true;
}

async function bundle(source: string): Promise<{ code: string; sources: string[] }> {
  const { rolldown } = await import('rolldown');
  await using bundled = await rolldown({
    input: source,
    platform: 'node',
    external: ['sharp'], // finds its binary from its own folder
    treeshake: { moduleSideEffects: false },
  });
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

function isInstalled(name: string, from: string): boolean {
  try {
    createRequire(from).resolve(name);
    return true;
  } catch {
    return false;
  }
}

if (import.meta.main) process.stdout.write(`${(await buildJudge()) ? 'Built.' : 'Up to date.'}\n`);
