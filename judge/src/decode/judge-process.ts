import type { ChildProcess } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { type Duration, milliseconds, seconds } from '@kaitong/contract/durations';
import { fileOf, judgePrograms } from '../program.ts';
import { systemGauge } from './gauge.ts';
import { LimitWatch } from './limit-watch.ts';
import { spawnTied } from './limited-spawn.ts';
import { type DecodeLimits, LIFE, LIFE_BACKSTOP } from './limits.ts';
import { Answer, type Job } from './messages.ts';
import { JudgeStarved } from './starved.ts';
import { encodeMessage, MessageReader, writeParts } from './wire.ts';

const PROGRAM = judgePrograms().decoding;

/** JavaScript's own heap; pictures and uploaded bytes lie outside of it. */
const HEAP_MB = 192;

/** A process is ready after 0.1 s on an idle machine, from its sources after 0.7 s. A disk that is cold, or busy, may keep it waiting. */
const START_LIMITS: DecodeLimits = {
  processor: seconds(20),
  patience: seconds(120),
  quiet: seconds(20),
  maxFrames: 0,
  maxMemoryBytes: Number.POSITIVE_INFINITY,
};

export type ProcessOptions = { withoutNodeAv?: boolean };

/** The process ended before it answered. */
export class ProcessEnded extends Error {
  constructor(how: string, cause?: unknown) {
    super(`judge process ended: ${how}`, { cause });
    this.name = 'ProcessEnded';
  }
}

type Waiting = { id: number; onStarted: () => void; resolve: (answer: Answer) => void; reject: (error: Error) => void };

/** One child process that decodes hostile bytes, one job at a time, and may be killed at any moment. */
export class JudgeProcess {
  /** Settles when the process is able to take jobs, or has failed to start. */
  readonly ready: Promise<{ nodeAv: boolean }>;
  readonly exited: Promise<void>;
  jobsTaken = 0;
  memoryBytes = 0;
  private workedMs = milliseconds(0);
  private readonly child: ChildProcess;
  private readonly input: Writable;
  private waiting: Waiting | undefined;
  private ended: ProcessEnded | undefined;
  private onReady: ((able: { nodeAv: boolean }) => void) | undefined;
  private lastWords = '';

  constructor(options: ProcessOptions = {}) {
    const flags = [`--max-old-space-size=${HEAP_MB}`, '--disable-warning=ExperimentalWarning'];
    const args = options.withoutNodeAv ? ['--without-node-av'] : [];
    // Nothing else of our environment: it holds the server's secrets, and FFmpeg needs nothing of it.
    this.child = spawnTied(LIFE_BACKSTOP, [...flags, fileOf(PROGRAM), ...args], {
      stdio: ['pipe', 'ignore', 'pipe', 'pipe', 'pipe'],
      env: {},
    });
    const [input, , errors, answers, lifeline] = this.child.stdio;
    this.input = input as Writable;
    this.ready = this.awaitReady();
    this.exited = new Promise((resolve) => this.child.once('close', () => resolve()));
    this.child.once('error', (error) => this.end(new ProcessEnded(error.message, error)));
    this.child.once('close', (code, signal) => this.end(new ProcessEnded(this.describe(code, signal))));
    this.input.on('error', () => undefined);
    lifeline?.on('error', () => undefined);
    (errors as Readable).on('data', (chunk: Buffer) => {
      this.lastWords = (this.lastWords + chunk.toString('latin1')).slice(-500);
    });
    this.listen(answers as Readable);
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** False as soon as it was told to end. */
  get alive(): boolean {
    return this.ended === undefined && !this.child.killed;
  }

  /** It has used so much processor time that another is to take its place. */
  get worn(): boolean {
    return this.workedMs > LIFE;
  }

  /** A job has used so much of it. */
  worked(processor: Duration): void {
    this.workedMs = milliseconds(this.workedMs + processor);
  }

  async isStopped(): Promise<boolean> {
    return this.pid !== undefined && (await systemGauge().read(this.pid))?.isStopped === true;
  }

  get busy(): boolean {
    return this.waiting !== undefined;
  }

  /**
   * Runs one job; `onStarted` tells that its bytes have all arrived. Rejects with `ProcessEnded` when the process dies,
   * whoever killed it.
   */
  run(job: Job, parts: readonly Uint8Array[], onStarted: () => void): Promise<Answer> {
    if (this.waiting) throw new Error('a judge process takes one job at a time');
    if (this.ended) return Promise.reject(this.ended);
    this.jobsTaken++;
    return new Promise((resolve, reject) => {
      this.waiting = { id: job.id, onStarted, resolve, reject };
      // A pipe that breaks is followed by the end of the process, which says more.
      writeParts(this.input, [encodeMessage(job), ...parts]).catch(() => undefined);
    });
  }

  /** Closes its input, as the end of this process would. */
  hangUp(): void {
    this.input.end();
  }

  kill(): void {
    this.child.kill('SIGKILL');
  }

  async close(): Promise<void> {
    this.kill();
    await this.exited;
  }

  private awaitReady(): Promise<{ nodeAv: boolean }> {
    const watch = new LimitWatch(this.child.pid, START_LIMITS, () => this.kill());
    watch.start();
    void watch.delivered();
    const ready = new Promise<{ nodeAv: boolean }>((resolve, reject) => {
      this.onReady = (able) => {
        watch.stop();
        resolve(able);
      };
      this.child.once('error', reject);
      this.child.once('close', (code, signal) => {
        watch.stop();
        reject(watch.ended === 'starved' ? new JudgeStarved() : new ProcessEnded(this.describe(code, signal)));
      });
    });
    ready.catch(() => undefined);
    return ready;
  }

  private listen(answers: Readable): void {
    const reader = new MessageReader();
    answers.on('error', () => undefined);
    answers.on('data', (chunk: Buffer) => {
      try {
        for (const { message } of reader.push(chunk)) this.take(Answer.parse(message));
      } catch (error) {
        this.end(new ProcessEnded('it answered something unreadable', error));
        this.kill();
      }
    });
  }

  private take(answer: Answer): void {
    if (answer.is === 'ready') {
      this.onReady?.(answer);
      return;
    }
    const { waiting } = this;
    if (answer.id !== waiting?.id) throw new Error('an answer to no job');
    if (answer.is === 'started') {
      waiting.onStarted();
      return;
    }
    this.waiting = undefined;
    if ('memoryBytes' in answer) this.memoryBytes = answer.memoryBytes;
    waiting.resolve(answer);
  }

  private end(how: ProcessEnded): void {
    this.ended ??= how;
    this.waiting?.reject(this.ended);
    this.waiting = undefined;
  }

  private describe(code: number | null, signal: NodeJS.Signals | null): string {
    const words = this.lastWords.trim().split('\n').at(-1) ?? '';
    return `${signal ?? `exit code ${code}`}${words ? ` (${words})` : ''}`;
  }
}
