import type { AccountId, Currency, Money } from '@kaitong/contract';
import type { Time } from '../plans/calendar.ts';

/** An account of the books; in every currency it has a balance of its own. */
export type LedgerAccount =
  /** Asset: money that a payment provider took for us and has not paid out yet. */
  | `clearing:${string}`
  /** Asset: money on the platform's bank account. */
  | 'bank'
  /** Liability: money taken that no order can take; it goes back to its payer. */
  | 'unapplied'
  /** Income: what owners paid. */
  | 'revenue'
  /** Against income: what owners got back. */
  | 'refunds'
  /** Cost: makers' shares. */
  | 'share'
  /** Cost: what providers keep for themselves. */
  | 'fees'
  /** Liability: a maker's share that no statement contains yet. */
  | `accrued:${AccountId}`
  /** Liability: a maker's share by statement, to be paid out. */
  | `due:${AccountId}`;

/** One line: debit positive, credit negative. */
export type Posting = { account: LedgerAccount; money: Money };

/** Lines that belong together. Their sum is zero in every currency. */
export type Transaction = {
  /** What it books, once: the same key again is the same transaction. */
  key: string;
  at: Time;
  postings: Posting[];
};

/** A transaction, lines of zero left out. Throws unless it balances: nothing else may reach the books. */
export function transaction(key: string, at: Time, lines: readonly Posting[]): Transaction {
  const postings = lines.filter(({ money }) => money.amount !== 0);
  for (const [currency, total] of totals(postings))
    if (total !== 0n) throw new RangeError(`${key} does not balance: ${total} ${currency} too many`);
  return { key, at, postings };
}

/** The sum of all lines by currency, in minor units; of balanced books every one is 0. */
export function totals(postings: readonly Posting[]): Map<Currency, bigint> {
  const sums = new Map<Currency, bigint>();
  for (const { money } of postings) sums.set(money.currency, (sums.get(money.currency) ?? 0n) + BigInt(money.amount));
  return sums;
}
