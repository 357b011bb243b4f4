import { availableParallelism } from 'node:os';
import type { Finding, FoundHeaders, VideoCodec } from '@kaitong/contract/checks';
import { type Duration, milliseconds, seconds } from '@kaitong/contract/durations';
import type { ObjectInput, ObjectInspection, SlicesRead } from '@kaitong/media';
import { type Conversion, canEncode, convert } from './convert/convert.ts';
import { type Attempt, attempt, type Work } from './decode/attempt.ts';
import { decodeWithFfmpeg, type FfmpegTask, isFfmpeg } from './decode/ffmpeg.ts';
import { JobQueue, type Load, type QueueOptions } from './decode/job-queue.ts';
import { ProcessEnded, type ProcessOptions } from './decode/judge-process.ts';
import { DEFAULT_LIMITS, type LimitBase, limitsFor } from './decode/limits.ts';
import type { Job } from './decode/messages.ts';
import type { DecodeContainer } from './decode/node-av-input.ts';
import { ProcessPool } from './decode/process-pool.ts';
import type { DecodeReport, Level2Engine, LimitReason } from './decode/report.ts';
import { isStarved, type Starved, starved, untilFed } from './decode/starved.ts';
import type { Filmstrip, FilmTask } from './film/make-filmstrip.ts';
import { ByteBudget } from './inspect/byte-budget.ts';
import { Inspector } from './inspect/inspector.ts';
import type { SnapshotReport } from './snapshot/report.ts';

export type JudgeOptions = {
  /** At most as many as the machine has cores, which is the default. */
  processes?: number;
  /** `auto`: node-av where it is installed, else the system's FFmpeg, else none. */
  engine?: Level2Engine | 'auto' | 'none';
  /** The system's FFmpeg: a name on the PATH, or a path. */
  ffmpeg?: string;
  /** For machines on which an object's decode needs longer, or more memory, than anywhere we know. */
  limits?: Partial<LimitBase>;
  /** Bytes of uploads held at once for the judge; one larger object is held alone. */
  memoryBytes?: number;
};

/** What one process has found out about decoding on this machine, for another one there. */
export type JudgeFacts = { engine: Level2Engine | null; encodes: boolean; options: JudgeOptions };

/** What uploads waiting for the judge may take of a server's memory: four segments of the largest size, encrypted and not. */
const HELD_BYTES = 384 * 1024 * 1024;

export type TaskOptions = QueueOptions & {
  /** A process has begun to work; twice when the first one crashed or passed a limit. */
  onAttempt?: ((attempt: { job: Job['is']; number: 1 | 2; pid: number | undefined }) => void) | undefined;
  /** A job of the task has left its lane. H.265 takes two. */
  onWorked?: ((spent: Spent) => void) | undefined;
};

/** How long a job held its lane, its wait not counted, and how much processor time it took. */
export type Spent = { lane: Duration; processor: Duration };

export type DecodeTask = {
  /** The object after decryption, in pieces: an init segment before its media segment. */
  parts: readonly Uint8Array[];
  container: DecodeContainer;
  /** Of its pictures, as level 1 found it. */
  codec?: VideoCodec | undefined;
  /** Footage in the object, in milliseconds; the processor time that decoding may take follows from it. */
  durationMs: number;
  /** How many frames a tenth of a second has, as level 1 found: then the report has samples for a picture signature. */
  framesPerSample?: number | undefined;
};

export type DecodeOutcome =
  | { is: 'report'; report: DecodeReport }
  /** Two processes crashed, or had to be stopped, on this object. */
  | { is: 'limit'; reason: LimitReason }
  /** Neither node-av nor an FFmpeg is installed. */
  | { is: 'unavailable' };

/** `busy`: as many wait already as may, or the machine left it too little time; `unavailable`: nothing here encodes. */
export type ConvertOutcome = Exclude<Conversion, Starved> | { is: 'busy' } | { is: 'unavailable' };

export type SnapshotOutcome = { is: 'report'; report: SnapshotReport } | { is: 'limit'; reason: LimitReason };

export type FilmPart = {
  /** One object after decryption, in pieces: an init segment before its media segment. */
  parts: readonly Uint8Array[];
  /** When it begins, in milliseconds of whatever the strip is counted from. */
  atMs: number;
};

export type FilmOutcome =
  | { is: 'made'; filmstrip: Filmstrip }
  /** There is no key frame in it that decodes within the limits. */
  | { is: 'none' }
  /** Only node-av decodes single pictures. */
  | { is: 'unavailable' };

/** Encoding takes about as long as the footage on a slow core, and the judge must not starve beside it. */
const CONVERSION = { processorBase: seconds(15), processorFactor: 4, memoryBytes: 900 * 1024 * 1024, mostWaiting: 8 };

const SNAPSHOT = { durationMs: 2000 };

/** However long the footage is, a dozen pictures of it are decoded. */
const FILM = { durationMs: 0 };

type Attempts = { signal: AbortSignal; onAttempt: TaskOptions['onAttempt']; onSpent: (processor: Duration) => void };

/**
 * The judge of a server, whatever it is given: level 1 on a thread, level 2 in processes of their own, first come, first
 * served. Start it once, close it with `await using`.
 */
export class Judge implements AsyncDisposable {
  private readonly queue: JobQueue;
  private readonly pool: ProcessPool;
  private readonly options: JudgeOptions;
  private readonly ffmpeg: string;
  private readonly limits: LimitBase;
  private readonly engine: Level2Engine | null;
  private readonly conversions: JobQueue;
  private readonly encodes: boolean;
  private jobs = 0;
  private readonly closing = new AbortController();
  private readonly inspector = new Inspector();
  private readonly memory: ByteBudget;

  private constructor(options: JudgeOptions, pool: ProcessPool, engine: Level2Engine | null, encodes: boolean) {
    this.options = options;
    this.ffmpeg = programOf(options);
    this.limits = { ...DEFAULT_LIMITS, ...options.limits };
    this.queue = new JobQueue(pool.size);
    this.pool = pool;
    this.engine = engine;
    this.encodes = encodes;
    this.conversions = new JobQueue(Math.max(1, Math.floor(pool.size / 2)));
    this.memory = new ByteBudget(options.memoryBytes ?? HELD_BYTES);
  }

  /** Starts the processes. Throws when none can be started, not when level 2 is missing. */
  static async start(options: JudgeOptions = {}): Promise<Judge> {
    const { engine = 'auto' } = options;
    const cores = availableParallelism();
    const size = Math.max(1, Math.min(options.processes ?? cores, cores));
    const first = await startPool(size, { withoutNodeAv: engine !== 'auto' && engine !== 'node-av' });
    // A binary for another processor or C library can take the process down while it is loaded.
    const started = first ?? (await startPool(size, { withoutNodeAv: true }));
    if (!started) throw new Error('no judge process can be started');
    const { pool, nodeAv } = started;
    if (nodeAv) return new Judge(options, pool, 'node-av', true);
    const mayUseFfmpeg = engine === 'auto' || engine === 'ffmpeg';
    const ffmpeg = programOf(options);
    if (!mayUseFfmpeg || !(await isFfmpeg(ffmpeg))) return new Judge(options, pool, null, false);
    return new Judge(options, pool, 'ffmpeg', await canEncode(ffmpeg));
  }

  /** Starts no process before it is needed: for one that leaves decoding to another process. */
  static knowing({ engine, encodes, options }: JudgeFacts): Judge {
    return new Judge(options, new ProcessPool(1, { withoutNodeAv: engine !== 'node-av' }), engine, encodes);
  }

  facts(): JudgeFacts {
    const { engine, encodes, options } = this;
    return { engine, encodes, options };
  }

  /** What decodes, or null: then no run is to be started. */
  level2(): Level2Engine | null {
    return this.engine;
  }

  /** How many jobs run at once; more than that wait. */
  get lanes(): number {
    return this.queue.places;
  }

  /** Level 1 on one object. Rejects only when the judge is closed. */
  inspect(input: ObjectInput): Promise<ObjectInspection> {
    return this.inspector.inspect(input);
  }

  /** What the headers around findings of one object say. Rejects only when the judge is closed. */
  explain(input: ObjectInput, findings: readonly Finding[]): Promise<FoundHeaders[]> {
    return this.inspector.explain(input, findings);
  }

  /** Does the work once there is memory for so many bytes: read them inside, not before. First come, first served. */
  holding<T>(bytes: number, work: () => Promise<T>): Promise<T> {
    return this.memory.holding(bytes, work);
  }

  load(): Load {
    return this.queue.load;
  }

  /** False where somebody's signal has stopped all of its processes: each is replaced when its turn comes. */
  isAtWork(): Promise<boolean> {
    return this.pool.isAtWork();
  }

  /** What it says from then on tells nothing of what it was given. */
  get isClosed(): boolean {
    return this.closing.signal.aborted;
  }

  /** Ids of the processes that wait or work, for operators and for tests that kill them. */
  get pids(): number[] {
    return this.pool.pids;
  }

  /**
   * Decodes one object as soon as its turn comes, and once more at the end of the queue where it has starved. Rejects when
   * given up through the signal, when the judge is closed, when no process can be started, and with `JudgeStarved`; what
   * the object itself causes is an outcome.
   */
  async decode(task: DecodeTask, options: TaskOptions = {}): Promise<DecodeOutcome> {
    return await untilFed(() => this.decodeOnce(task, options));
  }

  /** The same for whoever has a queue of his own. */
  async decodeOnce(task: DecodeTask, options: TaskOptions = {}): Promise<DecodeOutcome | Starved> {
    const { engine } = this;
    if (engine === null) return { is: 'unavailable' };
    const { parts, container, durationMs, codec, framesPerSample } = task;
    const bytes = sizeOf(parts);
    const limits = limitsFor({ durationMs, bytes }, this.limits);
    const decoding = this.enqueue(options, async (attempts) => {
      if (engine === 'ffmpeg') return this.decodeBySystem({ parts, container, limits, framesPerSample }, attempts);
      const { maxFrames, maxMemoryBytes } = limits;
      const id = ++this.jobs;
      const objectAt = bytes - sizeOf(parts.slice(-1));
      const job: Job = { is: 'decode', id, bytes, container, maxFrames, maxMemoryBytes, framesPerSample, objectAt };
      return asDecoded(await this.runTwice({ job, parts, limits }, attempts));
    });
    if (codec !== 'h265') return decoding;
    // At the same time, where there is a process to spare.
    const reading = this.enqueue({ ...options, onStarted: undefined }, async (attempts) => {
      const job: Job = { is: 'slices', id: ++this.jobs, bytes, container };
      return asSlices(await this.runTwice({ job, parts, limits }, attempts));
    });
    const [decoded, read] = await Promise.all([decoding, reading]);
    if (decoded.is !== 'report') return decoded;
    return isStarved(read) ? read : { is: 'report', report: { ...decoded.report, slices: read.slices } };
  }

  /** Whether there is something that encodes H.264. */
  canConvert(): boolean {
    return this.encodes;
  }

  /**
   * Makes MPEG-TS with H.264 of one object, for players that show nothing else; its sound and its clock stay. None begins
   * while something waits to be judged. Rejects when given up through the signal or when the judge is closed.
   */
  async convert({ parts, container, durationMs }: DecodeTask, options: QueueOptions = {}): Promise<ConvertOutcome> {
    const { engine, conversions } = this;
    if (engine === null || !this.encodes) return { is: 'unavailable' };
    if (conversions.load.waiting >= CONVERSION.mostWaiting) return { is: 'busy' };
    const length = Math.min(durationMs, seconds(60));
    const limits = {
      ...limitsFor({ durationMs, bytes: 0 }, this.limits),
      processor: milliseconds(CONVERSION.processorBase + CONVERSION.processorFactor * length),
      maxMemoryBytes: CONVERSION.memoryBytes + 2 * sizeOf(parts),
    };
    const { signal: closing } = this.closing;
    const signal = options.signal ? AbortSignal.any([options.signal, closing]) : closing;
    const task = { parts, container, limits };
    const work = async (): Promise<Conversion> => {
      await this.queue.whenNoneWaits(signal);
      return await convert(engine, this.ffmpeg, task, signal);
    };
    const made = await conversions.run(work, { ...options, signal });
    return isStarved(made) ? { is: 'busy' } : made;
  }

  /** Decodes a snapshot strictly, and once more where it has starved. Works without level 2 too. */
  async decodeSnapshot(bytes: Uint8Array, options: TaskOptions = {}): Promise<SnapshotOutcome> {
    return await untilFed(() => this.decodeSnapshotOnce(bytes, options));
  }

  /** The same for whoever has a queue of his own. */
  async decodeSnapshotOnce(bytes: Uint8Array, options: TaskOptions = {}): Promise<SnapshotOutcome | Starved> {
    const limits = limitsFor({ ...SNAPSHOT, bytes: bytes.length }, this.limits);
    return this.enqueue(options, async (attempts) => {
      const job: Job = { is: 'snapshot', id: ++this.jobs, bytes: bytes.length };
      return asSnapshot(await this.runTwice({ job, parts: [bytes], limits }, attempts));
    });
  }

  /** A small WebP of a snapshot; undefined where none can be made of it. Works without level 2 too. */
  async makePreview(snapshot: Uint8Array, options: TaskOptions = {}): Promise<Uint8Array | undefined> {
    const bytes = snapshot.length;
    const limits = limitsFor({ ...SNAPSHOT, bytes }, this.limits);
    const made = await untilFed(() =>
      this.enqueue(options, (attempts) => {
        const job: Job = { is: 'preview', id: ++this.jobs, bytes };
        return this.runTwice({ job, parts: [snapshot], limits }, attempts);
      }),
    );
    return made.is === 'preview' && made.webp !== null ? Buffer.from(made.webp, 'base64') : undefined;
  }

  /** Small pictures of the key frames of a time, one every `stepMs`, as one WebP with their times. */
  async makeFilmstrip(
    { objects, ...strip }: { objects: readonly FilmPart[] } & Omit<FilmTask, 'film'>,
    options: TaskOptions = {},
  ): Promise<FilmOutcome> {
    if (this.engine !== 'node-av') return { is: 'unavailable' };
    const parts = objects.flatMap((object) => object.parts);
    const bytes = sizeOf(parts);
    const limits = limitsFor({ ...FILM, bytes }, this.limits);
    const film = objects.map((object) => ({ bytes: sizeOf(object.parts), atMs: object.atMs }));
    const made = await untilFed(() =>
      this.enqueue(options, (attempts) => {
        const job: Job = { is: 'filmstrip', id: ++this.jobs, bytes, ...strip, film };
        return this.runTwice({ job, parts, limits }, attempts);
      }),
    );
    if (made.is !== 'filmstrip' || made.strip === null) return { is: 'none' };
    return { is: 'made', filmstrip: { ...made.strip, webp: Buffer.from(made.strip.webp, 'base64') } };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closing.abort(new Error('the judge is closed'));
    await Promise.all([this.pool[Symbol.asyncDispose](), this.inspector[Symbol.asyncDispose]()]);
  }

  private enqueue<T>(options: TaskOptions, work: (attempts: Attempts) => Promise<T>): Promise<T> {
    const { signal: closing } = this.closing;
    const { onStarted, onAttempt, onWorked } = options;
    const signal = options.signal ? AbortSignal.any([options.signal, closing]) : closing;
    const inLane = async (): Promise<T> => {
      const startedAt = performance.now();
      let processor = milliseconds(0);
      const onSpent = (more: Duration): void => {
        processor = milliseconds(processor + more);
      };
      try {
        return await work({ signal, onAttempt, onSpent });
      } finally {
        onWorked?.({ lane: milliseconds(Math.round(performance.now() - startedAt)), processor });
      }
    };
    return this.queue.run(inLane, { onStarted, signal });
  }

  private async decodeBySystem(
    task: FfmpegTask,
    { signal, onAttempt, onSpent }: Attempts,
  ): Promise<DecodeOutcome | Starved> {
    const events = (number: 1 | 2) => ({
      onBegun: (pid: number | undefined) => onAttempt?.({ job: 'decode', number, pid }),
      onSpent,
    });
    const first = await decodeWithFfmpeg(this.ffmpeg, task, signal, events(1));
    return first.is === 'limit' ? decodeWithFfmpeg(this.ffmpeg, task, signal, events(2)) : first;
  }

  /** A process that crashed or was stopped may have been unlucky: the object gets one more, which is new. */
  private async runTwice(work: Work, { signal, onAttempt, onSpent }: Attempts): Promise<Attempt> {
    let process = await this.pool.take();
    try {
      const events = (number: 1 | 2) => ({
        onBegun: () => onAttempt?.({ job: work.job.is, number, pid: process.pid }),
        onSpent,
      });
      const first = await attempt(process, work, signal, events(1));
      if (first.is !== 'limit') return first;
      process = await this.pool.replace(process);
      const second = await attempt(process, work, signal, events(2));
      if (second.is === 'limit') process.kill();
      return second;
    } finally {
      this.pool.giveBack(process);
    }
  }
}

const programOf = ({ ffmpeg = 'ffmpeg' }: JudgeOptions): string => ffmpeg;

/** Undefined when its processes end before they are ready. */
async function startPool(
  size: number,
  options: ProcessOptions,
): Promise<{ pool: ProcessPool; nodeAv: boolean } | undefined> {
  const pool = new ProcessPool(size, options);
  try {
    return { pool, ...(await pool.start()) };
  } catch (error) {
    await pool[Symbol.asyncDispose]();
    if (error instanceof ProcessEnded) return undefined;
    throw error;
  }
}

const sizeOf = (parts: readonly Uint8Array[]): number => parts.reduce((sum, part) => sum + part.length, 0);

/** A report of the other kind would be a fault of the process. */
function asDecoded(outcome: Attempt): DecodeOutcome | Starved {
  if (isStarved(outcome)) return starved;
  if (outcome.is === 'decoded') return { is: 'report', report: outcome.report };
  return { is: 'limit', reason: outcome.is === 'limit' ? outcome.reason : 'crash' };
}

/** What decodes within its limits must not fail because reading its slices did not: then nothing is said of them. */
const asSlices = (outcome: Attempt): { is: 'read'; slices: SlicesRead | null } | Starved =>
  isStarved(outcome) ? starved : { is: 'read', slices: outcome.is === 'slices' ? outcome.report : null };

function asSnapshot(outcome: Attempt): SnapshotOutcome | Starved {
  if (isStarved(outcome)) return starved;
  if (outcome.is === 'snapshot') return { is: 'report', report: outcome.report };
  return { is: 'limit', reason: outcome.is === 'limit' ? outcome.reason : 'crash' };
}
