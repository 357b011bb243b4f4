import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import type { Duration } from '@kaitong/contract/durations';
import { TIED } from '../lifeline.ts';

// The shell becomes the program, so its process is the one that was started. A lower limit that stands already stays.
const LIMIT = 'ulimit -t "$1" 2>/dev/null || :; shift';
const RUN = 'exec "$@"';

/** What reads hostile bytes writes no file, and so none that others run. */
const READ_ONLY = 'ulimit -f 0 2>/dev/null || :';

/** Linux ends a program with the thread that started it, where there is a setpriv (util-linux) that can ask for that. */
const RUN_TIED = `setpriv --pdeathsig KILL true 2>/dev/null && exec setpriv --pdeathsig KILL "$@" ${TIED}`;

/** Exit codes of a shell whose program could not be run. */
const NOT_RUN: readonly (number | null)[] = [126, 127];

/**
 * Starts a program which the system itself kills when it has used so much processor time, whatever became of us. One that
 * cannot be run ends with a code for which `wasRun` is false.
 *
 * @throws NotStarted
 */
export function spawnLimited(
  processor: Duration,
  program: string,
  args: readonly string[],
  options: SpawnOptions,
): ChildProcess {
  return startLimited([LIMIT, RUN], processor, [program, ...args], options);
}

/** The same for a program of ours, which ends with us and may only read. */
export function spawnTied(processor: Duration, args: readonly string[], options: SpawnOptions): ChildProcess {
  return startLimited([LIMIT, READ_ONLY, RUN_TIED, RUN], processor, [process.execPath, ...args], options);
}

function startLimited(
  script: readonly string[],
  processor: Duration,
  command: readonly string[],
  options: SpawnOptions,
): ChildProcess {
  const seconds = String(Math.ceil(processor / 1000));
  const child = spawn('/bin/sh', ['-c', script.join('; '), 'sh', seconds, ...command], options);
  if (!hasStreams(child)) throw new NotStarted();
  return child;
}

/** There was nothing left to start a program with. */
class NotStarted extends Error {
  override readonly name = 'NotStarted';
  constructor() {
    super('no program can be started: no file descriptors are left');
  }
}

/** Without descriptors Node makes no streams, and tells why by an event that ends this process where nobody hears it. */
function hasStreams(child: ChildProcess): boolean {
  if ((child as Partial<ChildProcess>).stdio !== undefined) return true;
  child.once('error', () => undefined);
  return false;
}

export const wasRun = (code: number | null): boolean => !NOT_RUN.includes(code);
