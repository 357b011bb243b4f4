import { type Money, PaymentId, type Pid, RefundId, type SalesReport } from '@kaitong/contract';
import { createOrder, moveOrder, type Order, type OrderEffect, type OrderSignal } from '@kaitong/core';
import fc from 'fast-check';
import { newOrderId } from '../../../secrets/new-ids.ts';
import { paidReport } from './sales.ts';

export const START = Date.UTC(2027, 0, 15);
export const DAY = 86_400_000;

export type Step =
  | { type: 'pay' | 'overpay' | 'cancel' | 'deadline' | 'return' | 'refuse' | 'again'; order: number; n: number }
  | { type: 'refund' | 'ask'; order: number; n: number; part: number }
  | { type: 'days'; days: number };

export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ type: fc.constant('pay' as const), order: fc.nat(3), n: fc.nat(1) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      type: fc.constantFrom('refund' as const, 'ask' as const),
      order: fc.nat(3),
      n: fc.nat(3),
      part: fc.integer({ min: 1, max: 100 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constantFrom('refuse' as const, 'again' as const, 'overpay' as const),
      order: fc.nat(3),
      n: fc.nat(3),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      type: fc.constantFrom('cancel' as const, 'deadline' as const, 'return' as const),
      order: fc.nat(3),
      n: fc.nat(1),
    }),
  },
  { weight: 3, arbitrary: fc.record({ type: fc.constant('days' as const), days: fc.integer({ min: 10, max: 50 }) }) },
);
export const prices = fc.array(fc.tuple(fc.integer({ min: 1, max: 999 }), fc.boolean(), fc.boolean()), {
  minLength: 4,
  maxLength: 4,
});
/** Where the reports are cut into deliveries, and how far each delivery reaches back into the one before. */
export const cuts = fc.array(fc.tuple(fc.integer({ min: 1, max: 6 }), fc.nat(4)), { minLength: 1, maxLength: 10 });

export type Sold = { order: Order; paid: Extract<SalesReport, { type: 'order.paid' }> };
/** What happens, in order: a report, or a night in which statements may be made. */
export type Event = { report: SalesReport; at: number } | { night: number };

export function tell(sold: Sold[], steps: Step[]): Event[] {
  let at = START;
  const events: Event[] = [];
  for (const one of steps) {
    at += 1000;
    if (one.type === 'days') {
      at += one.days * DAY;
      events.push({ night: at });
      continue;
    }
    const target = sold[one.order];
    if (!target) continue;
    const move = moveOrder(target.order, signalOf(target.order, one, at));
    if ('refused' in move) continue;
    target.order = move.order;
    for (const effect of move.effects) {
      const report = reportOf(target, effect, new Date(at).toISOString());
      if (report) events.push({ report, at });
    }
  }
  events.push({ night: at + 62 * DAY });
  return events;
}

function signalOf(order: Order, one: Exclude<Step, { type: 'days' }>, at: number): OrderSignal {
  const paymentId = PaymentId.parse(`${order.id}.${one.n}`);
  const refundId = RefundId.parse(`rf${String(one.n).padStart(18, '0')}`);
  switch (one.type) {
    case 'pay':
      return { type: 'payment.confirmed', paymentId, amount: order.price, paidAt: at, deliverable: true };
    // Of another amount than the order's: it goes back.
    case 'overpay': {
      const amount = { ...order.price, amount: order.price.amount + 1 + one.n };
      return {
        type: 'payment.confirmed',
        paymentId: PaymentId.parse(`${order.id}.over${one.n}`),
        amount,
        paidAt: at,
        deliverable: true,
      };
    }
    case 'refuse':
      return { type: 'refund.failed', refundId };
    case 'again':
      return { type: 'refund.due', refundId };
    case 'ask':
    case 'refund': {
      const amount = Math.ceil((order.price.amount * one.part) / 100);
      if (one.type === 'ask') return { type: 'refund.requested', refundId, amount: { ...order.price, amount } };
      return {
        type: 'refund.confirmed',
        paymentId: order.paidBy ?? paymentId,
        refundId,
        amount: { ...order.price, amount },
      };
    }
    case 'cancel':
      return { type: 'owner.cancelled' };
    case 'deadline':
      return { type: 'deadline' };
    case 'return':
      return { type: 'payment.returned', paymentId };
  }
}

function reportOf({ order, paid }: Sold, effect: OrderEffect, at: string): SalesReport | undefined {
  const orderId = order.id;
  switch (effect.type) {
    case 'order.paid':
      return { ...paid, paymentId: effect.paymentId, paidAt: at };
    case 'order.closed':
      return { type: 'order.closed', orderId, uuid: paid.uuid };
    case 'order.refunded':
      return { ...effect, orderId, at };
    case 'payment.stray':
    case 'payment.returned':
      return { ...effect, orderId, provider: paid.provider, at };
    case 'refund.requested':
      return { ...effect, orderId, at };
    case 'refund.refused': {
      const { type, refundId, amount } = effect;
      return { type, orderId, refundId, amount, at };
    }
  }
}

/** Whoever takes the money of a story's orders: books of other stories do not mix with it. */
export const providerOf = (pid: Pid, { currency }: Pick<Money, 'currency'>): string =>
  `${currency.toLowerCase()}-${pid}`;

export function sellAll(pid: Pid, all: [number, boolean, boolean][]): Sold[] {
  return all.map(([price, abroad, trial]) => {
    const currency = abroad ? 'JPY' : 'CNY';
    const money = { amount: price, currency } as const;
    const orderId = newOrderId();
    const order = createOrder({ id: orderId, price: money, trial, expiresAt: START + 300 * DAY });
    const listPrice = { amount: price + 37, currency } as const;
    const usDollarListPrice = abroad ? ({ amount: 999, currency: 'USD' } as const) : null;
    const paid = { orderId, trial, paid: money, listPrice, usDollarListPrice, provider: providerOf(pid, money) };
    return { order, paid: paidReport(pid, paid) };
  });
}
