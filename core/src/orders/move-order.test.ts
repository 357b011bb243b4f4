import { hours, type Money, type OrderId, type PaymentId, type RefundId } from '@kaitong/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { moveOrder, owedOf, pauseAfter, refundableOf, refundedOf } from './move-order.ts';
import { createOrder, type Order, type OrderEffect, type OrderSignal, type Refund } from './order.ts';

const fen = (amount: number): Money => ({ amount, currency: 'CNY' });
const refundId = (n: number) => `rf${String(n).padStart(18, '0')}` as RefundId;
const paymentId = (n: number) => `pay-${n}` as PaymentId;
const fresh = createOrder({
  id: 'or000000000000000001' as OrderId,
  price: fen(1000),
  trial: false,
  expiresAt: 5000,
});
const paid = (n = 1, over: Partial<Extract<OrderSignal, { type: 'payment.confirmed' }>> = {}): OrderSignal => ({
  type: 'payment.confirmed',
  paymentId: paymentId(n),
  amount: fen(1000),
  paidAt: 4000,
  deliverable: true,
  ...over,
});
const refund = (
  type: 'refund.requested' | 'refund.confirmed',
  n: number,
  amount: number,
  ofPayment = 1,
): OrderSignal => ({
  type,
  paymentId: paymentId(ofPayment),
  refundId: refundId(n),
  amount: fen(amount),
});
const cancelled: OrderSignal = { type: 'owner.cancelled' };
const deadline: OrderSignal = { type: 'deadline' };

/** Plays signals; a refused one changes nothing. */
function play(order: Order, signals: OrderSignal[]) {
  const effects: OrderEffect[] = [];
  let state = order;
  for (const signal of signals) {
    const move = moveOrder(state, signal);
    if ('refused' in move) continue;
    state = move.order;
    effects.push(...move.effects);
  }
  return { order: state, effects, types: effects.map(({ type }) => type) };
}

describe('an order', () => {
  test('is paid once, however often the provider says so', () => {
    const { order, types } = play(fresh, [paid(), paid(), deadline, paid()]);
    expect(order.state).toBe('paid');
    expect(types).toEqual(['order.paid']);
  });

  test('cancelled or past its deadline is closed, once, and gives up what it held', () => {
    expect(play(fresh, [cancelled, cancelled, deadline])).toMatchObject({
      order: { state: 'cancelled' },
      types: ['order.closed'],
    });
    expect(play(fresh, [deadline, cancelled])).toMatchObject({ order: { state: 'expired' }, types: ['order.closed'] });
  });

  test('that is paid cannot be cancelled: taking it back is a refund', () => {
    expect(moveOrder(play(fresh, [paid()]).order, cancelled)).toEqual({ refused: 'order_not_open' });
  });

  test('costs nothing when a coupon took everything off, and only then', () => {
    const free = { ...fresh, price: fen(0) };
    const waived: OrderSignal = { type: 'payment.waived' };
    expect(play(free, [waived, waived]).effects).toEqual([{ type: 'order.paid', paymentId: null }]);
    expect(moveOrder(fresh, waived)).toEqual({ refused: 'order_not_paid' });
    expect(moveOrder(play(free, [cancelled]).order, waived)).toEqual({ refused: 'order_not_open' });
  });
});

describe('a payment', () => {
  test('made in time is honoured however late its callback comes', () => {
    const { order, types } = play(fresh, [deadline, paid(1, { paidAt: 5000 })]);
    expect(order.state).toBe('paid');
    expect(types).toEqual(['order.closed', 'order.paid']);
  });

  const stray: [string, Order, OrderSignal[], OrderSignal][] = [
    ['made after the order expired', fresh, [deadline], paid(1, { paidAt: 5001 })],
    ['made after its time, before its timer has fired', fresh, [], paid(1, { paidAt: 5001 })],
    ['of an order that its owner cancelled', fresh, [cancelled], paid()],
    ['of a trial that expired, since its claim was given back', { ...fresh, trial: true }, [deadline], paid()],
    ['for a device that is no longer the owner’s', fresh, [], paid(1, { deliverable: false })],
    ['of another amount', fresh, [], paid(1, { amount: fen(999) })],
    ['in another currency', fresh, [], paid(1, { amount: { amount: 1000, currency: 'USD' } })],
    ['that is a second one', fresh, [paid(1)], paid(2)],
    ['after the order was refunded', fresh, [paid(1), refund('refund.confirmed', 1, 1000)], paid(2)],
  ];
  test.each(stray)('%s goes back, whole and once', (_, order, before, late) => {
    const start = play(order, before).order;
    const { order: after, effects } = play(start, [late, late]);
    expect(effects).toMatchObject([{ type: 'payment.stray' }]);
    expect(after.state).toBe(start.state);
    const returned: OrderSignal = {
      type: 'payment.returned',
      paymentId: late.type === 'payment.confirmed' ? late.paymentId : paymentId(0),
    };
    expect(play(after, [returned, returned, late]).types).toEqual(['payment.returned']);
  });

  test('that nobody made cannot be returned', () => {
    expect(moveOrder(fresh, { type: 'payment.returned', paymentId: paymentId(1) })).toEqual({
      refused: 'payment_unknown',
    });
  });
});

describe('a refund', () => {
  const bought = play(fresh, [paid()]).order;

  test('is asked for and confirmed once, however often it is said', () => {
    const asked = refund('refund.requested', 1, 400);
    const done = refund('refund.confirmed', 1, 400);
    const { order, types } = play(bought, [asked, asked, done, done, asked]);
    expect(types).toEqual(['refund.requested', 'order.refunded']);
    expect(order.state).toBe('paid');
    expect(refundableOf(order)).toEqual(fen(600));
  });

  test('in parts that add up to the whole makes the order refunded', () => {
    const { order, effects } = play(bought, [refund('refund.confirmed', 1, 400), refund('refund.confirmed', 2, 600)]);
    expect(order.state).toBe('refunded');
    expect(effects).toMatchObject([
      { refundedBefore: fen(0), whole: false },
      { refundedBefore: fen(400), whole: true },
    ]);
  });

  test('of more than is left is refused, what was asked for and is under way included', () => {
    const { order } = play(bought, [refund('refund.requested', 1, 700)]);
    expect(moveOrder(order, refund('refund.requested', 2, 301))).toEqual({ refused: 'refund_too_large' });
    expect(moveOrder(order, refund('refund.requested', 2, 300))).toHaveProperty('effects.length', 1);
    expect(moveOrder(bought, refund('refund.requested', 2, 0))).toEqual({ refused: 'refund_too_large' });
  });

  test('of an order not paid yet is refused, so that a callback that overtook its payment is sent again', () => {
    expect(moveOrder(fresh, refund('refund.confirmed', 1, 400))).toEqual({ refused: 'order_not_paid' });
  });

  test('that the provider made of a stray payment is that one’s return, and leaves the order as it is', () => {
    const twice = play(fresh, [paid(1), paid(2)]).order;
    const disputed = refund('refund.confirmed', 1, 1000, 2);
    const { order, effects } = play(twice, [disputed, disputed, { type: 'payment.returned', paymentId: paymentId(2) }]);
    expect(effects).toEqual([{ type: 'payment.returned', paymentId: paymentId(2), amount: fen(1000) }]);
    expect(order).toMatchObject({ state: 'paid', refunds: [], stray: [{ state: 'returned' }] });
    expect(play(order, [refund('refund.confirmed', 2, 1000, 1)]).types).toEqual(['order.refunded']);
    expect(moveOrder(twice, refund('refund.confirmed', 1, 10, 2))).toEqual({ refused: 'refund_too_large' });
  });

  test('of a payment that nobody has heard of is refused until its payment has been told', () => {
    const disputed = refund('refund.confirmed', 1, 1000, 2);
    expect(moveOrder(bought, disputed)).toEqual({ refused: 'payment_unknown' });
    expect(play(bought, [paid(2), disputed]).types).toEqual(['payment.stray', 'payment.returned']);
  });

  test('that the provider refused can be tried again under the same id', () => {
    const failed: OrderSignal = { type: 'refund.failed', refundId: refundId(1) };
    const asked = refund('refund.requested', 1, 400);
    const { order, types } = play(bought, [asked, failed, failed]);
    expect(refundableOf(order)).toEqual(fen(1000));
    expect(play(order, [asked]).types).toEqual(['refund.requested']);
    expect(types).toEqual(['refund.requested', 'refund.refused']);
    expect(moveOrder(bought, failed)).toEqual({ refused: 'refund_unknown' });
  });

  test('that the provider refused stays owed, and is asked for again after longer and longer pauses', () => {
    const failed: OrderSignal = { type: 'refund.failed', refundId: refundId(1) };
    const due: OrderSignal = { type: 'refund.due', refundId: refundId(1) };
    const { order, effects } = play(bought, [refund('refund.requested', 1, 400), failed, due, failed, due, failed]);
    const pauses = effects.flatMap((effect) => (effect.type === 'refund.refused' ? [effect.pause] : []));
    expect(pauses).toEqual([hours(1), hours(2), hours(4)]);
    expect(pauseAfter(13)).toBe(hours(24));
    expect(owedOf(order)).toEqual(fen(400));
    const before = play(order, [refund('refund.confirmed', 2, 700)]).order;
    expect(owedOf(before)).toEqual(fen(300)); // no more than was paid comes back
    expect(play(before, [due]).effects).toMatchObject([{ type: 'refund.requested', amount: fen(300) }]);
    expect(owedOf(play(before, [due, refund('refund.confirmed', 1, 300)]).order)).toEqual(fen(0));
    const whole = play(order, [refund('refund.confirmed', 2, 1000)]).order;
    expect(owedOf(whole)).toEqual(fen(0));
    expect(play(whole, [due]).effects).toEqual([]);
    expect(moveOrder(bought, due)).toEqual({ refused: 'refund_unknown' });
    expect(pauseAfter(14)).toBeNull();
  });

  test('that is asked for under another id takes the place of what was refused: no amount comes back twice', () => {
    const failed = (n: number): OrderSignal => ({ type: 'refund.failed', refundId: refundId(n) });
    const due: OrderSignal = { type: 'refund.due', refundId: refundId(1) };
    const { order } = play(bought, [refund('refund.requested', 1, 400), failed(1), refund('refund.requested', 2, 400)]);
    expect(owedOf(order)).toEqual(fen(0));
    expect(owedOf(play(order, [failed(2), due]).order)).toEqual(fen(400));
    const after = play(order, [refund('refund.confirmed', 2, 400), due]);
    expect([owedOf(after.order), refundedOf(after.order, ['requested', 'confirmed'])]).toEqual([fen(0), fen(400)]);
    const part = play(bought, [
      refund('refund.requested', 1, 400),
      failed(1),
      refund('refund.requested', 3, 150),
    ]).order;
    expect(owedOf(part)).toEqual(fen(250));
    expect(play(part, [due]).effects).toMatchObject([{ type: 'refund.requested', amount: fen(250) }]);
  });
});

describe('over any sequence of signals, duplicated and reordered', () => {
  const signal: fc.Arbitrary<OrderSignal> = fc.oneof(
    fc
      .record({
        n: fc.integer({ min: 1, max: 3 }),
        paidAt: fc.constantFrom(4000, 6000),
        deliverable: fc.boolean(),
        amount: fc.constantFrom(1000, 1000, 1000, 10),
      })
      .map(({ n, paidAt, deliverable, amount }) => paid(n, { paidAt, deliverable, amount: fen(amount) })),
    fc.constantFrom(cancelled, deadline, { type: 'payment.waived' } as const),
    fc
      .record({
        type: fc.constantFrom('refund.requested' as const, 'refund.confirmed' as const),
        n: fc.integer({ min: 1, max: 4 }),
        amount: fc.integer({ min: 0, max: 700 }),
        ofPayment: fc.constantFrom(1, 1, 2, 3),
      })
      .map(({ type, n, amount, ofPayment }) => refund(type, n, amount, ofPayment)),
    fc
      .record({
        type: fc.constantFrom('refund.failed' as const, 'refund.due' as const),
        n: fc.integer({ min: 1, max: 4 }),
      })
      .map(({ type, n }) => ({ type, refundId: refundId(n) })),
    fc.integer({ min: 1, max: 3 }).map((n) => ({ type: 'payment.returned' as const, paymentId: paymentId(n) })),
  );
  const signals = fc.array(signal, { maxLength: 25, size: 'max' });

  test('every payment counts or goes back, never both and never twice', () => {
    fc.assert(
      fc.property(signals, (all) => {
        const { order, effects } = play(fresh, all);
        const taken = all.flatMap((one) => (one.type === 'payment.confirmed' ? [one.paymentId] : []));
        const counted = effects.flatMap((one) => (one.type === 'order.paid' ? [one.paymentId] : []));
        const back = effects.flatMap((one) => (one.type === 'payment.stray' ? [one.paymentId] : []));
        expect([...counted, ...back].sort()).toEqual([...new Set(taken)].sort());
        expect(counted.length).toBeLessThanOrEqual(1);
        expect(order.paidBy).toBe(counted[0] ?? null);
      }),
    );
  });

  test('no more is refunded than was paid, each refund once, and all of it means refunded', () => {
    fc.assert(
      fc.property(signals, (all) => {
        const { order, effects } = play(fresh, all);
        const refunds = effects.filter((one) => one.type === 'order.refunded');
        const total = refunds.reduce((sum, { amount }) => sum + amount.amount, 0);
        expect(new Set(refunds.map((one) => one.refundId)).size).toBe(refunds.length);
        expect(total).toBeLessThanOrEqual(order.paidBy === null ? 0 : 1000);
        expect(order.state === 'refunded').toBe(total === 1000);
      }),
    );
  });

  test('what a provider refused is owed until it came back, beside what came back and what is on its way', () => {
    fc.assert(
      fc.property(signals, (all) => {
        const { order } = play(fresh, all);
        const sum = (...states: Refund['state'][]) => refundedOf(order, states).amount;
        const owed = owedOf(order).amount;
        expect(owed).toBeGreaterThanOrEqual(0);
        expect(owed + sum('confirmed')).toBeLessThanOrEqual(order.paidBy === null ? 0 : 1000);
        expect(owed === sum('failed') || owed + sum('requested', 'confirmed') >= 1000).toBe(true);
        const due = order.refunds.map(({ refundId }): OrderSignal => ({ type: 'refund.due', refundId }));
        expect(owedOf(play(order, due).order)).toEqual(fen(0)); // all of it is on its way again
      }),
    );
  });

  test('said all over again, nothing of it is news', () => {
    const asksAgain: OrderSignal['type'][] = ['refund.failed', 'refund.due'];
    const once = signals.map((all) => all.filter(({ type }) => !asksAgain.includes(type)));
    fc.assert(
      fc.property(once, (all) => {
        // What was refused as not true yet may be news the second time; after that nothing is.
        const settled = play(play(fresh, all).order, [...all, ...all]).order;
        const again = play(
          settled,
          all.filter((one) => one.type !== 'refund.requested'),
        );
        expect(again.effects.filter(({ type }) => type === 'order.paid' || type === 'payment.stray')).toEqual([]);
      }),
    );
  });
});
