import { type AccountId, type Currency, type Duration, hours, milliseconds, seconds } from '@kaitong/contract';
import { postShareSettled, settledOf } from '@kaitong/core';
import { sql } from 'kysely';
import { randomId } from '../../secrets/ids.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { readNow } from '../../store/database-clock.ts';
import { type Deadline, type DeadlineHandlers, setDeadline } from '../../store/deadlines.ts';
import { tellAccount, tellOperators } from '../accounts/tell-account.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { writeNotice } from '../notices/write-notice.ts';
import { addMonths, monthOf, startOfMonth } from './months.ts';
import { post } from './post.ts';

// Set for the first time by the schema's migration.
const MONTH = 'billing.month';
const ALL = 'all';
/** Subject: an account that may lack statements. */
const STATEMENT = 'billing.statement';

/** By then regions have told what was paid in a month's last minutes. What comes later stands in the next statement. */
const GRACE: Duration = hours(1);

/** Makes each account's statement of a month once the month is over, and those of months that it slept through. */
export function statementHandlers({ log }: Pick<ControlContext, 'log'>): DeadlineHandlers<ControlTables> {
  return {
    [MONTH]: async (_, trx) => {
      const now = await readNow(trx);
      const month = currentMonth(now);
      for (const account of await listUnstated(trx, startOfMonth(month)))
        await setDeadline(trx, STATEMENT, account, seconds(0));
      const next = startOfMonth(addMonths(month, 1)).getTime() + GRACE;
      await setDeadline(trx, MONTH, ALL, milliseconds(Math.max(0, next - now.getTime())));
    },
    [STATEMENT]: async ({ subject }: Deadline<AccountId>, trx) => {
      for (const statement of await makeStatements(trx, subject, await readNow(trx)))
        log.info({ accountId: subject, ...statement }, 'statement.made');
    },
  };
}

const currentMonth = (now: Date): string => monthOf(new Date(now.getTime() - GRACE));

async function listUnstated(trx: ControlTransaction, before: Date): Promise<string[]> {
  const { rows } = await sql<{ account_id: AccountId }>`
    SELECT account_id FROM sold_order WHERE statement_id IS NULL AND account_id IS NOT NULL AND paid_at < ${before}
    UNION SELECT account_id FROM sold_refund
    WHERE statement_id IS NULL AND account_id IS NOT NULL AND at < ${before}`.execute(trx);
  return rows.map(({ account_id }) => account_id);
}

/** Every statement that the account lacks of months that are over, one after the other: each takes over what the last left. */
export async function makeStatements(
  trx: ControlTransaction,
  account: AccountId,
  now: Date,
): Promise<{ id: string; month: string }[]> {
  await sql`SELECT FROM account WHERE id = ${account} FOR NO KEY UPDATE`.execute(trx); // sales go on being booked
  const current = currentMonth(now);
  const made: { id: string; month: string }[] = [];
  for (;;) {
    const month = await findMissingMonth(trx, account);
    if (month === undefined || month >= current) return made;
    const id = randomId('st', 18);
    await trx.insertInto('statement').values({ id, account_id: account, month }).execute();
    await takeLines(trx, account, id, startOfMonth(addMonths(month, 1)));
    await settle(trx, account, id, now);
    await writeNotice(trx, account, { kind: 'statement.ready', data: { statementId: id, month } });
    await tellAccount(trx, account, 'billing.changed');
    await tellOperators(trx, 'billing.changed');
    made.push({ id, month });
  }
}

/** The month of the oldest line in no statement; lines that came too late for their month stand in the first one that is free. */
async function findMissingMonth(trx: ControlTransaction, account: AccountId): Promise<string | undefined> {
  const { rows } = await sql<{ oldest: Date | null; last: string | null }>`
    SELECT least(
        (SELECT min(paid_at) FROM sold_order WHERE account_id = ${account} AND statement_id IS NULL),
        (SELECT min(at) FROM sold_refund WHERE account_id = ${account} AND statement_id IS NULL)) AS oldest,
      (SELECT max(month) FROM statement WHERE account_id = ${account}) AS last`.execute(trx);
  const { oldest = null, last = null } = rows[0] ?? {};
  if (oldest === null) return undefined;
  const own = monthOf(oldest);
  return last === null || own > last ? own : addMonths(last, 1);
}

async function takeLines(trx: ControlTransaction, account: AccountId, id: string, end: Date): Promise<void> {
  await trx
    .updateTable('sold_order')
    .set({ statement_id: id })
    .where('account_id', '=', account)
    .where('statement_id', 'is', null)
    .where('paid_at', '<', end)
    .execute();
  await trx
    .updateTable('sold_refund')
    .set({ statement_id: id })
    .where('account_id', '=', account)
    .where('statement_id', 'is', null)
    .where('at', '<', end)
    .execute();
}

type Lines = { currency: Currency; orders: number; refunds: number; share: number; reversed: number; carried: number };

async function settle(trx: ControlTransaction, account: AccountId, id: string, now: Date): Promise<void> {
  const { rows } = await sql<Lines>`
    SELECT currency, sum(orders)::int AS orders, sum(refunds)::int AS refunds, sum(share)::bigint AS share,
      sum(reversed)::bigint AS reversed,
      coalesce((SELECT t.carried + t.share - t.reversed - t.settled FROM statement_total t JOIN statement s ON s.id = statement_id
        WHERE s.account_id = ${account} AND t.currency = lines.currency ORDER BY s.month DESC LIMIT 1), 0) AS carried
    FROM (
      SELECT share_currency AS currency, count(*) AS orders, 0 AS refunds, sum(share) AS share, 0 AS reversed
      FROM sold_order WHERE statement_id = ${id} GROUP BY 1
      UNION ALL SELECT share_currency, 0, count(*), 0, sum(reversed)
      FROM sold_refund WHERE statement_id = ${id} GROUP BY 1) lines
    GROUP BY currency`.execute(trx);
  for (const { currency, ...line } of rows) {
    const accrued = { amount: line.carried + line.share - line.reversed, currency };
    const settled = settledOf(accrued);
    await trx
      .insertInto('statement_total')
      .values({ statement_id: id, currency, ...line, settled: settled.amount })
      .execute();
    await post(trx, postShareSettled({ account, statementId: id, money: settled, at: now.getTime() }));
  }
}
