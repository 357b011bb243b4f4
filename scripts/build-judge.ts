import { createRequire } from 'node:module';
import { isFresh, judgePrograms } from '@kaitong/judge/program';
import { type Bundling, buildProgram } from './build-program.ts';

const BUNDLING: Bundling = {
  by: import.meta.filename,
  external: ['sharp'], // finds its binary from its own folder
  treeshake: { moduleSideEffects: false },
};

/**
 * Builds the programs that the judge starts where their sources have changed since. Returns whether there were any.
 *
 * @throws Error when the sources do not build
 */
export async function buildJudge({ decoding, inspecting } = judgePrograms()): Promise<boolean> {
  // Without its decoder a judge process is rarely started, and a file that imports it would not start.
  const wanted = isInstalled('node-av', decoding.source) ? [decoding, inspecting] : [inspecting];
  const stale = wanted.filter((program) => !isFresh(program));
  for (const program of stale) await buildProgram(program, BUNDLING);
  return stale.length > 0;
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
