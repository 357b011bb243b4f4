import type { DeviceId } from '@kaitong/contract';
import type { RegionTransaction } from '../../context.ts';
import { lockOrder } from '../orders/lock-order.ts';
import { signalLocked } from '../orders/signal-order.ts';
import { lockSubscription } from '../subscriptions/lock-subscription.ts';
import { dropRenewal, findRenewal } from './renewal-row.ts';

/**
 * Ends a device's auto-renewal for good: nothing is charged by its mandate any more, and what the provider takes all the
 * same goes back, since the order is cancelled that could have taken it.
 */
export async function endRenewal(trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  const seen = await findRenewal(trx, deviceId);
  if (!seen) return;
  const order = seen.order_id === null ? undefined : await lockOrder(trx, seen.order_id);
  if (order?.state === 'created') await signalLocked(trx, order, { type: 'owner.cancelled' });
  await lockSubscription(trx, { ownerId: seen.owner_id, deviceId });
  // An order that came meanwhile finds no renewal when it is to be charged, and is cancelled there.
  await dropRenewal(trx, deviceId);
}
