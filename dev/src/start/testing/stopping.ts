// A start of everything in processes of its own, and what is left of it when it has been stopped.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { descendantsOf, listProcesses, type Process } from './process-list.ts';

const root = path.resolve(import.meta.dirname, '../../../..');

/** The line that says that the server runs. */
export const RUNS = 'Kaitong runs at';

export type Started = {
  /** The first process, in a group of its own. */
  first: number;
  /** What it had started by the awaited line, and what that had. */
  others: readonly Process[];
  /** Waits for the awaited line once more; what runs by then belongs to it too. */
  again(): Promise<Started>;
  /** Lines of its output until then. */
  said: readonly string[];
  /** Resolves with exit code and signal of the first process. */
  ended: Promise<[number | null, NodeJS.Signals | null]>;
  /** What still runs of it, and all that works in its folder or was told of it. */
  left(): string[];
};

export type Ground = {
  /** Starts everything, and waits for a line that contains `until`. */
  start(command: readonly string[], until: string, environment?: Record<string, string>): Promise<Started>;
  /** Ends what a failed test has left. */
  clean(): void;
  [Symbol.dispose](): void;
};

/** A data folder for several starts, one after the other. */
export function openGround(): Ground {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-stop-'));
  const begun: Process[] = [];

  const leftOf = (before: readonly Process[]): Process[] =>
    listProcesses().filter(
      (one) =>
        one.folder.startsWith(folder) ||
        one.command.includes(folder) ||
        before.some(({ pid, startedAt }) => pid === one.pid && startedAt === one.startedAt),
    );

  async function start([command = '', ...args]: readonly string[], until: string, environment = {}): Promise<Started> {
    const env = {
      ...process.env,
      KAITONG_DATA: path.join(folder, 'data'),
      KAITONG_ROLES: 'control,cn',
      ...environment,
    };
    const stdio = ['ignore', 'pipe', 'inherit'] as const;
    const child = spawn(command, args, { cwd: root, env, stdio: [...stdio], detached: true });
    const ended = once(child, 'exit') as Started['ended'];
    const said: string[] = [];
    let reached = Promise.withResolvers<void>();
    if (child.stdout) {
      createInterface({ input: child.stdout }).on('line', (line) => {
        said.push(line);
        if (line.includes(until)) reached.resolve();
      });
    }
    const early = ended.then(([code]) => Promise.reject(new Error(`it ended with ${code}:\n${said.join('\n')}`)));
    early.catch(() => {}); // once it is there, it ends when the test says so
    const first = child.pid ?? 0;
    const look = async (): Promise<Started> => {
      await Promise.race([reached.promise, early]);
      const others = descendantsOf(first);
      begun.push(...others);
      const again = (): Promise<Started> => {
        reached = Promise.withResolvers();
        return look();
      };
      return { first, others, again, said: [...said], ended, left: () => leftOf(begun).map((one) => one.command) };
    };
    return await look();
  }

  const clean = (): void => {
    for (const { pid } of leftOf(begun.splice(0))) send(pid, 'SIGKILL');
  };
  return {
    start,
    clean,
    [Symbol.dispose]() {
      clean();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** As `timeout`, `docker stop` and service managers do: to everybody, and once more by those who pass it on. */
export function signalTwice(signal: NodeJS.Signals, targets: readonly number[]): void {
  for (const pid of [...targets, ...targets]) send(pid, signal);
}

/** A session of the database, or what the first signal has ended, may be gone by the second. */
function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

export const serverOf = ({ others }: Started): number =>
  others.find(({ command }) => command.includes('dev/src/start.ts') && !command.includes('bootstrap'))?.pid ?? 0;
