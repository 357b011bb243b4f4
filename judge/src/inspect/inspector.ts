import { Worker } from 'node:worker_threads';
import { finding } from '@kaitong/contract/checks';
import { type Duration, milliseconds, seconds } from '@kaitong/contract/durations';
import type { ObjectInput, ObjectInspection } from '@kaitong/media';
import { fileOf, judgePrograms } from '../program.ts';

const PROGRAM = judgePrograms().inspecting;

/** The slowest bytes that we could think of take a second for 16 MiB; a busy machine several times that. */
const BASE = seconds(10);
const PER_MEBIBYTE = milliseconds(500);

/** Facts of a good object take some megabytes; entry counts of a hostile one must not take the server with them. */
const HEAP_MB = 512;

export type InspectorLimits = { wall: Duration };

type Waiting = { id: number; resolve: (inspection: ObjectInspection | 'limit') => void };

/**
 * Level 1 on a thread of its own: linear work, but up to a second of it for bytes that are made to be slow, in which a
 * server would answer nobody. One object at a time.
 */
export class Inspector implements AsyncDisposable {
  private readonly wall: Duration;
  private worker: Worker | undefined;
  private waiting: Waiting | undefined;
  private last: Promise<unknown> = Promise.resolve();
  private inspected = 0;
  private closed = false;

  constructor({ wall = BASE }: Partial<InspectorLimits> = {}) {
    this.wall = wall;
  }

  /**
   * Bytes that take too long or too much memory twice are damaged as far as anybody can say. Rejects when the inspector
   * is closed.
   */
  inspect(input: ObjectInput): Promise<ObjectInspection> {
    const turn = this.last.then(() => this.inspectTwice(input));
    this.last = turn.catch(() => undefined);
    return turn;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.closed = true;
    await this.worker?.terminate();
    await this.last;
  }

  private async inspectTwice(input: ObjectInput): Promise<ObjectInspection> {
    const first = await this.attempt(input);
    const outcome = first === 'limit' ? await this.attempt(input) : first;
    return outcome === 'limit' ? tooMuch(input) : outcome;
  }

  private attempt(input: ObjectInput): Promise<ObjectInspection | 'limit'> {
    if (this.closed) return Promise.reject(new Error('the judge is closed'));
    this.worker ??= this.start();
    const { worker } = this;
    const id = ++this.inspected;
    const wall = this.wall + (input.bytes.length / (1 << 20)) * PER_MEBIBYTE;
    return new Promise<ObjectInspection | 'limit'>((resolve) => {
      const timer = setTimeout(() => void worker.terminate(), wall);
      this.waiting = {
        id,
        resolve(inspection) {
          clearTimeout(timer);
          resolve(inspection);
        },
      };
      worker.postMessage({ id, input }); // a copy: the bytes may be needed once more
    });
  }

  private start(): Worker {
    const worker = new Worker(fileOf(PROGRAM), {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      env: {},
      resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
    });
    worker.on('message', ({ id, inspection }: { id: number; inspection: ObjectInspection }) => {
      const { waiting } = this;
      if (waiting?.id !== id) return;
      this.waiting = undefined;
      waiting.resolve(inspection);
    });
    worker.on('error', () => undefined); // out of memory; its exit follows
    worker.on('exit', () => {
      if (this.worker === worker) this.worker = undefined;
      const { waiting } = this;
      this.waiting = undefined;
      waiting?.resolve('limit');
    });
    return worker;
  }
}

function tooMuch({ bytes, object }: ObjectInput): ObjectInspection {
  return {
    findings: [finding('obj.damaged', { measured: 'limit', object: object.n, kind: object.kind })],
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
