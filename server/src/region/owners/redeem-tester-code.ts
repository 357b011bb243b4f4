import type { AccountId, OwnerId, Parsed, Refusal, Reply, regionPlane } from '@kaitong/contract';
import { sql } from 'kysely';
import { randomId } from '../../secrets/ids.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { hashTesterCode } from './tester-code.ts';

type Redemption = Parsed<typeof regionPlane.redeemTesterCode>['body'];

/**
 * Links the owner who made the code as the account's tester. `null`: no code of this region, or used by another account.
 * The same account may repeat it and gets the same link.
 */
export async function redeemTesterCode(
  context: RegionContext,
  { body }: Parsed<typeof regionPlane.redeemTesterCode>,
): Promise<Reply<typeof regionPlane.redeemTesterCode> | Refusal> {
  const { db, limits } = context;
  const tooMany = rateRefusal([await takeRate(db, `redeem ${body.accountId}`, limits.testerCodeTriesPerAccount)]);
  if (tooMany) return tooMany;
  return await db.transaction().execute(async (trx) => {
    const code = await trx
      .selectFrom('tester_code')
      .innerJoin('login_user', 'login_user.id', 'tester_code.owner_id')
      .select(['tester_code.hash', 'tester_code.owner_id', 'tester_code.link_id', 'login_user.name'])
      .where('tester_code.hash', '=', hashTesterCode(context, body.code))
      .where('tester_code.expires_at', '>', sql<Date>`kaitong_now()`)
      .forUpdate('tester_code')
      .executeTakeFirst();
    if (!code) return { linked: null };
    const linkId = await (code.link_id === null ? link(trx, code, body) : findLink(trx, code.link_id, body.accountId));
    return { linked: linkId === undefined ? null : { linkId, ownerName: code.name } };
  });
}

async function findLink(trx: RegionTransaction, linkId: string, accountId: AccountId): Promise<string | undefined> {
  const row = await trx
    .selectFrom('tester_link')
    .select('id')
    .where('id', '=', linkId)
    .where('account_id', '=', accountId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return row?.id;
}

async function link(
  trx: RegionTransaction,
  code: { hash: string; owner_id: OwnerId },
  { accountId, accountName }: Redemption,
): Promise<string> {
  const { id } = await trx
    .insertInto('tester_link')
    .values({
      id: randomId('tl', 18),
      owner_id: code.owner_id,
      account_id: accountId,
      account_name: accountName,
      removed_at: null,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['owner_id', 'account_id'])
        .where('removed_at', 'is', null)
        .doUpdateSet({ account_name: accountName }),
    )
    .returning('id')
    .executeTakeFirstOrThrow();
  await trx.updateTable('tester_code').set({ link_id: id }).where('hash', '=', code.hash).execute();
  await tellOwner(trx, code.owner_id, { type: 'testers.changed', deviceId: null });
  return id;
}
