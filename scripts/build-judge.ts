// The programs that the judge starts are built on the machine that runs them, as the pages are: nothing built is committed.
import { mkdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { isFresh, judgePrograms, type Program, stampsOf } from '@kaitong/judge/program';
import { root } from './command.ts';

/** npm writes the list of what is installed last: all files of packages carry the same time, whatever their version. */
const MADE_WITH = ['scripts/build-judge.ts', 'node_modules/.package-lock.json'].map((file) => path.join(root, file));

/**
 * Builds the programs that the judge starts where their sources have changed since. Returns whether there were any.
 *
 * @throws Error when the sources do not build
 */
export async function buildJudge({ decoding, inspecting } = judgePrograms()): Promise<boolean> {
  // Without its decoder a judge process is rarely started, and a file that imports it would not start.
  const wanted = isInstalled('node-av', decoding.source) ? [decoding, inspecting] : [inspecting];
  const stale = wanted.filter((program) => !isFresh(program));
  for (const program of stale) await build(program);
  return stale.length > 0;
}

async function build({ source, built, stamps }: Program): Promise<void> {
  const began = Date.now();
  const { code, sources } = await bundle(source);
  const madeOf = [...sources, ...MADE_WITH];
  // What was saved meanwhile may be in it or not.
  if (madeOf.some((file) => statSync(file).mtimeMs >= began)) return;
  mkdirSync(path.dirname(built), { recursive: true });
  replace(built, code);
  replace(stamps, JSON.stringify(stampsOf([...madeOf, built]), null, 1));
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
