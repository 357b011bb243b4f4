import { type Parsed, ProblemError, type products, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { tellAccount } from '../accounts/tell-account.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';

/** Ends a link in the region first: it is the region that shows footage to linked makers. */
export async function unlinkTester(
  context: ControlContext,
  caller: MakerCaller,
  { params: { id } }: Parsed<typeof products.unlinkTester>,
): Promise<Reply<typeof products.unlinkTester> | Refusal> {
  const { db, log, regions } = context;
  const tester = await db
    .selectFrom('tester')
    .select(['region', 'link_id'])
    .where('id', '=', id)
    .where('account_id', '=', caller.accountId)
    .executeTakeFirst();
  if (!tester) return refusal('not_found');
  try {
    const body = { linkId: tester.link_id, accountId: caller.accountId };
    await regions.get(tester.region)?.removeTesterLink({ body });
  } catch (err) {
    // The owner ended it already: then there is nothing to end.
    if (!(err instanceof ProblemError && err.problem.code === 'not_found')) {
      log.warn({ err, region: tester.region }, 'region.silent');
      return refusal('region_unreachable', { region: tester.region });
    }
  }
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('tester').where('id', '=', id).execute();
    await audit(trx, caller, 'tester.unlinked', id);
    await tellAccount(trx, caller.accountId, 'testers.changed');
  });
  log.info({ accountId: caller.accountId, region: tester.region, testerId: id }, 'tester.unlinked');
  return {};
}
