import { Worker } from 'node:worker_threads';
import { type Finding, type FoundHeaders, finding } from '@kaitong/contract/checks';
import { type Duration, milliseconds, seconds } from '@kaitong/contract/durations';
import type { ObjectInput, ObjectInspection } from '@kaitong/media';
import type { Gauge } from '../decode/gauge.ts';
import { LimitWatch } from '../decode/limit-watch.ts';
import { DEFAULT_LIMITS, type DecodeLimits } from '../decode/limits.ts';
import { type Starved, starved, untilFed } from '../decode/starved.ts';
import { fileOf, judgePrograms } from '../program.ts';

const PROGRAM = judgePrograms().inspecting;

/** Processor time. The slowest bytes that we could think of take a second for 16 MiB. */
const BASE = seconds(10);
const PER_MEBIBYTE = milliseconds(500);

/** Facts of a good object take some megabytes; entry counts of a hostile one must not take the server with them. */
const HEAP_MB = 512;

export type InspectorLimits = { processor: Duration; patience: Duration };

/** `crash`: the thread died of something else than a limit. */
type Passed = 'time' | 'memory' | 'crash';
type Done<Answer> = { is: 'done'; answer: Answer };
type Outcome<Answer> = Done<Answer> | { is: 'limit'; reason: Passed } | Starved;
type Waiting = { id: number; resolve: (outcome: Outcome<never>) => void };
/** With findings: what the headers around them say; without, all that is wrong with the object. */
type Task = { input: ObjectInput; findings?: readonly Finding[] };

/** The system had nothing to start a thread with, or to read its program: it says nothing of the bytes. */
const NOT_STARTED: readonly (string | undefined)[] = ['ERR_WORKER_INIT_FAILED', 'EMFILE', 'ENFILE'];

/**
 * Level 1 on a thread of its own: linear work, but up to a second of it for bytes that are made to be slow, in which a
 * server would answer nobody. One object at a time.
 */
export class Inspector implements AsyncDisposable {
  private readonly limits: InspectorLimits;
  private worker: Worker | undefined;
  private waiting: Waiting | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private inspected = 0;
  private closed = false;

  constructor({ processor = BASE, patience = DEFAULT_LIMITS.patience }: Partial<InspectorLimits> = {}) {
    this.limits = { processor, patience };
  }

  /**
   * Bytes that take too much time or memory twice are not read, which is told as a limit of ours. Rejects when the inspector
   * is closed, and with `JudgeStarved`.
   */
  inspect(input: ObjectInput): Promise<ObjectInspection> {
    return this.inTurn(() => untilFed(() => this.inspectTwice(input)).then(({ answer }) => answer));
  }

  /** The headers around findings of an object; none where reading them passes a limit. Rejects when the inspector is closed. */
  explain(input: ObjectInput, findings: readonly Finding[]): Promise<FoundHeaders[]> {
    return this.inTurn(async () => {
      const outcome = await this.attempt<FoundHeaders[]>({ input, findings });
      return outcome.is === 'done' ? outcome.answer : [];
    });
  }

  private inTurn<Answer>(work: () => Promise<Answer>): Promise<Answer> {
    const turn = this.last.then(work);
    this.last = turn.catch(() => undefined);
    return turn;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closed = true;
    await this.worker?.terminate();
    await this.last;
  }

  private async inspectTwice(input: ObjectInput): Promise<Done<ObjectInspection> | Starved> {
    const first = await this.attempt<ObjectInspection>({ input });
    const outcome = first.is === 'limit' ? await this.attempt<ObjectInspection>({ input }) : first;
    return outcome.is === 'limit' ? { is: 'done', answer: unread(input, outcome.reason) } : outcome;
  }

  private async attempt<Answer>(task: Task): Promise<Outcome<Answer>> {
    if (this.closed) throw new Error('the judge is closed');
    this.worker ??= this.start();
    const { worker } = this;
    const id = ++this.inspected;
    const watch = new LimitWatch(process.pid, this.limitsOf(task), () => void worker.terminate(), {
      gauge: gaugeOf(worker),
    });
    const answered = new Promise<Outcome<Answer>>((resolve) => {
      this.waiting = { id, resolve };
      worker.postMessage({ id, ...task }); // a copy: the bytes may be needed once more
    });
    watch.start();
    void watch.delivered();
    const outcome = await answered;
    watch.stop();
    if (outcome.is !== 'limit' || watch.ended === undefined) return outcome;
    return watch.ended === 'starved' ? starved : { is: 'limit', reason: 'time' };
  }

  /** A thread of ours waits for nothing, so it cannot be asleep. */
  private limitsOf({ input: { bytes } }: Task): DecodeLimits {
    const more = (bytes.length / (1 << 20)) * PER_MEBIBYTE;
    const { processor, patience } = this.limits;
    return {
      processor: milliseconds(processor + more),
      patience: milliseconds(patience + 10 * more),
      quiet: milliseconds(Number.POSITIVE_INFINITY),
      maxFrames: 0,
      maxMemoryBytes: Number.POSITIVE_INFINITY,
    };
  }

  private start(): Worker {
    const worker = new Worker(fileOf(PROGRAM), {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    worker.on('message', ({ id, answer }: { id: number; answer: never }) => {
      const { waiting } = this;
      if (waiting?.id !== id) return;
      this.waiting = undefined;
      waiting.resolve({ is: 'done', answer });
    });
    let reason: Passed | 'not-started' = 'crash';
    worker.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') reason = 'memory'; // its exit follows
      if (NOT_STARTED.includes(error.code)) reason = 'not-started';
    });
    worker.on('exit', () => {
      if (this.worker === worker) this.worker = undefined;
      const { waiting } = this;
      this.waiting = undefined;
      waiting?.resolve(reason === 'not-started' ? starved : { is: 'limit', reason });
    });
    return worker;
  }
}

/** What one thread has used of the processor, which also says so while it is at work. */
const gaugeOf = (worker: Worker): Gauge => ({
  every: milliseconds(50),
  step: milliseconds(1),
  async read() {
    try {
      const { user, system } = await worker.cpuUsage();
      return { processorMs: (user + system) / 1000, memoryBytes: 0, isStopped: false };
    } catch {
      return undefined; // it has ended, or has not begun
    }
  },
});

function unread({ bytes, object }: ObjectInput, reason: Passed): ObjectInspection {
  return {
    findings: [finding('obj.unread', { measured: reason, object: object.n, kind: object.kind })],
    facts: {
      bytes: bytes.length,
      sha256: object.sha256,
      tail: '',
      content: 'unknown',
      readable: false,
      init: null,
      video: null,
      audio: null,
      picture: null,
      sequence: null,
    },
  };
}
