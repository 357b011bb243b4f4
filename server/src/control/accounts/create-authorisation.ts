import { type accounts, isRefusal, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { randomId } from '../../secrets/ids.ts';
import { findUserId } from '../../sign-in/create-user.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { findProductFor } from '../products/find-product-for.ts';

/** Gives the account of a login a role on one PID; giving it again changes the role. */
export async function createAuthorisation(
  { db, limits, log }: ControlContext,
  caller: MakerCaller,
  { body: { pid, login, role } }: Parsed<typeof accounts.createAuthorisation>,
): Promise<Reply<typeof accounts.createAuthorisation> | Refusal> {
  const product = await findProductFor(db, caller, pid, 'createAuthorisation');
  if (isRefusal(product)) return product;
  const tooMany = rateRefusal([await takeRate(db, `authorise ${caller.accountId}`, limits.authorisationsPerAccount)]);
  if (tooMany) return tooMany;
  const userId = await findUserId(db, login);
  const account =
    userId === undefined
      ? undefined
      : await db
          .selectFrom('member')
          .innerJoin('account', 'account.id', 'member.account_id')
          .select(['account.id', 'account.name'])
          .where('member.user_id', '=', userId)
          .executeTakeFirst();
  if (!account || account.id === caller.accountId) return refusal('not_found');
  const { id, created_at } = await db.transaction().execute(async (trx) => {
    await audit(trx, caller, 'authorisation.given', pid, { to: account.name, role }, account.id);
    return await trx
      .insertInto('authorisation')
      .values({ id: randomId('au', 18), pid, account_id: account.id, role })
      .onConflict((conflict) => conflict.columns(['pid', 'account_id']).doUpdateSet({ role }))
      .returning(['id', 'created_at'])
      .executeTakeFirstOrThrow();
  });
  log.info({ accountId: caller.accountId, pid, to: account.id, role }, 'authorisation.given');
  return { id, pid, accountId: account.id, accountName: account.name, role, createdAt: created_at.toISOString() };
}
