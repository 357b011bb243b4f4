import type { Currency, Money } from '@kaitong/contract';
import { add, negate, zero } from '../money/arithmetic.ts';
import type { LedgerAccount, Transaction } from './transaction.ts';

/** Transactions by key, in the order in which they were posted. */
export type Book = ReadonlyMap<string, Transaction>;

/** The book with a transaction in it. The same one again changes nothing; another one under its key throws: a bug. */
export function post(book: Book, transaction: Transaction): Book {
  const known = book.get(transaction.key);
  if (!known) return new Map(book).set(transaction.key, transaction);
  if (JSON.stringify(known.postings) !== JSON.stringify(transaction.postings))
    throw new RangeError(`${transaction.key} was posted before with other amounts`);
  return book;
}

/** Debits less credits of an account. Assets and costs are positive, liabilities and income negative. */
export const balanceOf = (book: Book, account: LedgerAccount, currency: Currency): Money =>
  [...book.values()]
    .flatMap(({ postings }) => postings)
    .filter((posting) => posting.account === account && posting.money.currency === currency)
    .reduce((balance, { money }) => add(balance, money), zero(currency));

/** What is owed on a liability or was earned on an income account: its balance with the sign that people expect. */
export const creditOf = (book: Book, account: LedgerAccount, currency: Currency): Money =>
  negate(balanceOf(book, account, currency));
