import { type DeviceId, type Duration, milliseconds } from '@kaitong/contract';
import { lookAtDevices } from './device-state.ts';
import { type FactAnswer, type HeardFact, type PresenceContext, recordFacts } from './record-facts.ts';
import { Unwritten } from './unwritten.ts';

/**
 * How long a fact waits for others. A camera that connects waits for its answer, one that left is looked for, and what it says
 * anew is wanted at once.
 */
const GATHER = milliseconds(15);
/** Nobody waits for a heartbeat: however they come, a thousand a second are two transactions. */
const GATHER_BEATS = milliseconds(500);
const LARGEST_BATCH = 500;
/** Sessions with the database that are taken at once. */
const MOST_BATCHES = 4;

export type FactBatches = {
  /** Resolves once the fact is stored. Each device's facts are stored in the order in which they were recorded. */
  record(fact: HeardFact): Promise<FactAnswer>;
  /** The same of what says only once more what was said before: it may wait longer, and where nothing is new nothing is written. */
  recordBeat(fact: Beat): Promise<FactAnswer>;
};

export type Beat = HeardFact & { type: 'said' };

type ToStore = { fact: HeardFact; isBeat: false } | { fact: Beat; isBeat: true };

type Waiting = ToStore & {
  /** When it has waited for long enough. */
  due: number;
  resolve: (answer: FactAnswer) => void;
  reject: (error: unknown) => void;
};

/** Gathers facts of one region into few transactions: a commit for each would be the first thing to give way. */
export function createFactBatches(context: PresenceContext, gatherBeats: Duration = GATHER_BEATS): FactBatches {
  let waiting: Waiting[] = [];
  let timer: { due: number; handle: NodeJS.Timeout } | undefined;
  /** Of a device that is being stored nothing is stored beside it. */
  const busy = new Set<DeviceId>();
  const unwritten = new Unwritten();
  let running = 0;

  function flushAt(due: number): void {
    if (timer && timer.due <= due) return;
    clearTimeout(timer?.handle);
    timer = { due, handle: setTimeout(flush, Math.max(0, due - performance.now())) };
  }

  function takeBatch(): Waiting[] {
    const batch: Waiting[] = [];
    const later: Waiting[] = [];
    for (const one of waiting) (batch.length < LARGEST_BATCH && !busy.has(one.fact.deviceId) ? batch : later).push(one);
    waiting = later;
    return batch;
  }

  function flush(): void {
    clearTimeout(timer?.handle);
    timer = undefined;
    const batch = running < MOST_BATCHES ? takeBatch() : [];
    if (batch.length === 0) return; // what is stored now flushes the rest when it is
    for (const { fact } of batch) busy.add(fact.deviceId);
    running += 1;
    store(batch)
      .catch((error: unknown) => {
        for (const { reject } of batch) reject(error);
      })
      .finally(() => {
        running -= 1;
        for (const { fact } of batch) busy.delete(fact.deviceId);
        if (waiting.length > 0)
          flushAt(waiting.reduce((first, { due }) => Math.min(first, due), Number.POSITIVE_INFINITY));
      });
  }

  async function store(batch: readonly Waiting[]): Promise<void> {
    const news = await withoutIdle(batch);
    if (news.length === 0) return;
    const facts = news.map(({ fact }) => fact);
    const answers = await context.db
      .transaction()
      .execute((trx) => recordFacts(context, trx, facts, (device) => unwritten.recall(device)));
    for (const { type, deviceId } of facts) if (type === 'connecting' || type === 'gone') unwritten.forget(deviceId);
    for (const [n, { resolve, reject }] of news.entries()) {
      const answer = answers[n];
      if (answer) resolve(answer);
      else reject(new Error('a fact was not answered'));
    }
  }

  /** Answers heartbeats of devices that are watched, of which nothing is written; what is left of a device is all from then on. */
  async function withoutIdle(batch: readonly Waiting[]): Promise<readonly Waiting[]> {
    const left = new Set(batch.flatMap(({ fact, isBeat }) => (isBeat ? [] : [fact.deviceId])));
    const asked = new Set(batch.flatMap(({ fact: { deviceId } }) => (left.has(deviceId) ? [] : [deviceId])));
    if (asked.size === 0) return batch;
    const found = await lookAtDevices(context.db, [...asked]);
    const devices = new Map(found.map((device) => [device.deviceId, device]));
    return batch.filter((one) => {
      const { deviceId } = one.fact;
      const device = devices.get(deviceId);
      if (one.isBeat && device && !left.has(deviceId) && unwritten.keep(device, one.fact.status)) {
        one.resolve({ verdict: 'taken' });
        return false;
      }
      left.add(deviceId);
      return true;
    });
  }

  function wait(fact: ToStore, patience: Duration): Promise<FactAnswer> {
    return new Promise((resolve, reject) => {
      const due = performance.now() + patience;
      waiting.push({ ...fact, due, resolve, reject });
      if (waiting.length % LARGEST_BATCH === 0) flush();
      else flushAt(due);
    });
  }

  return {
    record: (fact) => wait({ fact, isBeat: false }, GATHER),
    recordBeat: (fact) => wait({ fact, isBeat: true }, gatherBeats),
  };
}
