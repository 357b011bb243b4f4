import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';

/** Linux tells times in ticks of this many to the second, on every machine. */
const TICKS_PER_S = 100;

export type Cost = { processor: number; wall: number };

/**
 * Seconds of the processors that a program took to its end, with all that it started and waited for. One at a time, and
 * only where the system tells; `isRight` says which exit codes are no failure.
 */
export async function costOf(
  program: string,
  args: readonly string[],
  isRight: (code: number) => boolean = (code) => code === 0,
): Promise<Cost> {
  const [before, began] = [ticksOfChildren(), performance.now()];
  const child = spawn(program, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [code] = await once(child, 'close');
  if (!isRight(code)) throw new Error(`${program} ${args.join(' ')}: exit code ${code}`);
  return {
    processor: (ticksOfChildren() - before) / TICKS_PER_S,
    wall: (performance.now() - began) / 1000,
  };
}

/** Of those that have ended: cutime and cstime are fields 16 and 17, after a name that may hold anything. */
function ticksOfChildren(): number {
  const stat = readFileSync('/proc/self/stat', 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return Number(fields[13]) + Number(fields[14]);
}

export const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
