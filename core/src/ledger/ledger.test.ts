import type { AccountId, Currency, Money, OrderId, PaymentId, RefundId } from '@kaitong/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { negate } from '../money/arithmetic.ts';
import { shareOf, shareReversed } from '../money/share.ts';
import { moveOrder } from '../orders/move-order.ts';
import { createOrder, type Order, type OrderEffect, type OrderSignal } from '../orders/order.ts';
import { type Book, balanceOf, creditOf, post } from './book.ts';
import {
  type MakerShare,
  postCollected,
  postOrderPaid,
  postOrderRefunded,
  postPaymentReturned,
  postPaymentStray,
  postPayout,
  postShareSettled,
  settledOf,
} from './postings.ts';
import { totals, transaction } from './transaction.ts';

const maker = (n: number) => `ac${String(n).padStart(18, '0')}` as AccountId;
const orderId = (n: number) => `or${String(n).padStart(18, '0')}` as OrderId;
const refundId = (n: number) => `rf${String(n).padStart(18, '0')}` as RefundId;
const yen = (amount: number): Money => ({ amount, currency: 'JPY' });
const cents = (amount: number): Money => ({ amount, currency: 'USD' });
const empty: Book = new Map();
const shares = { account: maker(1), money: cents(70) };
const bought = { orderId: orderId(1), provider: 'sandbox', money: yen(70), share: shares, at: 0 };
const ofAll = (book: Book) => [...totals([...book.values()].flatMap(({ postings }) => postings)).values()];

describe('the ledger', () => {
  test('books a payment with the provider and the share that it makes us owe, each in its currency', () => {
    const book = post(empty, postOrderPaid(bought));
    expect(balanceOf(book, 'clearing:sandbox', 'JPY')).toEqual(yen(70));
    expect(creditOf(book, 'revenue', 'JPY')).toEqual(yen(70));
    expect(balanceOf(book, 'share', 'USD')).toEqual(cents(70));
    expect(creditOf(book, `accrued:${maker(1)}`, 'USD')).toEqual(cents(70));
  });

  test('after a refund of the whole has every balance that the order had moved back at zero', () => {
    const refund = { ...bought, refundId: refundId(1) };
    const book = post(post(empty, postOrderPaid(bought)), postOrderRefunded(refund));
    expect(balanceOf(book, 'clearing:sandbox', 'JPY')).toEqual(yen(0));
    expect(balanceOf(book, 'refunds', 'JPY')).toEqual(creditOf(book, 'revenue', 'JPY'));
    expect(creditOf(book, `accrued:${maker(1)}`, 'USD')).toEqual(cents(0));
  });

  test('books a trial without a share, and an order that cost nothing without a line', () => {
    const trial = postOrderPaid({ ...bought, money: { amount: 1, currency: 'CNY' }, share: null });
    expect(trial.postings).toHaveLength(2);
    expect(postOrderPaid({ ...bought, money: yen(0), share: { ...shares, money: cents(0) } }).postings).toEqual([]);
  });

  test('follows a share to its statement and to the maker’s bank', () => {
    const due = { account: maker(1), money: cents(70), at: 1 };
    let book = post(empty, postOrderPaid(bought));
    book = post(book, postShareSettled({ ...due, statementId: 'st1' }));
    expect(creditOf(book, `accrued:${maker(1)}`, 'USD')).toEqual(cents(0));
    expect(creditOf(book, `due:${maker(1)}`, 'USD')).toEqual(cents(70));
    book = post(book, postPayout({ ...due, payoutId: 'po1' }));
    expect(creditOf(book, `due:${maker(1)}`, 'USD')).toEqual(cents(0));
    expect(balanceOf(book, 'bank', 'USD')).toEqual(cents(-70));
  });

  test('carries a balance below zero into the next statement instead of asking the maker for money', () => {
    expect(settledOf(cents(70))).toEqual(cents(70));
    expect(settledOf(cents(-5))).toEqual(cents(0));
  });

  test('tells what a provider paid out from what it kept', () => {
    const collected = postCollected({ provider: 'sandbox', id: 'c1', money: yen(68), fee: yen(2), at: 1 });
    const book = post(post(empty, postOrderPaid(bought)), collected);
    expect(balanceOf(book, 'clearing:sandbox', 'JPY')).toEqual(yen(0));
    expect(balanceOf(book, 'fees', 'JPY')).toEqual(yen(2));
  });

  test('takes a transaction once; another one under the same key is a bug', () => {
    const book = post(empty, postOrderPaid(bought));
    expect(post(book, postOrderPaid({ ...bought, at: 99 }))).toBe(book);
    expect(() => post(book, postOrderPaid({ ...bought, money: yen(71) }))).toThrow('other amounts');
  });

  test('takes nothing that does not balance in every currency', () => {
    const lines = [
      { account: 'bank' as const, money: yen(1) },
      { account: 'revenue' as const, money: cents(-1) },
    ];
    expect(() => transaction('k', 0, lines)).toThrow('does not balance');
  });
});

// ——— over any sequence of orders, callbacks and refunds ———

/** An order as it was sold: mainland China with an even number, Japan with an odd one. */
type Sold = { order: Order; isAbroad: boolean; listPrice: Money; share: MakerShare };

function sell(n: number, price: number, isTrial: boolean): Sold {
  const isAbroad = n % 2 === 1;
  const currency: Currency = isAbroad ? 'JPY' : 'CNY';
  const paid = { amount: price, currency };
  const listPrice = { amount: price + 30 * n, currency };
  const order = createOrder({ id: orderId(n), price: paid, trial: isTrial, expiresAt: 5000 });
  const shared = { paid, listPrice, usDollarListPrice: isAbroad ? cents(999) : null, trial: isTrial };
  return { order, isAbroad, listPrice, share: { account: maker(n % 3), money: shareOf(shared, { sharePercent: 10 }) } };
}

function book(sold: Sold, effect: OrderEffect, at: number) {
  const provider = sold.isAbroad ? 'abroad' : 'mainland';
  const { order, share } = sold;
  switch (effect.type) {
    case 'order.paid':
      return postOrderPaid({ orderId: order.id, provider, money: order.price, share, at });
    case 'order.refunded': {
      const { refundId, amount: refunded, refundedBefore } = effect;
      const money = shareReversed({ share: share.money, paid: order.price, refundedBefore, refunded });
      return postOrderRefunded({
        orderId: order.id,
        refundId,
        provider,
        money: refunded,
        share: { ...share, money },
        at,
      });
    }
    case 'payment.stray':
      return postPaymentStray({ provider, paymentId: effect.paymentId, money: effect.amount, at });
    case 'payment.returned':
      return postPaymentReturned({ provider, paymentId: effect.paymentId, money: effect.amount, at });
    case 'order.closed':
    case 'refund.requested':
      return undefined;
  }
}

const orders = fc.array(fc.tuple(fc.integer({ min: 1, max: 999 }), fc.boolean()), { minLength: 1, maxLength: 5 });
const happening = fc.record({
  order: fc.nat(4),
  what: fc.constantFrom('pay', 'pay', 'pay', 'cancel', 'deadline', 'refund', 'refund', 'return'),
  n: fc.integer({ min: 1, max: 3 }),
  part: fc.oneof(fc.constantFrom(50, 100), fc.integer({ min: 1, max: 100 })),
  late: fc.boolean(),
});
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

function signalOf({ order: { id, price, paidBy } }: Sold, { what, n, part, late }: Happening): OrderSignal {
  const paymentId = `${id}.${n}` as PaymentId;
  switch (what) {
    case 'pay':
      return { type: 'payment.confirmed', paymentId, amount: price, paidAt: late ? 6000 : 4000, deliverable: true };
    case 'cancel':
      return { type: 'owner.cancelled' };
    case 'refund': {
      const amount = Math.ceil((price.amount * part) / 100);
      const of = late ? paymentId : (paidBy ?? paymentId);
      return { type: 'refund.confirmed', paymentId: of, refundId: refundId(n), amount: { ...price, amount } };
    }
    case 'return':
      return { type: 'payment.returned', paymentId };
    default:
      return { type: 'deadline' };
  }
}

const story = fc
  .tuple(orders, fc.array(happening, { maxLength: 40, size: 'max' }), fc.infiniteStream(fc.nat()))
  .map(([prices, events, noise]) => {
    // Every callback may come again later.
    const again = events.filter((_, i) => i % 3 === 0);
    const all = [...events, ...again].map((event) => ({ event, place: noise.next().value ?? 0 }));
    const shuffled = all.sort((a, b) => a.place - b.place).map(({ event }) => event);
    return { sold: prices.map(([price, isTrial], n) => sell(n, price, isTrial)), events: shuffled };
  });

/** Plays a story through order and ledger, booking every effect twice as a repeated job would. */
function play({ sold: untouched, events }: { sold: Sold[]; events: Happening[] }) {
  const sold = untouched.map((one) => ({ ...one }));
  const ever = new Set<OrderId>();
  let books = empty;
  events.forEach((event, at) => {
    const target = sold[event.order % sold.length];
    if (!target) return;
    const move = moveOrder(target.order, signalOf(target, event));
    if ('refused' in move) return;
    target.order = move.order;
    for (const effect of move.effects) {
      const booked = book(target, effect, at);
      if (booked) books = post(post(books, booked), booked);
      if (effect.type === 'order.paid') ever.add(target.order.id);
    }
  });
  return { sold, books, isPaid: ({ order }: Sold) => ever.has(order.id) };
}

const inCurrency = (amounts: Money[], currency: Currency) =>
  amounts.filter((one) => one.currency === currency).reduce((sum, { amount }) => sum + amount, 0);

describe('over any sequence of orders, callbacks and refunds, duplicated and reordered', () => {
  const holds = (look: (played: ReturnType<typeof play>) => void) =>
    fc.assert(
      fc.property(story, (told) => look(play(told))),
      { numRuns: 200 },
    );

  test('the ledger balances', () => {
    holds(({ books }) => {
      expect(ofAll(books).filter((total) => total !== 0n)).toEqual([]);
    });
  });

  test('it equals the sum of the orders: revenue, refunds, stray money and what the provider holds', () => {
    holds(({ sold, books, isPaid }) => {
      for (const [currency, provider] of [
        ['CNY', 'mainland'],
        ['JPY', 'abroad'],
      ] as const) {
        const paid = sold.filter(isPaid).map(({ order }) => order.price);
        const refunds = sold.flatMap(({ order }) => order.refunds.map(({ amount }) => amount));
        const waiting = sold.flatMap(({ order }) =>
          order.stray.filter(({ state }) => state === 'to_return').map(({ amount }) => amount),
        );
        expect(creditOf(books, 'revenue', currency).amount).toBe(inCurrency(paid, currency));
        expect(balanceOf(books, 'refunds', currency).amount).toBe(inCurrency(refunds, currency));
        expect(creditOf(books, 'unapplied', currency).amount).toBe(inCurrency(waiting, currency));
        const held = inCurrency([...paid, ...refunds.map(negate), ...waiting], currency);
        expect(balanceOf(books, `clearing:${provider}`, currency).amount).toBe(held);
      }
    });
  });

  test('each maker is owed the shares of what was paid and not refunded, and nothing of what was refunded in full', () => {
    holds(({ sold, books, isPaid }) => {
      for (const account of [maker(0), maker(1), maker(2)])
        for (const currency of ['CNY', 'USD'] as const) {
          const mine = sold.filter((one) => isPaid(one) && one.share.account === account);
          const owed = mine.map(({ order, share }) => {
            const refunded = order.refunds.reduce((sum, { amount }) => sum + amount.amount, 0);
            const money = { ...order.price, amount: refunded };
            const none = { ...order.price, amount: 0 };
            const reversed = shareReversed({
              share: share.money,
              paid: order.price,
              refundedBefore: none,
              refunded: money,
            });
            if (order.state === 'refunded') expect(reversed).toEqual(share.money);
            return { ...share.money, amount: share.money.amount - reversed.amount };
          });
          expect(creditOf(books, `accrued:${account}`, currency).amount).toBe(inCurrency(owed, currency));
        }
    });
  });
});
