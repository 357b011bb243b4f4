import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import type { Duration } from '@kaitong/contract/durations';

// The shell becomes the program, so its process is the one that was started. A lower limit that stands already stays.
const LIMITED = 'ulimit -t "$1" 2>/dev/null || :; shift; exec "$@"';

/** Exit codes of a shell whose program could not be run. */
const NOT_RUN: readonly (number | null)[] = [126, 127];

/**
 * Starts a program which the system itself kills when it has used so much processor time, whatever became of us. One that
 * cannot be run ends with a code for which `wasRun` is false.
 */
export function spawnLimited(
  processor: Duration,
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): ChildProcess {
  const seconds = String(Math.ceil(processor / 1000));
  return spawn('/bin/sh', ['-c', LIMITED, 'sh', seconds, program, ...args], options);
}

export const wasRun = (code: number | null): boolean => !NOT_RUN.includes(code);
