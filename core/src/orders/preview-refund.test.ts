import { days, type Money, type OrderId, type PaymentId, type RefundId } from '@kaitong/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { moveSubscription, noSubscription } from '../subscription/subscription.ts';
import { event7, story } from '../subscription/testing.ts';
import { moveOrder, refundableOf } from './move-order.ts';
import { createOrder, type Order } from './order.ts';
import { previewRefund } from './preview-refund.ts';

const start = Date.parse('2026-04-01T09:00Z');
const id = 'or000000000000000001' as OrderId;
const refundId = 'rf000000000000000001' as RefundId;
const operators = 'rf0000000000perator1' as RefundId;
const paymentId = 'payment' as PaymentId;
const yuan = (amount: number): Money => ({ amount, currency: 'CNY' });

const paidWith = (amount: number): Order => {
  const order = createOrder({ id, price: yuan(amount), trial: false, expiresAt: start + days(1) });
  return { ...order, state: 'paid', paidBy: paymentId };
};
const april = moveSubscription(noSubscription, {
  type: 'bought',
  orderId: id,
  terms: event7,
  length: { months: 1 },
  use: 'queue',
  at: start,
});
const look = (order: Order, at: number) => previewRefund(order, { refundId, subscription: april, at });
const givenBack = (order: Order, amount: number): Order => {
  const refund = { refundId: operators, amount: yuan(amount) };
  const moved = moveOrder(order, { type: 'refund.confirmed', paymentId, ...refund });
  if ('refused' in moved) throw new Error(moved.refused);
  return moved.order;
};

describe('what taking an order back gives', () => {
  test('is everything before it begins, and the part of the days not begun afterwards', () => {
    const all = { amount: yuan(1000), why: 'not_begun', unusedDays: 30, days: 30, used: yuan(0), before: yuan(0) };
    expect(look(paidWith(1000), start)).toEqual(all);
    const part = { amount: yuan(667), why: 'unused_days', unusedDays: 20, days: 30, used: yuan(333), before: yuan(0) };
    expect(look(paidWith(1000), start + days(10))).toEqual(part);
  });

  test('is no more than is left of what was paid', () => {
    const seen = look(givenBack(paidWith(1000), 400), start + days(10));
    expect(seen).toMatchObject({ amount: yuan(600), why: 'unused_days', used: yuan(333), before: yuan(67) });
  });

  test('is nothing for a reason that has a name', () => {
    const nothing = { amount: yuan(0) };
    expect(look(paidWith(1000), start + days(29.5))).toMatchObject({ ...nothing, why: 'used_up', days: 30 });
    expect(look(paidWith(1), start + days(20))).toMatchObject({ ...nothing, why: 'too_little', unusedDays: 10 });
    expect(look(paidWith(0), start)).toMatchObject({ ...nothing, why: 'nothing_paid' });
    expect(look(givenBack(paidWith(1000), 1000), start)).toMatchObject({ ...nothing, why: 'given_back' });
  });

  test('stays what was asked where the provider refused, however much time goes by', () => {
    const order = { ...paidWith(1000), refunds: [{ refundId, amount: yuan(667), state: 'failed' as const }] };
    expect(look(order, start + days(25))).toMatchObject({ amount: yuan(667), why: 'owed', used: yuan(333) });
    expect(look(givenBack(order, 500), start)).toMatchObject({ amount: yuan(500), before: yuan(167) });
  });

  test('is not told of what was never paid, or is taken back already', () => {
    expect(look({ ...paidWith(1000), state: 'created' }, start)).toBeUndefined();
    const asked = { ...paidWith(1000), refunds: [{ refundId, amount: yuan(667), state: 'requested' as const }] };
    expect(look(asked, start)).toBeUndefined();
  });
});

test('over any subscription, what was paid is what was used, came back before and comes back, and all of it can be asked for', () => {
  const amount = fc.integer({ min: 0, max: 1_000_000 });
  fc.assert(
    fc.property(story, amount, amount, fc.integer({ min: 0, max: days(500) }), (events, price, before, later) => {
      const subscription = events.reduce(moveSubscription, noSubscription);
      const bought = paidWith(price);
      const order = before > 0 && before <= price ? givenBack(bought, before) : bought;
      const seen = previewRefund(order, { refundId, subscription, at: subscription.asOf + later });
      if (!seen) throw new Error('a paid order has a preview');
      expect(seen.used.amount + seen.before.amount + seen.amount.amount).toBe(price);
      for (const part of [seen.used, seen.before, seen.amount]) expect(part.amount).toBeGreaterThanOrEqual(0);
      expect(seen.amount.amount).toBeLessThanOrEqual(refundableOf(order).amount);
      expect(seen.amount.amount > 0).toBe(['not_begun', 'unused_days', 'owed'].includes(seen.why));
      if (seen.amount.amount === 0) return;
      const { amount } = seen;
      expect(moveOrder(order, { type: 'refund.requested', refundId, amount })).toHaveProperty('order');
    }),
    { numRuns: 300 },
  );
});
