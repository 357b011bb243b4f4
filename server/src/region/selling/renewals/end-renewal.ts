import type { DeviceId } from '@kaitong/contract';
import type { RegionTransaction } from '../../context.ts';
import { type LockedOrder, lockOrder } from '../orders/lock-order.ts';
import { signalLocked } from '../orders/signal-order.ts';
import { lockSubscription } from '../subscriptions/lock-subscription.ts';
import { dropRenewal, findRenewal } from './renewal-row.ts';

/** The order that is being charged for, which is locked before the subscription as every order; null: none is. */
type Held = { device_id: DeviceId; order: LockedOrder | null };

/**
 * Ends a device's auto-renewal for good: nothing is charged by its mandate any more, and what the provider takes all the
 * same goes back, since the order is cancelled that could have taken it.
 */
export async function endRenewal(trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  const held = await holdRenewal(trx, deviceId);
  if (held) await endHeld(trx, held);
}

/** Takes all locks that ending a device's auto-renewal needs; `undefined`: it has none. */
export async function holdRenewal(trx: RegionTransaction, deviceId: DeviceId): Promise<Held | undefined> {
  const seen = await findRenewal(trx, deviceId);
  if (!seen) return undefined;
  const order = seen.order_id === null ? null : ((await lockOrder(trx, seen.order_id)) ?? null);
  await lockSubscription(trx, { ownerId: seen.owner_id, deviceId });
  return { device_id: deviceId, order };
}

/** Ends what the caller holds. An order that came meanwhile is cancelled when it is to be charged. */
export async function endHeld(trx: RegionTransaction, { device_id: deviceId, order }: Held): Promise<void> {
  if (order?.state === 'created') await signalLocked(trx, order, { type: 'owner.cancelled' });
  await dropRenewal(trx, deviceId);
}
