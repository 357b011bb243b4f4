import { type accounts, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';

/** From now on the key opens nothing. Members revoke their own keys, administrators everybody's. */
export async function revokeApiKey(
  { db, log }: ControlContext,
  caller: MakerCaller,
  { params: { id } }: Parsed<typeof accounts.revokeApiKey>,
): Promise<Reply<typeof accounts.revokeApiKey> | Refusal> {
  const key = await db
    .selectFrom('api_key')
    .select('user_id')
    .where('id', '=', id)
    .where('account_id', '=', caller.accountId)
    .executeTakeFirst();
  if (!key) return refusal('not_found');
  if (key.user_id !== caller.userId && caller.role !== 'administrator') return refusal('not_allowed');
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('api_key').where('id', '=', id).execute();
    await audit(trx, caller, 'api_key.revoked', id);
  });
  log.info({ accountId: caller.accountId, keyId: id }, 'api_key.revoked');
  return {};
}

/** With the password that they were made under; also those that a terminal was promised and has not taken yet. */
export async function endApiKeysOf(trx: ControlTransaction, userId: string): Promise<void> {
  await trx.deleteFrom('terminal_login').where('user_id', '=', userId).execute();
  await trx.deleteFrom('api_key').where('user_id', '=', userId).execute();
}
