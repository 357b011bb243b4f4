import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';

/** Works for nothing while its parent lives, and for ten minutes of processor time at most. */
const BUSY =
  'ulimit -t 600; while kill -0 $PPID 2>/dev/null; do i=0; while [ $i -lt 50000 ]; do i=$((i+1)); done; done';

/** So many processes that take every core for themselves, until it is disposed of. */
export class BusyMachine implements AsyncDisposable {
  private readonly children: ChildProcess[];

  constructor(processes: number) {
    this.children = Array.from({ length: processes }, () => spawn('sh', ['-c', BUSY], { stdio: 'ignore' }));
  }

  /** How many still work. */
  get working(): number {
    return this.children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null).length;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(
      this.children.map(async (child) => {
        if (child.exitCode !== null || child.signalCode !== null) return;
        const ended = once(child, 'exit');
        child.kill('SIGKILL');
        await ended;
      }),
    );
  }
}
