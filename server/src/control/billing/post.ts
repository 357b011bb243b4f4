import type { Posting, Transaction } from '@kaitong/core';
import type { ControlTransaction } from '../context.ts';

/**
 * Books a transaction, once: the same one again changes nothing. The database refuses what does not balance.
 *
 * @throws when other amounts were booked under its key: the work that leads here computes differently than before
 */
export async function post(trx: ControlTransaction, { key, at, postings }: Transaction): Promise<void> {
  const made = await trx
    .insertInto('ledger_transaction')
    .values({ key, at: new Date(at) })
    .onConflict((conflict) => conflict.column('key').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!made) {
    if (!(await isBooked(trx, key, postings))) throw new RangeError(`${key} was posted before with other amounts`);
    return;
  }
  if (postings.length === 0) return;
  const rows = postings.map(({ account, money }, n) => ({ transaction_id: made.id, n, account, ...money }));
  await trx.insertInto('ledger_posting').values(rows).execute();
}

/** Whether these very lines stand under the key. */
export async function isBooked(trx: ControlTransaction, key: string, postings: readonly Posting[]): Promise<boolean> {
  const booked = await trx
    .selectFrom('ledger_posting')
    .innerJoin('ledger_transaction', 'ledger_transaction.id', 'ledger_posting.transaction_id')
    .select(['account', 'currency', 'amount'])
    .where('key', '=', key)
    .orderBy('n')
    .execute();
  const lineOf = (account: string, amount: number, currency: string) => `${account} ${amount} ${currency}`;
  const expected = postings.map(({ account, money }) => lineOf(account, money.amount, money.currency));
  return booked.map((row) => lineOf(row.account, row.amount, row.currency)).join() === expected.join();
}
