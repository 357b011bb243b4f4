import { type accounts, days, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { randomId } from '../../secrets/ids.ts';
import { createToken } from '../../secrets/tokens.ts';
import { shownLogin } from '../../sign-in/login.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';

/** Lets scanners of repositories and logs find a key that leaked. */
export const KEY_PREFIX = 'kt_';

/** A key that acts as the user who made it, until it is revoked. A key makes no keys: a leaked one could not be ended. */
export async function createApiKey(
  { db, limits, log }: ControlContext,
  caller: MakerCaller,
  { body: { name, scope, days: lasts } }: Parsed<typeof accounts.createApiKey>,
): Promise<Reply<typeof accounts.createApiKey> | Refusal> {
  if (caller.sessionId === null) return refusal('not_allowed');
  const tooMany = rateRefusal([await takeRate(db, `api-key ${caller.accountId}`, limits.apiKeysPerAccount)]);
  if (tooMany) return tooMany;
  const { token, hash } = createToken(KEY_PREFIX);
  const id = randomId('ak', 18);
  const { created_at, expires_at } = await db.transaction().execute(async (trx) => {
    await audit(trx, caller, 'api_key.created', id, { name, scope });
    return await trx
      .insertInto('api_key')
      .values({
        ...{ id, account_id: caller.accountId, user_id: caller.userId, name, hash, scope },
        expires_at: lasts === undefined ? null : sql<Date>`kaitong_now() + ${days(lasts)} * interval '1 ms'`,
      })
      .returning(['created_at', 'expires_at'])
      .executeTakeFirstOrThrow();
  });
  log.info({ accountId: caller.accountId, keyId: id }, 'api_key.created');
  return {
    ...{ id, name, scope, key: token, lastUsedAt: null, madeBy: await findLogin(db, caller.userId) },
    createdAt: created_at.toISOString(),
    expiresAt: expires_at?.toISOString() ?? null,
  };
}

async function findLogin(db: ControlContext['db'], userId: string): Promise<string> {
  const user = await db
    .selectFrom('login_user')
    .select(['email', 'phone'])
    .where('id', '=', userId)
    .executeTakeFirstOrThrow();
  return shownLogin(user);
}
