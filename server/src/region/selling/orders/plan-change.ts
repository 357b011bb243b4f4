import type { DeviceId, Money, OrderId, OwnerId, PlanTerms } from '@kaitong/contract';
import { findReplaced, previewRefund, type Subscription } from '@kaitong/core';
import type { Kysely } from 'kysely';
import type { RegionTables } from '../../../store/region/tables.ts';
import { toOrder } from './lock-order.ts';
import { ownRefundId } from './refund-id.ts';

/** What a change of plan would give back, of the order whose place it would take. */
export type Replaced = { orderId: OrderId; amount: Money; unusedDays: number; days: number };

type Change = { ownerId: OwnerId; deviceId: DeviceId; subscription: Subscription; terms: PlanTerms; now: Date };

/** The order whose place a plan would take now; null: it would wait until all that was paid for has been had. */
export async function findChange(
  db: Kysely<RegionTables>,
  { ownerId, deviceId, subscription, terms, now }: Change,
): Promise<Replaced | null> {
  const orderId = findReplaced(subscription, terms, now.getTime());
  if (orderId === undefined) return null;
  const row = await db
    .selectFrom('owner_order')
    .selectAll()
    .where('id', '=', orderId)
    .where('owner_id', '=', ownerId)
    .where('device_id', '=', deviceId)
    .executeTakeFirst();
  if (!row) return null;
  const asked = { refundId: ownRefundId(orderId), subscription, at: now.getTime() };
  const preview = previewRefund(toOrder(row), asked);
  if (!preview) return null;
  const { amount, unusedDays, days } = preview;
  return { orderId, amount, unusedDays, days };
}
