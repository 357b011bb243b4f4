import type { AccountId, Money, Region, SalesReport } from '@kaitong/contract';
import { type MakerShare, postOrderPaid, postOrderRefunded, shareOf, shareReversed } from '@kaitong/core';
import { sql } from 'kysely';
import { tellAccount } from '../accounts/tell-account.ts';
import type { ControlTransaction } from '../context.ts';
import { post } from './post.ts';
import { findAgreedTerms } from './share-terms.ts';

type Paid = Extract<SalesReport, { type: 'order.paid' }>;
type Refunded = Extract<SalesReport, { type: 'order.refunded' }>;

/** Keeps a paid order with its share, as everything was at the payment, and books both. */
export async function bookOrder(trx: ControlTransaction, region: Region, order: Paid): Promise<void> {
  const { listPrice, paid, usDollarListPrice, trial, provider } = order;
  const paidAt = new Date(order.paidAt);
  const product = await trx.selectFrom('product').select('account_id').where('pid', '=', order.pid).executeTakeFirst();
  const accountId = product?.account_id ?? null;
  const terms = accountId === null ? undefined : await findAgreedTerms(trx, accountId, paidAt);
  const sharePercent = terms?.sharePercent ?? 0;
  const share = shareOf({ paid, listPrice, usDollarListPrice, trial }, { sharePercent });
  await trx
    .insertInto('sold_order')
    .values({
      id: order.orderId,
      region,
      pid: order.pid,
      uuid: order.uuid,
      account_id: accountId,
      plan_id: order.planId,
      kind: order.terms.kind,
      retention_days: order.terms.retentionDays,
      trial,
      currency: paid.currency,
      list_price: listPrice.amount,
      paid: paid.amount,
      us_dollar_list_price: usDollarListPrice?.amount ?? null,
      coupon_id: order.couponId,
      provider,
      payment_id: order.paymentId,
      paid_at: paidAt,
      agreement_version: terms?.agreementVersion ?? null,
      share_percent: sharePercent,
      share: share.amount,
      share_currency: share.currency,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const booked = { orderId: order.orderId, provider, money: paid, share: shareFor(accountId, share) };
  await post(trx, postOrderPaid({ ...booked, at: paidAt.getTime() }));
  if (accountId !== null) await tellAccount(trx, accountId, 'billing.changed');
}

/** Keeps a confirmed refund, and books it with the part of the share that it takes back. */
export async function bookRefund(trx: ControlTransaction, refund: Refunded): Promise<void> {
  const { orderId, refundId, amount } = refund;
  const order = await trx.selectFrom('sold_order').selectAll().where('id', '=', orderId).forUpdate().executeTakeFirst();
  if (!order) throw new Error(`${orderId} was refunded and has never been paid`);
  await trx.deleteFrom('refund_request').where('order_id', '=', orderId).where('id', '=', refundId).execute();
  const known = await trx
    .selectFrom('sold_refund')
    .select(['amount', 'currency'])
    .where('order_id', '=', orderId)
    .where('id', '=', refundId)
    .executeTakeFirst();
  if (known) {
    if (known.amount === amount.amount && known.currency === amount.currency) return;
    throw new RangeError(`${refundId} of ${orderId} was booked before with another amount`);
  }
  const money = (value: number): Money => ({ amount: value, currency: order.currency });
  // Less than is known here says a region that was restored from a backup: what it lost was given back all the same.
  if (order.refunded < refund.refundedBefore.amount)
    throw new RangeError(
      `${orderId}: ${order.refunded} was refunded before, and its region says ${refund.refundedBefore.amount}`,
    );
  const share = { amount: order.share, currency: order.share_currency };
  const reversed = shareReversed({
    share,
    paid: money(order.paid),
    refundedBefore: money(order.refunded),
    refunded: amount,
  });
  const at = new Date(refund.at);
  await trx
    .insertInto('sold_refund')
    .values({
      id: refundId,
      order_id: orderId,
      account_id: order.account_id,
      currency: amount.currency,
      amount: amount.amount,
      share_currency: reversed.currency,
      reversed: reversed.amount,
      at,
    })
    .execute();
  await trx
    .updateTable('sold_order')
    .set({ refunded: sql`refunded + ${amount.amount}`, reversed: sql`reversed + ${reversed.amount}` })
    .where('id', '=', orderId)
    .execute();
  const booked = {
    orderId,
    refundId,
    provider: order.provider,
    money: amount,
    share: shareFor(order.account_id, reversed),
  };
  await post(trx, postOrderRefunded({ ...booked, at: at.getTime() }));
  if (order.account_id !== null) await tellAccount(trx, order.account_id, 'billing.changed');
}

const shareFor = (accountId: AccountId | null, money: Money): MakerShare | null =>
  accountId === null ? null : { account: accountId, money };
