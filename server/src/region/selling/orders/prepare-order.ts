import { type CouponId, type Discount, isRefusal, type Language, type Refusal, refusal } from '@kaitong/contract';
import { priceAfter } from '@kaitong/core';
import { sql } from 'kysely';
import { clearDeadline } from '../../../store/deadlines.ts';
import type { RegionContext } from '../../context.ts';
import { tellOwner } from '../../news/tell-owner.ts';
import { findProvider } from '../../payments/find-provider.ts';
import { reportSale } from '../reports/report.ts';
import { describeOrder } from './describe-order.ts';
import { listPriceOf, lockOrder, type OrderRow } from './lock-order.ts';
import { signalLocked } from './signal-order.ts';
import { ORDER_EXPIRY } from './timers.ts';

type Held = { couponId: CouponId | null; discount: Discount | null };

/**
 * Lets control hold what the order needs of it and the provider await its payment. Everything in it may be repeated with
 * the same effect, and several may do it at once. An order that control refuses was never there.
 */
export async function prepareOrder(
  context: RegionContext,
  row: OrderRow,
  language: Language,
): Promise<Refusal | undefined> {
  if (row.state !== 'created') return refusal('order_not_open');
  const held = await hold(context, row);
  if (isRefusal(held)) {
    if (held.code !== 'control_unreachable') await forget(context, row);
    return held;
  }
  const price = priceAfter(listPriceOf(row), held.discount);
  const checkoutUrl = price.amount === 0 ? null : await begin(context, { ...row, amount: price.amount }, language);
  if (checkoutUrl === undefined) return refusal('payment_provider_unavailable');
  return await context.db.transaction().execute(async (trx) => {
    const locked = await lockOrder(trx, row.id);
    if (locked?.state !== 'created') return refusal('order_not_open');
    if (locked.prepared_at !== null) return undefined;
    const prepared = { amount: price.amount, coupon_id: held.couponId, checkout_url: checkoutUrl };
    await trx
      .updateTable('owner_order')
      .set({ ...prepared, prepared_at: sql<Date>`kaitong_now()` })
      .where('id', '=', row.id)
      .execute();
    if (!locked.deliverable) {
      await signalLocked(trx, locked, { type: 'owner.cancelled' });
      return refusal('not_found');
    }
    if (price.amount === 0) await signalLocked(trx, { ...locked, ...prepared }, { type: 'payment.waived' });
    else await tellOwner(trx, row.owner_id, { type: 'orders.changed', deviceId: row.device_id });
    return undefined;
  });
}

/** The trial of the unit, or the coupon's use: both are had once in the whole world, so control alone gives them. */
async function hold({ control, region, log }: RegionContext, row: OrderRow): Promise<Held | Refusal> {
  const orderId = row.id;
  const pid = row.pid;
  try {
    if (row.trial) {
      const { refused } = await control.claimTrial({
        params: { uuid: row.uuid },
        body: { region, orderId, pid },
      });
      if (refused) return refused;
    }
    if (row.coupon_code === null) return { couponId: null, discount: null };
    const asked = { region, orderId, code: row.coupon_code, pid, listPrice: listPriceOf(row), trial: row.trial };
    const answer = await control.holdCoupon({ body: asked });
    return 'held' in answer ? answer.held : answer.refused;
  } catch (err) {
    log.warn({ err, region, orderId }, 'order.control_unreachable');
    return refusal('control_unreachable');
  }
}

/**
 * Control hears of it all the same: of a request that was sent twice one may have been refused and the other, a moment
 * later, been given what then nobody would give back.
 */
async function forget({ db }: RegionContext, { id }: OrderRow): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const row = await lockOrder(trx, id);
    if (row?.state !== 'created' || row.prepared_at !== null) return;
    await trx.deleteFrom('owner_order').where('id', '=', id).execute();
    await clearDeadline(trx, ORDER_EXPIRY, id);
    await reportSale(trx, { type: 'order.closed', orderId: id, uuid: row.uuid });
  });
}

async function begin(context: RegionContext, row: OrderRow, language: Language): Promise<string | undefined> {
  const { log, region, payments } = context;
  try {
    const { checkoutUrl } = await findProvider(payments, row.provider).begin({
      orderId: row.id,
      price: { amount: row.amount, currency: row.currency },
      description: describeOrder(row, language),
      expiresAt: row.expires_at,
      mandate: row.renewal === 'asked',
    });
    return checkoutUrl;
  } catch (err) {
    log.warn({ err, region, orderId: row.id }, 'payment.provider_unavailable');
    return undefined;
  }
}
