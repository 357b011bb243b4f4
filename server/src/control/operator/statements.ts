import type { ledger, Parsed, Reply } from '@kaitong/contract';
import { sql } from 'kysely';
import { toPage } from '../../paging.ts';
import { showStatements } from '../billing/list-statements.ts';
import type { ControlContext } from '../context.ts';

/** Statements of all makers, newest first; those of a maker, or of a month. */
export async function listStatementsForOperator(
  { db }: ControlContext,
  { query: { cursor, limit, accountId, month } }: Parsed<typeof ledger.listStatementsForOperator>,
): Promise<Reply<typeof ledger.listStatementsForOperator>> {
  let statements = db
    .selectFrom('statement')
    .innerJoin('account', 'account.id', 'statement.account_id')
    .selectAll('statement')
    .select('account.name as account_name');
  if (accountId) statements = statements.where('statement.account_id', '=', accountId);
  if (month) statements = statements.where('statement.month', '=', month);
  if (cursor)
    statements = statements.where(
      sql<boolean>`(statement.month, statement.id) < (SELECT month, id FROM statement WHERE id = ${cursor})`,
    );
  const rows = await statements
    .orderBy('statement.month', 'desc')
    .orderBy('statement.id', 'desc')
    .limit(limit + 1)
    .execute();
  const { items, next } = toPage(
    rows,
    limit,
    ({ id }) => id,
    (row) => row,
  );
  const statementsShown = await showStatements(db, items);
  return {
    items: statementsShown.map(({ row, shown }) => ({
      ...shown,
      accountId: row.account_id,
      accountName: row.account_name,
    })),
    next,
  };
}
