import { type Parsed, type products, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { randomId } from '../../secrets/ids.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { tellAccount } from '../accounts/tell-account.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { askRegions } from '../regions/ask-regions.ts';

/** Links an app account, whose region nobody has to name: the code is tried everywhere at once. */
export async function linkTester(
  context: ControlContext,
  caller: MakerCaller,
  { body: { code } }: Parsed<typeof products.linkTester>,
): Promise<Reply<typeof products.linkTester> | Refusal> {
  const { db, limits, log } = context;
  const tooMany = rateRefusal([
    await takeRate(db, `tester code ${caller.accountId}`, limits.testerCodeTriesPerAccount),
  ]);
  if (tooMany) return tooMany;
  const { name: accountName } = await db
    .selectFrom('account')
    .select('name')
    .where('id', '=', caller.accountId)
    .executeTakeFirstOrThrow();
  const { given, silent } = await askRegions(context, (region) =>
    region.redeemTesterCode({ body: { code, accountId: caller.accountId, accountName } }),
  );
  for (const { region, answer } of given) {
    if (!answer.linked) continue;
    const { linkId, ownerName } = answer.linked;
    const { id, linked_at } = await db.transaction().execute(async (trx) => {
      const tester = await trx
        .insertInto('tester')
        .values({
          id: randomId('te', 18),
          account_id: caller.accountId,
          region,
          link_id: linkId,
          owner_name: ownerName,
        })
        .onConflict((conflict) => conflict.columns(['region', 'link_id']).doUpdateSet({ owner_name: ownerName }))
        .returning(['id', 'linked_at'])
        .executeTakeFirstOrThrow();
      await audit(trx, caller, 'tester.linked', tester.id, { ownerName, region, linkId });
      await tellAccount(trx, caller.accountId, 'testers.changed');
      return tester;
    });
    log.info({ accountId: caller.accountId, region, testerId: id }, 'tester.linked');
    return { id, region, ownerName, linkedAt: linked_at.toISOString() };
  }
  return silent[0] ? refusal('region_unreachable', { region: silent[0] }) : refusal('tester_code_invalid');
}
