import { milliseconds } from '@kaitong/contract';
import { type FactAnswer, type HeardFact, type PresenceContext, recordFacts } from './record-facts.ts';

/** Short against a device's round trip, long enough to gather what thousands of heartbeats bring. */
const GATHER = milliseconds(15);
const LARGEST_BATCH = 500;

export type FactBatches = {
  /** Resolves once the fact is stored. */
  record(fact: HeardFact): Promise<FactAnswer>;
};

type Waiting = { fact: HeardFact; resolve: (answer: FactAnswer) => void; reject: (error: unknown) => void };

/** Gathers facts of one region into few transactions: a commit per heartbeat would be the first thing to give way. */
export function createFactBatches(context: PresenceContext): FactBatches {
  let waiting: Waiting[] = [];
  let timer: NodeJS.Timeout | undefined;

  function flush(): void {
    clearTimeout(timer);
    timer = undefined;
    const batch = waiting;
    waiting = [];
    const facts = batch.map(({ fact }) => fact);
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
      );
  }

  return {
    record: (fact) =>
      new Promise((resolve, reject) => {
        waiting.push({ fact, resolve, reject });
        if (waiting.length >= LARGEST_BATCH) flush();
        else timer ??= setTimeout(flush, GATHER);
      }),
  };
}
