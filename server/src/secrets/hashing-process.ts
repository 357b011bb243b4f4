import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type Duration, minutes, seconds } from '@kaitong/contract';
import type { Passwords } from './passwords.ts';

export type Job =
  | { is: 'hash'; password: string }
  | { is: 'verify'; password: string; hash: string }
  | { is: 'judge'; password: string; about: readonly string[] };
export type JobAnswer = { id: number; value: string | boolean };

const PROGRAM = fileURLToPath(new URL('./hashing-program.ts', import.meta.url));
/** It holds 32 MiB while it hashes, lists of words once it judged a password, and is ready after a tenth of a second. */
const KEPT = minutes(5);
/** Longer than a hash takes on any machine: it was stopped, and a stopped process is only killed. */
const PATIENCE = seconds(30);

type Asked = {
  job: Job;
  isRepeated: boolean;
  resolve: (value: JobAnswer['value']) => void;
  reject: (error: Error) => void;
};

/**
 * Hashes in a process of its own, one password at a time: in ours each would keep a thread from the disk, which uploads
 * wait for. It is started when it is needed, replaced when it is killed, and ends with this process.
 */
export class HashingProcess implements Passwords {
  private readonly behind: number;
  private readonly asked = new Map<number, Asked>();
  private child: ChildProcess | undefined;
  private timer: NodeJS.Timeout | undefined;
  private jobs = 0;
  private isClosed = false;

  /** How far its priority is behind ours, as `nice` counts. */
  constructor(behind: number) {
    this.behind = behind;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  async hash(password: string): Promise<string> {
    return String(await this.ask({ is: 'hash', password }));
  }

  async verify(password: string, hash: string): Promise<boolean> {
    return (await this.ask({ is: 'verify', password, hash })) === true;
  }

  async isWeak(password: string, about: readonly string[]): Promise<boolean> {
    return (await this.ask({ is: 'judge', password, about })) === true;
  }

  async close(): Promise<void> {
    this.isClosed = true;
    clearTimeout(this.timer);
    const { child } = this;
    if (!child) return;
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  }

  private ask(job: Job): Promise<JobAnswer['value']> {
    return new Promise((resolve, reject) => this.send({ job, isRepeated: false, resolve, reject }));
  }

  private send(asked: Asked): void {
    if (this.isClosed) {
      asked.reject(new Error('passwords are hashed no more'));
      return;
    }
    if (this.asked.size === 0) this.giveUpIn(PATIENCE);
    const id = ++this.jobs;
    this.asked.set(id, asked);
    const child = this.child ?? this.start();
    this.child = child;
    // Without descriptors there is no channel, and an error follows.
    (child as Partial<ChildProcess>).send?.({ id, job: asked.job }, (error) => error && child.kill('SIGKILL'));
  }

  private start(): ChildProcess {
    // Nothing of our environment: it holds the server's secrets.
    const child = fork(PROGRAM, [String(this.behind)], {
      env: {},
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
    const gone = (how: string) => this.child === child && this.lose(how);
    child.on('message', (answer) => this.take(answer as JobAnswer));
    child.once('error', ({ message }) => gone(message));
    child.once('exit', (code, signal) => gone(signal ?? `exit code ${code}`));
    return child;
  }

  private take({ id, value }: JobAnswer): void {
    const asked = this.asked.get(id);
    this.asked.delete(id);
    asked?.resolve(value);
    this.giveUpIn(this.asked.size > 0 ? PATIENCE : KEPT);
  }

  /** What it was asked is asked once more: a process may be killed by anybody, a password kills none. */
  private lose(how: string): void {
    this.child = undefined;
    const lost = [...this.asked.values()];
    this.asked.clear();
    for (const asked of lost) {
      if (asked.isRepeated) asked.reject(new Error(`the process that hashes passwords ended: ${how}`));
      else this.send({ ...asked, isRepeated: true });
    }
  }

  /** Ends it then, unless it answers or is asked before. */
  private giveUpIn(time: Duration): void {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.child?.kill('SIGKILL'), time);
    this.timer.unref();
  }
}
