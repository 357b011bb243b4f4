import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { descendantsOf } from '../src/start/testing/process-list.ts';

/** Whom an engine runs as: Debian's packages bring a user for each, and PostgreSQL refuses root. */
export type EngineUser = { uid: number; gid: number };

export function engineUser(name: string): EngineUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const [uid, gid] = ['-u', '-g'].map((what) => Number(execFileSync('id', [what, name], { encoding: 'utf8' })));
  return { uid: uid ?? 0, gid: gid ?? 0 };
}

export type Engine = {
  pid: number;
  /** With all that it has started. */
  pids(): number[];
  isUp(): boolean;
  /** Resolves when it has ended. */
  end(signal: NodeJS.Signals): Promise<void>;
};

/** A program of an engine, with what it says in a file. */
export function startEngine(
  command: string,
  args: readonly string[],
  { folder, log, user }: { folder: string; log: string; user: EngineUser | undefined },
): Engine {
  const said = openSync(log, 'a');
  const child: ChildProcess = spawn(command, args, {
    stdio: ['ignore', said, said],
    cwd: folder,
    env: { PATH: `${process.env.PATH}:/usr/sbin`, LANG: 'C.UTF-8', HOME: folder },
    ...user,
  });
  closeSync(said);
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()).once('error', () => resolve()));
  const isUp = (): boolean => child.pid !== undefined && child.exitCode === null && child.signalCode === null;
  const pid = child.pid ?? 0;
  return {
    pid,
    pids: () => (isUp() ? [pid, ...descendantsOf(pid).map((one) => one.pid)] : []),
    isUp,
    async end(signal) {
      if (isUp()) child.kill(signal);
      await ended;
    },
  };
}

/** What has ended meanwhile is fine. */
export function signal(pids: readonly number[], what: NodeJS.Signals): void {
  for (const pid of pids)
    try {
      process.kill(pid, what);
    } catch {}
}
