import type { accounts, Parsed, Reply } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { behind, toPage } from '../../paging.ts';
import { shownLogin } from '../../sign-in/login.ts';
import type { ControlContext } from '../context.ts';

/** The account's keys, newest first, without the keys themselves. */
export async function listApiKeys(
  { db }: ControlContext,
  caller: MakerCaller,
  { query: { cursor, limit } }: Parsed<typeof accounts.listApiKeys>,
): Promise<Reply<typeof accounts.listApiKeys>> {
  let keys = db
    .selectFrom('api_key')
    .innerJoin('login_user', 'login_user.id', 'api_key.user_id')
    .select([
      'api_key.id',
      'api_key.name',
      'scope',
      'api_key.created_at',
      'expires_at',
      'last_used_at',
      'email',
      'phone',
    ])
    .where('api_key.account_id', '=', caller.accountId);
  if (cursor) keys = keys.where(behind('api_key', cursor, caller.accountId));
  const rows = await keys
    .orderBy('api_key.created_at', 'desc')
    .orderBy('api_key.id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(
    rows,
    limit,
    ({ id }) => id,
    ({ id, name, scope, created_at, expires_at, last_used_at, ...maker }) => ({
      id,
      name,
      scope,
      madeBy: shownLogin(maker),
      expiresAt: expires_at?.toISOString() ?? null,
      createdAt: created_at.toISOString(),
      lastUsedAt: last_used_at?.toISOString() ?? null,
    }),
  );
}
