import { type DeviceId, type Duration, milliseconds } from '@kaitong/contract';
import { type FactAnswer, type HeardFact, type PresenceContext, recordFacts } from './record-facts.ts';

/**
 * How long a fact waits for others. A camera that connects waits for its answer, one that left is looked for, and what it says
 * anew is wanted at once.
 */
const GATHER = milliseconds(15);
/** Nobody waits for a heartbeat: however they come, a thousand a second are two transactions. */
export const GATHER_BEATS = milliseconds(500);
const LARGEST_BATCH = 500;
/** Sessions with the database that are taken at once. */
const MOST_BATCHES = 4;

export type FactBatches = {
  /**
   * Resolves once the fact is stored, which may wait for others as long as `patience`. Each device's facts are stored in the
   * order in which they were recorded.
   */
  record(fact: HeardFact, patience?: Duration): Promise<FactAnswer>;
};

type Waiting = {
  fact: HeardFact;
  /** When it has waited for long enough. */
  due: number;
  resolve: (answer: FactAnswer) => void;
  reject: (error: unknown) => void;
};

/** Gathers facts of one region into few transactions: a commit per heartbeat would be the first thing to give way. */
export function createFactBatches(context: PresenceContext): FactBatches {
  let waiting: Waiting[] = [];
  let timer: { due: number; handle: NodeJS.Timeout } | undefined;
  /** Of a device that is being stored nothing is stored beside it. */
  const busy = new Set<DeviceId>();
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
    const facts = batch.map(({ fact }) => fact);
    for (const { deviceId } of facts) busy.add(deviceId);
    running += 1;
    context.db
      .transaction()
      .execute((trx) => recordFacts(context, trx, facts))
      .then(
        (answers) => {
          for (const [n, { resolve, reject }] of batch.entries()) {
            const answer = answers[n];
            if (answer) resolve(answer);
            else reject(new Error('a fact was not answered'));
          }
        },
        (error: unknown) => {
          for (const { reject } of batch) reject(error);
        },
      )
      .finally(() => {
        running -= 1;
        for (const { deviceId } of facts) busy.delete(deviceId);
        if (waiting.length > 0)
          flushAt(waiting.reduce((first, { due }) => Math.min(first, due), Number.POSITIVE_INFINITY));
      });
  }

  return {
    record: (fact, patience = GATHER) =>
      new Promise((resolve, reject) => {
        const due = performance.now() + patience;
        waiting.push({ fact, due, resolve, reject });
        if (waiting.length % LARGEST_BATCH === 0) flush();
        else flushAt(due);
      }),
  };
}
