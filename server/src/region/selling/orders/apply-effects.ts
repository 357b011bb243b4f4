import { type SalesReport, seconds } from '@kaitong/contract';
import { lengthOf, type Order, type OrderEffect, type OrderSignal, purchaseEvents, TRIAL } from '@kaitong/core';
import { clearDeadline, setDeadline } from '../../../store/deadlines.ts';
import type { RegionTransaction } from '../../context.ts';
import { addNotice } from '../../news/notices.ts';
import { dropRenewal, endMandate, findRenewal, RENEWAL } from '../renewals/renewal-row.ts';
import { noteRenewed, startRenewal } from '../renewals/start-renewal.ts';
import { reportSale } from '../reports/report.ts';
import { changeSubscription } from '../subscriptions/move-subscription.ts';
import { type LockedOrder, listPriceOf, priceOf, toOrder } from './lock-order.ts';
import { ORDER_EXPIRY, PAYMENT_REFUND, PAYMENT_RETURN } from './timers.ts';

type Moved = { order: Order; effects: OrderEffect[] };

/** What an order's move makes happen, in its transaction. Reports come last: their numbers are a lock of the region. */
export async function applyEffects(
  trx: RegionTransaction,
  row: LockedOrder,
  { effects }: Moved,
  signal: Pick<OrderSignal, 'type'> & { paidAt?: number; mandate?: string },
): Promise<void> {
  const paidAt = new Date(signal.paidAt ?? row.now.getTime());
  for (const effect of effects) await applyHere(trx, row, effect, paidAt);
  await moveRenewal(trx, row, effects, signal.mandate);
  for (const effect of effects) {
    const report = reportOf(row, effect, paidAt);
    if (report) await reportSale(trx, report);
  }
}

async function applyHere(trx: RegionTransaction, row: LockedOrder, effect: OrderEffect, paidAt: Date): Promise<void> {
  const place = { ownerId: row.owner_id, deviceId: row.device_id };
  const orderId = row.id;
  switch (effect.type) {
    case 'order.paid': {
      await clearDeadline(trx, ORDER_EXPIRY, orderId);
      await trx.updateTable('owner_order').set({ paid_at: paidAt }).where('id', '=', orderId).execute();
      const length = row.period === null ? TRIAL.length : lengthOf(row.period);
      const { terms, use, replaces } = row;
      const bought = { orderId, terms, length, use, replaces };
      for (const event of purchaseEvents(bought)) await changeSubscription(trx, place, event);
      return;
    }
    case 'order.closed':
      await clearDeadline(trx, ORDER_EXPIRY, orderId);
      return;
    case 'payment.stray':
      await setDeadline(trx, PAYMENT_RETURN, `${orderId} ${effect.paymentId}`, seconds(0));
      return;
    case 'refund.requested':
      await setDeadline(trx, PAYMENT_REFUND, `${orderId} ${effect.refundId}`, seconds(0));
      return;
    case 'refund.refused':
      if (effect.pause !== null) await setDeadline(trx, PAYMENT_REFUND, `${orderId} ${effect.refundId}`, effect.pause);
      return;
    case 'order.refunded': {
      // Given back in whole at the provider's side, unasked (a charge-back): then the service is taken back, too.
      const wasAsked = toOrder(row).refunds.some(({ refundId }) => refundId === effect.refundId);
      if (effect.whole && !wasAsked) {
        await changeSubscription(trx, place, { type: 'refunded', orderId });
        await dropRenewal(trx, place.deviceId);
      }
      await clearDeadline(trx, PAYMENT_REFUND, `${orderId} ${effect.refundId}`);
      return;
    }
    case 'payment.returned':
      await clearDeadline(trx, PAYMENT_RETURN, `${orderId} ${effect.paymentId}`);
      return;
  }
}

/** What the order's move means for auto-renewal: it begins, goes on, or has to be decided about. */
async function moveRenewal(
  trx: RegionTransaction,
  row: LockedOrder,
  effects: readonly OrderEffect[],
  mandate: string | undefined,
): Promise<void> {
  const has = (type: OrderEffect['type']): boolean => effects.some((effect) => effect.type === type);
  const { owner_id: ownerId, device_id: deviceId } = row;
  if (has('order.paid')) {
    if (row.renewal === 'asked' && mandate !== undefined) await startRenewal(trx, row, mandate);
    // A mandate for the old plan pays for nothing that its owner changed to.
    else if (row.use === 'change') await dropRenewal(trx, deviceId);
  }
  if (has('payment.stray') && mandate !== undefined) await leaveMandate(trx, row, mandate);
  if (row.renewal !== 'charged') return;
  const about = { at: row.now.toISOString(), price: priceOf(row), before: null };
  if (has('order.paid')) {
    await noteRenewed(trx, row);
    await addNotice(trx, { ownerId, deviceId, type: 'renewal_paid', about });
  }
  if (has('order.closed')) await setDeadline(trx, RENEWAL, deviceId, seconds(0));
  if (has('payment.stray')) await addNotice(trx, { ownerId, deviceId, type: 'renewal_returned', about });
}

/** What was agreed to with a payment that goes back is not left with its payer, unless another payment agreed to it, too. */
async function leaveMandate(trx: RegionTransaction, { device_id, provider }: LockedOrder, mandate: string) {
  const renewal = await findRenewal(trx, device_id);
  if (renewal?.mandate !== mandate) await endMandate(trx, { provider, mandate });
}

function reportOf(row: LockedOrder, effect: OrderEffect, paidAt: Date): SalesReport | undefined {
  const orderId = row.id;
  const uuid = row.uuid;
  const at = row.now.toISOString();
  const { provider } = row;
  switch (effect.type) {
    case 'order.paid':
      return {
        type: 'order.paid',
        orderId,
        pid: row.pid,
        uuid,
        planId: row.plan_id,
        terms: row.terms,
        trial: row.trial,
        listPrice: listPriceOf(row),
        usDollarListPrice: row.us_dollar_amount === null ? null : { amount: row.us_dollar_amount, currency: 'USD' },
        paid: priceOf(row),
        couponId: row.coupon_id,
        provider,
        paymentId: effect.paymentId,
        paidAt: paidAt.toISOString(),
      };
    case 'order.closed':
      return row.trial || row.coupon_code !== null ? { type: 'order.closed', orderId, uuid } : undefined;
    case 'order.refunded': {
      const { refundId, amount, refundedBefore, whole } = effect;
      return { type: 'order.refunded', orderId, refundId, amount, refundedBefore, whole, at };
    }
    case 'payment.stray':
    case 'payment.returned': {
      const { type, paymentId, amount } = effect;
      return { type, orderId, provider, paymentId, amount, at };
    }
    case 'refund.requested':
    case 'refund.refused': {
      const { type, refundId, amount } = effect;
      return { type, orderId, refundId, amount, at };
    }
  }
}
