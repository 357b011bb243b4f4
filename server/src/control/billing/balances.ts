import type { AccountId, Currency, Money } from '@kaitong/contract';
import { sql } from 'kysely';
import type { Executor } from '../../store/executor.ts';

/** What a maker is owed and was paid, in one currency. */
export type MakerBalance = { currency: Currency; accrued: Money; due: Money; paidOut: Money };

/** From the books: a currency that an account never had anything in is left out. */
export async function listMakerBalances(
  db: Executor,
  accountIds: readonly AccountId[],
): Promise<Map<AccountId, MakerBalance[]>> {
  const accounts = accountIds.flatMap((id) => [`accrued:${id}`, `due:${id}`]);
  // What is owed stands as a credit; only payouts debit what is due.
  const { rows } = await sql<{ id: AccountId; currency: Currency; accrued: number; due: number; paid: number }>`
    SELECT split_part(account, ':', 2) AS id, currency,
      (-coalesce(sum(amount) FILTER (WHERE account LIKE 'accrued:%'), 0))::bigint AS accrued,
      (-coalesce(sum(amount) FILTER (WHERE account LIKE 'due:%'), 0))::bigint AS due,
      coalesce(sum(amount) FILTER (WHERE account LIKE 'due:%' AND amount > 0), 0)::bigint AS paid
    FROM ledger_posting WHERE account = ANY(${accounts}) GROUP BY 1, 2 ORDER BY 1, 2`.execute(db);
  const balances = new Map<AccountId, MakerBalance[]>(accountIds.map((id) => [id, []]));
  for (const { id, currency, accrued, due, paid } of rows) {
    const money = (amount: number): Money => ({ amount, currency });
    balances.get(id)?.push({ currency, accrued: money(accrued), due: money(due), paidOut: money(paid) });
  }
  return balances;
}

/** Debits less credits of one account in one currency. */
export async function balanceOf(db: Executor, account: string, currency: Currency): Promise<number> {
  const { rows } = await sql<{ balance: number }>`
    SELECT coalesce(sum(amount), 0)::bigint AS balance FROM ledger_posting
    WHERE account = ${account} AND currency = ${currency}`.execute(db);
  return rows[0]?.balance ?? 0;
}
