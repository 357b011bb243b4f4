import type { DeviceId } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../../context.ts';
import { dropRenewal } from '../renewals/renewal-row.ts';
import { lockSubscription } from '../subscriptions/lock-subscription.ts';
import { changeSubscription } from '../subscriptions/move-subscription.ts';
import { signalLocked } from './signal-order.ts';
import { askBack } from './take-back.ts';

/**
 * A device was removed: what was ordered and not paid is cancelled, what was paid is taken back, and nothing that was
 * bought for it goes on. All its orders are locked before its subscription, as everybody does who holds more than one.
 */
export async function endPurchases(trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  const rows = await trx
    .selectFrom('owner_order')
    .selectAll()
    .select(sql<Date>`kaitong_now()`.as('now'))
    .where('device_id', '=', deviceId)
    .where('state', 'in', ['created', 'paid'])
    .orderBy('id')
    .forUpdate()
    .execute();
  const bought = await trx
    .selectFrom('subscription')
    .select('owner_id')
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
  const place = bought && { ownerId: bought.owner_id, deviceId };
  const subscription = place && (await lockSubscription(trx, place));
  for (const order of rows) {
    const row = { ...order, deliverable: false };
    if (row.state === 'created') await signalLocked(trx, row, { type: 'owner.cancelled' });
    // All by the same moment: taken back one after the other, what queues would move up and have begun.
    else if (subscription) await askBack(trx, row, subscription);
  }
  await dropRenewal(trx, deviceId);
  if (place) await changeSubscription(trx, place, { type: 'ended' });
}
