import { JudgeProcess, type ProcessOptions } from './judge-process.ts';

/** A process that keeps more than this after a job is replaced: FFmpeg's and libvips' heaps do not shrink. */
const MAX_IDLE_MEMORY = 320 * 1024 * 1024;

/** Between two tries to start a process where starting fails: out of memory, out of process ids. */
const RESTART_PAUSE_MS = 1000;

/** Keeps processes started and waiting, so that a job does not wait for one to load FFmpeg. */
export class ProcessPool implements AsyncDisposable {
  readonly size: number;
  private readonly options: ProcessOptions;
  private readonly all = new Set<JudgeProcess>();
  private readonly idle: JudgeProcess[] = [];
  private restart: NodeJS.Timeout | undefined;
  private closed = false;

  constructor(size: number, options: ProcessOptions) {
    this.size = size;
    this.options = options;
  }

  /** Starts all; says what they are able to do. Throws when the first one does not start. */
  async start(): Promise<{ nodeAv: boolean }> {
    this.fill();
    const [first] = this.idle;
    if (!first) throw new Error('a pool of no processes');
    return first.ready;
  }

  /** A process of one's own until `giveBack`. Throws when none can be started. */
  async take(): Promise<JudgeProcess> {
    for (;;) {
      const process = this.idle.shift() ?? this.spawn();
      if (!(await process.isStopped())) {
        await process.ready;
        return process;
      }
      process.kill(); // whoever stopped it: another takes its place
    }
  }

  /** Whether one at least is not stopped by somebody's signal. */
  async isAtWork(): Promise<boolean> {
    const stopped = await Promise.all([...this.all].map((process) => process.isStopped()));
    return stopped.includes(false);
  }

  /** A process that has ended, or is still at work, is replaced. */
  giveBack(process: JudgeProcess): void {
    if (process.memoryBytes > MAX_IDLE_MEMORY || process.worn || process.busy) process.kill();
    else if (process.alive) this.idle.push(process);
  }

  /** Ends a process and takes one that has not run anything yet. */
  async replace(process: JudgeProcess): Promise<JudgeProcess> {
    // Its end has filled its place before this goes on.
    await process.close();
    const at = this.idle.findIndex(({ jobsTaken }) => jobsTaken === 0);
    const fresh = at < 0 ? this.spawn() : this.idle.splice(at, 1)[0];
    if (!fresh || this.closed) throw new Error('the pool is closed');
    await fresh.ready;
    return fresh;
  }

  /** Ids of all processes, waiting or at work. */
  get pids(): number[] {
    return [...this.all].flatMap((process) => process.pid ?? []);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closed = true;
    clearTimeout(this.restart);
    await Promise.all([...this.all].map((process) => process.close()));
  }

  private fill(): void {
    while (!this.closed && this.all.size < this.size) this.idle.push(this.spawn());
  }

  private spawn(): JudgeProcess {
    const process = new JudgeProcess(this.options);
    this.all.add(process);
    void this.refillAfter(process);
    return process;
  }

  private async refillAfter(process: JudgeProcess): Promise<void> {
    const started = await process.ready.then(
      () => true,
      () => false,
    );
    await process.exited;
    this.all.delete(process);
    const at = this.idle.indexOf(process);
    if (at >= 0) this.idle.splice(at, 1);
    if (this.closed) return;
    if (started) this.refill();
    else this.refillLater();
  }

  private refill(): void {
    try {
      this.fill();
    } catch {
      this.refillLater(); // nothing to start a program with, for now
    }
  }

  private refillLater(): void {
    this.restart ??= setTimeout(() => {
      this.restart = undefined;
      this.refill();
    }, RESTART_PAUSE_MS).unref();
  }
}
