import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { realpathSync } from 'node:fs';
import type { Socket } from 'node:net';
import { fileURLToPath } from 'node:url';

const PROGRAM = fileURLToPath(new URL('./keeper.ts', import.meta.url));
const START_AGAIN_MS = 1000;

export type Keeper = {
  /** For when the database was stopped in order: resolves when the keeper has ended too. */
  dismiss(): Promise<void>;
};

/**
 * Starts the keeper of the database in `folder`, and another one where it was killed.
 *
 * @param patienceMs how long the database goes on where this process was killed
 */
export function startKeeper(folder: string, sockets: string, patienceMs: number): Keeper {
  const args = [PROGRAM, realpathSync(folder), sockets, String(patienceMs)];
  let dismissed = false;
  let again: NodeJS.Timeout | undefined;
  let keeper = launch(args, onGone);

  function onGone(): void {
    if (dismissed) return;
    again ??= setTimeout(() => {
      again = undefined;
      keeper = launch(args, onGone);
    }, START_AGAIN_MS).unref();
  }

  return {
    async dismiss() {
      dismissed = true;
      clearTimeout(again);
      const { pid, exitCode, signalCode, stdin } = keeper;
      if (pid === undefined || exitCode !== null || signalCode !== null) return;
      keeper.ref();
      const exited = once(keeper, 'exit');
      stdin?.end('stopped\n');
      await exited;
    },
  };
}

function launch(args: string[], onGone: () => void): ChildProcess {
  // `detached`: what ends this program by its group must not end the keeper with it.
  const keeper = spawn(process.execPath, args, {
    stdio: ['pipe', 'ignore', 'ignore'],
    env: {},
    cwd: '/',
    detached: true,
  });
  keeper.once('exit', onGone).once('error', onGone).unref();
  // A pipe that breaks is followed by the exit; where there are no descriptors left there is none, and an error follows.
  (keeper.stdin as Socket | undefined)?.on('error', () => {}).unref();
  return keeper;
}
