import type { OwnerId, Region } from '@kaitong/contract';
import { tellAccount } from '../accounts/tell-account.ts';
import { forgetInTrail } from '../audit/forget-in-trail.ts';
import type { ControlTransaction } from '../context.ts';

/** Of somebody whose account is gone: no maker has them as a tester any more, and no entry of the trail says who it was. */
export async function forgetOwner(
  trx: ControlTransaction,
  region: Region,
  owner: { ownerId: OwnerId; links: string[] },
): Promise<void> {
  if (owner.links.length > 0) {
    const unlinked = await trx
      .deleteFrom('tester')
      .where('region', '=', region)
      .where('link_id', 'in', owner.links)
      .returning('account_id')
      .execute();
    for (const accountId of new Set(unlinked.map(({ account_id }) => account_id)))
      await tellAccount(trx, accountId, 'testers.changed');
  }
  await forgetInTrail(trx, region, owner);
}
