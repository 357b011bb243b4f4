// What owners are entitled to, over any sequence of buying, queueing, using now, refunding, expiring, removing, and
// callbacks that come twice, late or in another order, against a model that only knows rows and queues.
import { days, minutes, type OrderId } from '@kaitong/contract';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sandboxSecrets } from '../../region/payments/sandbox-provider.ts';
import { ownRefundId } from '../../region/selling/orders/refund-id.ts';
import { signalOrder } from '../../region/selling/orders/signal-order.ts';
import { regionHooks } from '../../region/work.ts';
import { type Event, sign } from '../../sandbox-provider/protocol.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { codeOf, type Phone, signUp } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';
import { CATALOGUE, type Device, EVENT7, newDevice, requestId } from '../testing/shop.ts';

let server: TestDatabase;
let region: TestRegion;
beforeAll(async () => {
  server = await startTestDatabase();
  // Nothing happens by itself: every message is one that the story sends.
  region = await openTestRegion(server, { hooks: regionHooks });
  await region.plane.publishCatalogue({ body: CATALOGUE });
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const PRICE = 1000;

type Step =
  | { do: 'order'; use: 'now' | 'queue' }
  | { do: 'pay'; order: number; payment: number; made: 'in time' | 'late'; amount: number }
  | { do: 'cancel' | 'refund' | 'confirm'; order: number }
  | { do: 'expire' | 'wait' | 'remove'; order?: never };

const order = fc.nat({ max: 3 });
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('order' as const), use: fc.constantFrom('now', 'queue') }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant('pay' as const),
      order,
      payment: fc.nat({ max: 1 }),
      made: fc.constantFrom('in time', 'late'),
      amount: fc.constantFrom(PRICE, PRICE, PRICE, PRICE - 1),
    }),
  },
  { weight: 5, arbitrary: fc.record({ do: fc.constantFrom('cancel', 'refund', 'confirm', 'confirm'), order }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constantFrom('expire', 'wait', 'wait') }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('remove' as const) }) },
) as fc.Arbitrary<Step>;

type Modelled = {
  id: OrderId;
  use: 'now' | 'queue';
  expiresAt: number;
  state: 'created' | 'paid' | 'cancelled' | 'expired' | 'refunded';
  paidBy: string | undefined;
  stray: string[];
  asked: boolean;
};

/** One owner with one device: what should be, beside what is. */
class Story {
  readonly orders: Modelled[] = [];
  /** Orders whose time is to come, the running one first. No story is so long that a month ends in it. */
  queue: OrderId[] = [];
  removed = false;
  readonly phone: Phone;
  readonly device: Device;
  constructor(phone: Phone, device: Device) {
    this.phone = phone;
    this.device = device;
  }

  async play(what: Step): Promise<void> {
    if (what.do === 'order') return await this.order(what.use);
    if (what.do === 'wait') return await region.clock.advance(days(1));
    if (what.do === 'expire') return await this.expire();
    if (what.do === 'remove') return await this.remove();
    const modelled = this.orders[what.order ?? -1];
    if (!modelled) return;
    if (what.do === 'pay') await this.pay(modelled, what);
    if (what.do === 'cancel') await this.cancel(modelled);
    if (what.do === 'refund') await this.refund(modelled);
    if (what.do === 'confirm') await this.confirm(modelled);
  }

  private async order(use: 'now' | 'queue'): Promise<void> {
    const body = { requestId: requestId(), deviceId: this.device.deviceId, purchase: { planId: EVENT7 }, use };
    if (this.removed) return expect(await codeOf(this.phone.createOrder({ body }))).toBe('not_found');
    const { orderId: id, expiresAt } = await this.phone.createOrder({ body });
    this.orders.push({
      id,
      use,
      expiresAt: Date.parse(expiresAt),
      state: 'created',
      paidBy: undefined,
      stray: [],
      asked: false,
    });
  }

  private async pay(one: Modelled, { payment, made, amount }: Extract<Step, { do: 'pay' }>): Promise<void> {
    const paymentId = `payment-${one.id}-${payment}`;
    const at = one.expiresAt + (made === 'late' ? 1000 : -1000);
    expect(await this.tell(one, { type: 'payment.succeeded', paymentId, amount, at })).toBe(200);
    if (one.paidBy === paymentId || one.stray.includes(paymentId)) return;
    const isOpen = made === 'in time' && (one.state === 'created' || one.state === 'expired');
    if (!isOpen || this.removed || amount !== PRICE) return void one.stray.push(paymentId);
    Object.assign(one, { state: 'paid', paidBy: paymentId });
    this.queue = one.use === 'now' ? [one.id, ...this.queue] : [...this.queue, one.id];
  }

  private async cancel(one: Modelled): Promise<void> {
    const code = await codeOf(this.phone.cancelOrder({ params: { orderId: one.id } }));
    expect(code).toBe(one.state === 'paid' || one.state === 'refunded' ? 'order_not_open' : 'ok');
    if (one.state === 'created') one.state = 'cancelled';
  }

  private async refund(one: Modelled): Promise<void> {
    const code = await codeOf(this.phone.refundOrder({ params: { orderId: one.id } }));
    if (one.state !== 'paid' && one.state !== 'refunded') return expect(code).toBe('order_not_paid');
    expect(code).toBe('ok');
    one.asked = true;
    this.queue = this.queue.filter((id) => id !== one.id);
  }

  /** The provider says that it has given back what was asked for; before that was, it cannot be true yet. */
  private async confirm(one: Modelled): Promise<void> {
    const { refunds } = await this.row(one);
    const amount = refunds[0]?.amount.amount ?? PRICE;
    if (one.paidBy !== undefined && !one.asked) return;
    const refundReference = `${one.id}.${ownRefundId(one.id)}`;
    const paymentId = one.paidBy ?? `payment-${one.id}-untold`;
    const told = { type: 'refund.succeeded', paymentId, amount, refundReference } as const;
    expect(await this.tell(one, { ...told, at: one.expiresAt })).toBe(one.paidBy === undefined ? 409 : 200);
    if (one.paidBy !== undefined && amount === PRICE) one.state = 'refunded';
  }

  private async expire(): Promise<void> {
    await region.clock.advance(minutes(31));
    for (const one of this.orders.filter(({ state }) => state === 'created')) {
      await region.context.db.transaction().execute((trx) => signalOrder(trx, one.id, { type: 'deadline' }));
      one.state = 'expired';
    }
  }

  private async remove(): Promise<void> {
    if (this.removed) return;
    await this.phone.removeDevice({ params: { deviceId: this.device.deviceId } });
    this.removed = true;
    this.queue = [];
    for (const one of this.orders) {
      if (one.state === 'created') one.state = 'cancelled';
      if (one.state === 'paid') one.asked = true;
    }
  }

  private async tell(
    { id: reference }: Modelled,
    { amount, at, refundReference = null, ...event }: Telling,
  ): Promise<number> {
    const { publicUrl, secrets, region: name, clock } = region.context;
    const told: Event = {
      ...event,
      id: requestId(),
      reference,
      refundReference,
      mandate: null,
      amount: { amount, currency: 'CNY' },
      at: new Date(at).toISOString(),
    };
    const body = JSON.stringify(told);
    const headers = sign(sandboxSecrets(secrets, name)[0], body, clock.now());
    const response = await fetch(`${publicUrl}/pay/callbacks/sandbox`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    await response.arrayBuffer();
    return response.status;
  }

  row({ id }: Modelled) {
    return region.context.db.selectFrom('owner_order').selectAll().where('id', '=', id).executeTakeFirstOrThrow();
  }

  async check(): Promise<void> {
    const bought = await region.context.db
      .selectFrom('subscription')
      .select(['subscription', sql<Date>`kaitong_now()`.as('now')])
      .where('device_id', '=', this.device.deviceId)
      .executeTakeFirst();
    const coming = bought?.subscription.slices.filter(({ endsAt }) => endsAt > bought.now.getTime()) ?? [];
    expect([...new Set(coming.map(({ orderId }) => orderId))]).toEqual(this.queue);
    for (const one of this.orders) {
      const row = await this.row(one);
      expect({ state: row.state, paidBy: row.paid_by ?? undefined }).toEqual({ state: one.state, paidBy: one.paidBy });
      expect(row.stray.map(({ paymentId }) => paymentId)).toEqual(one.stray);
    }
  }

  /** Control hears of each thing once. */
  async checkReports(): Promise<void> {
    const { rows } = await sql<{ id: string; type: string; told: number }>`
      SELECT data->>'orderId' AS id, data->>'type' AS type, count(*) AS told FROM topic_entry
      WHERE topic = 'sales' GROUP BY 1, 2`.execute(region.context.db);
    for (const { id, paidBy, stray } of this.orders) {
      const told = (type: string) => rows.find((row) => row.id === id && row.type === type)?.told ?? 0;
      expect([told('order.paid'), told('payment.stray')]).toEqual([paidBy === undefined ? 0 : 1, stray.length]);
    }
  }
}

type Telling = Pick<Event, 'type' | 'paymentId'> & { amount: number; at: number; refundReference?: string | null };

test('an owner has what was paid for and not taken back, in its order, whatever the provider’s messages do', async () => {
  let n = 0;
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 18, size: 'max' }), async (steps) => {
      await sql`DELETE FROM rate_limit`.execute(region.context.db);
      const phone = await signUp(region, `owner-${++n}`);
      const story = new Story(phone, await newDevice(region, phone));
      for (const what of [{ do: 'order', use: 'queue' } as const, ...steps]) {
        await story.play(what);
        await story.check();
      }
      await story.checkReports();
    }),
    { numRuns: 15, interruptAfterTimeLimit: 40_000, markInterruptAsFailure: false },
  );
}, 60_000);
