import type { Money } from '@kaitong/contract';

/** An entry's lines as a journal has them: currency by currency, debits before credits. */
export function inJournalOrder<Posting extends { money: Money }>(postings: readonly Posting[]): Posting[] {
  const currencies = [...new Set(postings.map(({ money }) => money.currency))];
  const rank = ({ money }: Posting): number => currencies.indexOf(money.currency) * 2 + (money.amount < 0 ? 1 : 0);
  return [...postings].sort((a, b) => rank(a) - rank(b));
}
