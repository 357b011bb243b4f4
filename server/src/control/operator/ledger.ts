import type { Currency, ledger, Parsed, Reply } from '@kaitong/contract';
import { sql } from 'kysely';
import { containing, toPage } from '../../paging.ts';
import type { ControlContext } from '../context.ts';

/** Transactions in the order of their booking, newest first: all of them, those of an account or in a currency, or by part of their key. */
export async function listLedger(
  { db }: ControlContext,
  { query: { cursor, limit, account, currency, search } }: Parsed<typeof ledger.listLedger>,
): Promise<Reply<typeof ledger.listLedger>> {
  let transactions = db.selectFrom('ledger_transaction').selectAll();
  if (account)
    transactions = transactions.where('id', 'in', (select) => {
      const own = select.selectFrom('ledger_posting').select('transaction_id').where('account', '=', account);
      return currency ? own.where('currency', '=', currency) : own;
    });
  else if (currency)
    transactions = transactions.where(sql<boolean>`EXISTS (
      SELECT FROM ledger_posting p WHERE p.transaction_id = ledger_transaction.id AND p.currency = ${currency})`);
  if (search) transactions = transactions.where('key', 'like', containing(search));
  if (cursor)
    transactions = transactions.where(sql<boolean>`id < (SELECT id FROM ledger_transaction WHERE key = ${cursor})`);
  const rows = await transactions
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  const { items, next } = toPage(
    rows,
    limit,
    ({ key }) => key,
    (row) => row,
  );
  const postings = await listPostings(
    db,
    items.map(({ id }) => id),
  );
  return {
    items: items.map(({ id, key, at }) => ({
      key,
      at: at.toISOString(),
      postings: postings
        .filter(({ transaction_id }) => transaction_id === id)
        .map(({ account: of, maker, amount, currency: unit }) => ({
          account: of,
          maker,
          money: { amount, currency: unit },
        })),
    })),
    next,
  };
}

const listPostings = (db: ControlContext['db'], ids: number[]) =>
  ids.length === 0
    ? Promise.resolve([])
    : db
        .selectFrom('ledger_posting')
        .leftJoin('account', (join) => join.on(sql<boolean>`account.id = split_part(ledger_posting.account, ':', 2)`))
        .selectAll('ledger_posting')
        .select('account.name as maker')
        .where('transaction_id', 'in', ids)
        .orderBy('transaction_id')
        .orderBy('n')
        .execute();

/** The balance of every account. `balanced` is computed of the very same lines. */
export async function getTrialBalance({ db }: ControlContext): Promise<Reply<typeof ledger.getTrialBalance>> {
  const { rows } = await sql<{ account: string; currency: Currency; balance: number; balanced: boolean }>`
    SELECT account, currency, sum(amount)::bigint AS balance,
      sum(sum(amount)) OVER (PARTITION BY currency) = 0 AS balanced
    FROM ledger_posting GROUP BY account, currency ORDER BY account, currency`.execute(db);
  return {
    items: rows.map(({ account, currency, balance }) => ({ account, money: { amount: balance, currency } })),
    balanced: rows.every(({ balanced }) => balanced),
  };
}
