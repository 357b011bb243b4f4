import { type Parsed, type purchases, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { OwnerCaller } from '../../../callers.ts';
import type { RegionContext } from '../../context.ts';
import { getSubscription } from '../subscriptions/get-subscription.ts';
import { endRenewal } from './end-renewal.ts';

/** Ends auto-renewal at once; where there is none, it changes nothing. */
export async function endRenewalByOwner(
  context: RegionContext,
  caller: OwnerCaller,
  input: Parsed<typeof purchases.endRenewal>,
): Promise<Reply<typeof purchases.endRenewal> | Refusal> {
  const { deviceId } = input.params;
  const isOwn = await context.db.transaction().execute(async (trx) => {
    const device = await trx
      .selectFrom('device')
      .select('device_id')
      .where('device_id', '=', deviceId)
      .where('owner_id', '=', caller.ownerId)
      .where('removed_at', 'is', null)
      .forShare()
      .executeTakeFirst();
    if (device) await endRenewal(trx, deviceId);
    return device !== undefined;
  });
  return isOwn ? await getSubscription(context, caller, input) : refusal('not_found');
}
