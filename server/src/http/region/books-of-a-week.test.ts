// Weeks of a shop as owners and a provider make them: whatever happens, provider, books and the owner's page say the same.
import { days, hours, type Money, type OrderId, type OwnerOrder, type SalesReport } from '@kaitong/contract';
import {
  type Book,
  balanceOf,
  post,
  postOrderPaid,
  postOrderRefunded,
  postPaymentReturned,
  postPaymentStray,
  shareOf,
  shareReversed,
} from '@kaitong/core';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newAccountId } from '../../secrets/new-ids.ts';
import { openShop, type Shop } from '../testing/open-shop.ts';
import { type Phone, signUp } from '../testing/people.ts';
import { becomes, CATALOGUE, CONTINUOUS30, type Device, EVENT7, newDevice, payAt, requestId } from '../testing/shop.ts';

let shop: Shop;
let control: Shop['control'];
let region: Shop['region'];
let stories = 0;
beforeAll(async () => {
  const price = { amount: 700, currency: 'JPY' } as const;
  const plans = CATALOGUE.plans.map((plan) => (plan.id === CONTINUOUS30 ? { ...plan, price } : plan));
  shop = await openShop({ ...CATALOGUE, plans });
  ({ control, region } = shop);
});
afterAll(() => shop?.[Symbol.asyncDispose]());

const act = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      type: fc.constant('buy' as const),
      camera: fc.nat(1),
      plan: fc.constantFrom(EVENT7, CONTINUOUS30),
      use: fc.constantFrom('queue' as const, 'now' as const, 'change' as const),
      pays: fc.constantFrom('pay' as const, 'short' as const, 'over' as const, 'twice' as const),
      keepsMoney: fc.boolean(),
      renew: fc.boolean(),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('refund' as const), n: fc.nat(9) }) },
  {
    weight: 3,
    arbitrary: fc.record({
      type: fc.constant('renew' as const),
      camera: fc.nat(1),
      manner: fc.constantFrom('pay' as const, 'refuse' as const, 'late' as const, 'twice' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ type: fc.constant('days' as const), days: fc.integer({ min: 1, max: 9 }) }) },
);
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never;

/** What each story has: a change of plan into another currency, and a period that renews by itself. */
const always = fc
  .record({
    keepsMoney: fc.boolean(),
    manner: fc.constantFrom('pay' as const, 'refuse' as const, 'late' as const, 'twice' as const),
  })
  .map(({ keepsMoney, manner }): Act[] => {
    const buy = { type: 'buy', use: 'queue', pays: 'pay', keepsMoney } as const;
    return [
      { ...buy, camera: 0, plan: EVENT7, renew: true },
      { ...buy, camera: 1, plan: EVENT7, renew: false },
      { ...buy, camera: 1, plan: CONTINUOUS30, use: 'change', pays: 'twice', renew: false },
      { type: 'renew', camera: 0, manner },
    ];
  });

class Story {
  phone: Phone;
  login: string;
  cameras: Device[];
  constructor(phone: Phone, login: string, cameras: Device[]) {
    this.phone = phone;
    this.login = login;
    this.cameras = cameras;
  }

  static async open(): Promise<Story> {
    const name = `owner${stories++}`;
    const phone = await signUp(region, name);
    return new Story(phone, `${name}@example.com`, [await newDevice(region, phone), await newDevice(region, phone)]);
  }

  async do(one: Act): Promise<void> {
    await sql`DELETE FROM rate_limit`.execute(region.context.db);
    await this.phone.signIn({ body: { login: this.login, password: 'ten letters' } });
    switch (one.type) {
      case 'buy':
        return await this.buy(one);
      case 'refund': {
        const orders = (await this.orders()).filter(({ refundable }) => refundable !== null);
        const order = orders[one.n % Math.max(1, orders.length)];
        if (order) await this.phone.refundOrder({ params: { orderId: order.orderId } });
        return;
      }
      case 'renew':
        return await this.renew(one);
      case 'days':
        await region.clock.advance(days(one.days));
    }
  }

  async orders(): Promise<OwnerOrder[]> {
    return (await this.phone.listOrders({ query: { limit: 100 } })).items;
  }

  private async buy({ camera, plan, use, pays, keepsMoney, renew }: Extract<Act, { type: 'buy' }>): Promise<void> {
    const { deviceId } = this.cameras[camera] as Device;
    const body = { requestId: requestId(), deviceId, purchase: { planId: plan }, use, renew };
    const { orderId, checkoutUrl } = await this.phone.createOrder({ body });
    await payAt(checkoutUrl, { act: pays, keepsMoney: String(keepsMoney) });
    if (pays === 'short' || pays === 'over') await this.phone.cancelOrder({ params: { orderId } });
    else await becomes(region, this.phone, orderId, 'paid');
  }

  /** A week before and on the day of a camera's next charge; how it ends is said to the provider before. */
  private async renew({ camera, manner }: Extract<Act, { type: 'renew' }>): Promise<void> {
    const { deviceId } = this.cameras[camera] as Device;
    await sql`UPDATE mandate SET manner = ${manner} WHERE ended_at IS NULL`.execute(region.sandbox.db);
    const { until, renewal } = await this.phone.getSubscription({ params: { deviceId } });
    if (!renewal) return;
    for (const before of [days(7.99), hours(23), hours(-15)]) {
      const left = Date.parse(String(until)) - before - region.clock.now().getTime();
      if (left > 0) await region.clock.advance(left as never);
      const isQuiet = async () => {
        const { rows } =
          await sql`SELECT FROM deadline WHERE due_at <= kaitong_now() AND kind LIKE ANY (ARRAY['payment.%', 'subscription.%'])`.execute(
            region.context.db,
          );
        return rows.length;
      };
      await expect.poll(isQuiet, { timeout: 20_000 }).toBe(0);
    }
  }
}

const NET: Record<'CNY' | 'JPY', number> = { CNY: 0, JPY: 0 };

/** What the reports of these orders come to in the books, as control books them. */
function keepBook(reports: SalesReport[], orders: Set<OrderId>): Book {
  const account = newAccountId();
  const sold = new Map<OrderId, { share: Money; paid: Money; provider: string }>();
  let book: Book = new Map();
  let at = 0;
  for (const report of reports) {
    if (!('orderId' in report) || !orders.has(report.orderId)) continue;
    at += 1;
    const { orderId } = report;
    if (report.type === 'order.paid') {
      const share = shareOf(report, { sharePercent: 10 });
      const { provider, paid } = report;
      sold.set(orderId, { share, paid, provider });
      book = post(book, postOrderPaid({ orderId, provider, money: paid, share: { account, money: share }, at }));
    } else if (report.type === 'order.refunded') {
      const known = sold.get(orderId);
      if (!known) throw new Error('refunded before it was paid');
      const { refundId, amount: money, refundedBefore } = report;
      const { provider } = known;
      const reversed = shareReversed({ ...known, refundedBefore, refunded: money });
      book = post(
        book,
        postOrderRefunded({ orderId, refundId, provider, money, share: { account, money: reversed }, at }),
      );
    } else if (report.type === 'payment.stray' || report.type === 'payment.returned') {
      const stray = { provider: report.provider, paymentId: report.paymentId, money: report.amount, at };
      book = post(book, (report.type === 'payment.stray' ? postPaymentStray : postPaymentReturned)(stray));
    }
  }
  return book;
}

/** What the provider has of these orders' payers, by its own rows. */
async function keptByProvider(orders: Set<OrderId>): Promise<Record<string, number>> {
  const { rows } = await sql<{ currency: 'CNY' | 'JPY'; kept: number }>`
    SELECT p.currency, (sum(p.amount) - coalesce(sum(r.given), 0))::bigint AS kept
    FROM payment p JOIN checkout c ON c.id = p.checkout_id
    LEFT JOIN LATERAL (SELECT sum(amount) AS given FROM refund WHERE payment_id = p.id AND state = 'succeeded') r ON true
    WHERE p.state = 'paid' AND c.reference = ANY (${[...orders]}) GROUP BY 1`.execute(region.sandbox.db);
  return { ...NET, ...Object.fromEntries(rows.map(({ currency, kept }) => [currency, Number(kept)])) };
}

test('provider, books and the owner’s page have the same amounts, to the cent, after weeks of whatever happens', async () => {
  await fc.assert(
    fc.asyncProperty(always, fc.array(act, { minLength: 4, maxLength: 8, size: 'max' }), async (first, acts) => {
      const story = await Story.open();
      for (const one of [...first, ...acts]) await story.do(one);
      for (const { deviceId } of story.cameras) {
        await story.do({ type: 'days', days: 2 }); // what is told late, and what was refused once, has come by then
        await story.phone.endRenewal({ params: { deviceId } });
      }
      await story.do({ type: 'days', days: 2 });
      const settled = async () => {
        const orders = await story.orders();
        const open = orders.filter(
          ({ refundState, owed, returns }) =>
            refundState !== 'none' || owed !== null || returns.some(({ returned }) => !returned),
        );
        return open.length;
      };
      await expect.poll(settled, { timeout: 20_000 }).toBe(0);
      const orders = await story.orders();
      const ids = new Set(orders.map(({ orderId }) => orderId));
      const page = { ...NET };
      for (const { paidAt, price, refunded } of orders)
        if (paidAt !== null) page[price.currency as 'CNY'] += price.amount - (refunded?.amount ?? 0);
      const booked = () => {
        const book = keepBook(control.reports.get('cn') ?? [], ids);
        const of = (account: 'clearing:sandbox' | 'unapplied', currency: 'CNY' | 'JPY') =>
          balanceOf(book, account, currency).amount;
        return {
          kept: { CNY: of('clearing:sandbox', 'CNY'), JPY: of('clearing:sandbox', 'JPY') },
          unapplied: { CNY: of('unapplied', 'CNY'), JPY: of('unapplied', 'JPY') },
        };
      };
      await expect.poll(booked, { timeout: 20_000 }).toEqual({ kept: page, unapplied: NET });
      expect(await keptByProvider(ids)).toEqual(page);
    }),
    { numRuns: 8, endOnFailure: true },
  );
}, 180_000);
