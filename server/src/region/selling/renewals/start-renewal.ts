import { seconds } from '@kaitong/contract';
import { setDeadline } from '../../../store/deadlines.ts';
import type { RegionTransaction } from '../../context.ts';
import { type LockedOrder, listPriceOf } from '../orders/lock-order.ts';
import { endMandate, findRenewal, leaveOrder, RENEWAL } from './renewal-row.ts';

/**
 * An order was paid whose owner agreed to be charged for the next periods as well: by this mandate from now on, which takes
 * the place of one that there was. The caller holds the subscription's lock. What a coupon took off was for once.
 */
export async function startRenewal(trx: RegionTransaction, order: LockedOrder, mandate: string): Promise<void> {
  const { device_id, owner_id, provider, plan_id, terms, period } = order;
  if (plan_id === null || period === null) return;
  const before = await findRenewal(trx, device_id);
  if (before) await leaveOrder(trx, before);
  if (before && before.mandate !== mandate) await endMandate(trx, before);
  const { amount, currency } = listPriceOf(order);
  const agreed = { provider, mandate, plan_id, terms, period, amount, currency };
  const fresh = { told_amount: null, told_at: null, told_until: null, order_id: null, tried_at: null };
  await trx
    .insertInto('renewal')
    .values({ device_id, owner_id, ...agreed })
    .onConflict((conflict) =>
      conflict.column('device_id').doUpdateSet({ owner_id, ...agreed, ...fresh, tries: 0, refused: 0 }),
    )
    .execute();
  await setDeadline(trx, RENEWAL, device_id, seconds(0));
}

/** A period was paid by the mandate: what was paid is what its owner agrees to, and the next one is told anew. */
export async function noteRenewed(
  trx: RegionTransaction,
  { device_id, id, amount, currency }: LockedOrder,
): Promise<void> {
  await trx
    .updateTable('renewal')
    .set({ amount, currency, told_amount: null, told_at: null, told_until: null, order_id: null, tried_at: null })
    .set({ tries: 0, refused: 0 })
    .where('device_id', '=', device_id)
    .where('order_id', '=', id)
    .execute();
}
