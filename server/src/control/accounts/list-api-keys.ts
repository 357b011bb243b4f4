import type { accounts, Parsed, Reply } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { toPage } from '../../paging.ts';
import type { ControlContext } from '../context.ts';

/** The account's keys, newest first, without the keys themselves. */
export async function listApiKeys(
  { db }: ControlContext,
  caller: MakerCaller,
  { query: { cursor, limit } }: Parsed<typeof accounts.listApiKeys>,
): Promise<Reply<typeof accounts.listApiKeys>> {
  let keys = db
    .selectFrom('api_key')
    .select(['id', 'name', 'scope', 'created_at', 'expires_at', 'last_used_at'])
    .where('account_id', '=', caller.accountId);
  if (cursor) {
    const last = sql`SELECT created_at, id FROM api_key WHERE id = ${cursor} AND account_id = ${caller.accountId}`;
    keys = keys.where(sql<boolean>`(created_at, id) < (${last})`);
  }
  const rows = await keys
    .orderBy('created_at', 'desc')
    .orderBy('id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(
    rows,
    limit,
    ({ id }) => id,
    ({ id, name, scope, created_at, expires_at, last_used_at }) => ({
      id,
      name,
      scope,
      expiresAt: expires_at?.toISOString() ?? null,
      createdAt: created_at.toISOString(),
      lastUsedAt: last_used_at?.toISOString() ?? null,
    }),
  );
}
