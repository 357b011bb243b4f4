import type { AccountId, billing, Currency, Money, Parsed, Reply, Statement } from '@kaitong/contract';
import { sql } from 'kysely';
import type { z } from 'zod';
import type { MakerCaller } from '../../callers.ts';
import { toPage } from '../../paging.ts';
import type { Executor } from '../../store/executor.ts';
import type { ControlContext } from '../context.ts';
import { listMakerBalances } from './balances.ts';

type StatementRow = { id: string; account_id: AccountId; month: string; created_at: Date };

/** The account's monthly statements, newest first. */
export async function listStatements(
  { db }: ControlContext,
  caller: MakerCaller,
  { query: { cursor, limit } }: Parsed<typeof billing.listStatements>,
): Promise<Reply<typeof billing.listStatements>> {
  let statements = db.selectFrom('statement').selectAll().where('account_id', '=', caller.accountId);
  if (cursor) {
    const last = sql`SELECT month FROM statement WHERE id = ${cursor} AND account_id = ${caller.accountId}`;
    statements = statements.where(sql<boolean>`month < (${last})`);
  }
  const rows = await statements
    .orderBy('month', 'desc')
    .limit(limit + 1)
    .execute();
  const { items, next } = toPage(
    rows,
    limit,
    ({ id }) => id,
    (row) => row,
  );
  return { items: (await showStatements(db, items)).map(({ shown }) => shown), next };
}

type TotalRow = {
  statement_id: string;
  account_id: AccountId;
  currency: Currency;
  orders: number;
  refunds: number;
  share: number;
  reversed: number;
  carried: number;
  settled: number;
  settled_before: number;
};

/** Statements with their totals. Payouts name no statement: they pay the oldest first. */
export async function showStatements<Row extends StatementRow>(
  db: Executor,
  statements: readonly Row[],
): Promise<{ row: Row; shown: z.input<typeof Statement> }[]> {
  const accounts = [...new Set(statements.map(({ account_id }) => account_id))];
  const balances = await listMakerBalances(db, accounts);
  const { rows } = await sql<TotalRow>`
    SELECT * FROM (
      SELECT t.*, s.account_id,
        (sum(t.settled) OVER (PARTITION BY s.account_id, t.currency ORDER BY s.month) - t.settled)::bigint AS settled_before
      FROM statement_total t JOIN statement s ON s.id = t.statement_id WHERE s.account_id = ANY(${accounts})) totals
    WHERE statement_id = ANY(${statements.map(({ id }) => id)}) ORDER BY currency`.execute(db);
  const paidTo = ({ account_id, currency }: TotalRow): number =>
    balances.get(account_id)?.find((balance) => balance.currency === currency)?.paidOut.amount ?? 0;
  return statements.map((row) => {
    const totals = rows.filter((total) => total.statement_id === row.id);
    const { id, month, created_at } = row;
    const shown = { id, month, createdAt: created_at.toISOString() };
    return { row, shown: { ...shown, totals: totals.map((total) => showTotal(total, paidTo(total))) } };
  });
}

function showTotal(row: TotalRow, paid: number): z.input<typeof Statement>['totals'][number] {
  const { currency, orders, refunds, share, reversed, carried, settled, settled_before } = row;
  const money = (amount: number): Money => ({ amount, currency });
  return {
    currency,
    orders,
    refunds,
    share: money(share),
    reversed: money(reversed),
    carried: money(carried),
    settled: money(settled),
    paidOut: money(Math.min(settled, Math.max(0, paid - settled_before))),
  };
}
