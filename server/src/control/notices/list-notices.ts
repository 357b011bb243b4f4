import type { Notice, notices, Parsed, Refusal, Reply } from '@kaitong/contract';
import { refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { toPage } from '../../paging.ts';
import type { Executor } from '../../store/executor.ts';
import { tellAccount } from '../accounts/tell-account.ts';
import type { ControlContext } from '../context.ts';
import { noticeKindsFor } from './kinds-for.ts';

/** What the account was told in the last 90 days, as far as the caller's role reads it, newest first. */
export async function listNotices(
  { db }: ControlContext,
  caller: MakerCaller,
  { query: { cursor, limit } }: Parsed<typeof notices.listNotices>,
): Promise<Reply<typeof notices.listNotices>> {
  const { accountId, userId, role } = caller;
  let rows = db
    .selectFrom('notice')
    .leftJoin('notice_read', (join) =>
      join.on('notice_read.user_id', '=', userId).onRef('notice_read.account_id', '=', 'notice.account_id'),
    )
    .select(['notice.id', 'kind', 'data', 'at', sql<boolean>`seq <= coalesce(until, 0)`.as('isRead')])
    .where('notice.account_id', '=', accountId)
    .where('kind', 'in', noticeKindsFor(role));
  if (cursor)
    rows = rows.where(
      'seq',
      '<',
      sql<number>`(SELECT seq FROM notice WHERE id = ${cursor} AND account_id = ${accountId})`,
    );
  const found = await rows
    .orderBy('seq', 'desc')
    .limit(limit + 1)
    .execute();
  const items = toPage(
    found,
    limit,
    ({ id }) => id,
    (row) => ({ ...row, at: row.at.toISOString() }) as Notice,
  );
  return { ...items, unread: await countUnread(db, caller) };
}

/** Everything up to this one is read by the user: by those who share the account it may be still to be read. */
export async function readNotices(
  { db }: ControlContext,
  caller: MakerCaller,
  { body: { until } }: Parsed<typeof notices.readNotices>,
): Promise<Reply<typeof notices.readNotices> | Refusal> {
  return await db.transaction().execute(async (trx) => {
    const notice = await trx
      .selectFrom('notice')
      .select('seq')
      .where('id', '=', until)
      .where('account_id', '=', caller.accountId)
      .executeTakeFirst();
    if (!notice) return refusal('not_found');
    await trx
      .insertInto('notice_read')
      .values({ user_id: caller.userId, account_id: caller.accountId, until: notice.seq })
      .onConflict((conflict) =>
        conflict
          .columns(['user_id', 'account_id'])
          .doUpdateSet({ until: sql<number>`greatest(notice_read.until, excluded.until)` }),
      )
      .execute();
    await tellAccount(trx, caller.accountId, 'notices.changed');
    return { unread: await countUnread(trx, caller) };
  });
}

async function countUnread(db: Executor, { accountId, userId, role }: MakerCaller): Promise<number> {
  const { rows } = await sql<{ unread: number }>`
    SELECT count(*)::int AS unread FROM notice
    WHERE account_id = ${accountId} AND kind = ANY(${noticeKindsFor(role)})
      AND seq > coalesce((SELECT until FROM notice_read
        WHERE user_id = ${userId} AND account_id = ${accountId}), 0)`.execute(db);
  return rows[0]?.unread ?? 0;
}
