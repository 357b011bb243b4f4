import { minutes } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { sandboxSecrets } from '../../region/payments/sandbox-provider.ts';
import { type Event, sign } from '../../sandbox-provider/protocol.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { type Phone, signUp } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';
import { CATALOGUE, EVENT7, newDevice, requestId } from '../testing/shop.ts';

let server: TestDatabase;
let region: TestRegion;
let wang: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  await region.plane.publishCatalogue({ body: CATALOGUE });
  wang = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

async function newOrder(name = 'camera') {
  const { deviceId } = await newDevice(region, wang);
  await wang.updateDevice({ params: { deviceId }, body: { name } });
  return await wang.createOrder({ body: { requestId: requestId(), deviceId, purchase: { planId: EVENT7 } } });
}

type Sent = { provider?: string; secret?: Uint8Array; sentAt?: Date; body?: string; headers?: Record<string, string> };

/** One callback, signed as it should be where the test does not say otherwise. */
async function callBack(event: Partial<Event>, sent: Sent = {}): Promise<number> {
  const { publicUrl, secrets, region: name, clock } = region.context;
  const told = {
    id: requestId(),
    type: 'payment.succeeded',
    paymentId: 'payment-1',
    amount: { amount: 1000, currency: 'CNY' },
    at: clock.now().toISOString(),
    refundReference: null,
    ...event,
  };
  const body = JSON.stringify(told);
  const { provider = 'sandbox', secret = sandboxSecrets(secrets, name)[0], sentAt = clock.now() } = sent;
  const response = await fetch(`${publicUrl}/pay/callbacks/${provider}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...sign(secret, body, sentAt), ...sent.headers },
    body: sent.body ?? body,
  });
  await response.arrayBuffer();
  return response.status;
}

test('a callback that is not the provider’s, or an old one sent again, changes nothing', async () => {
  const { orderId } = await newOrder();
  const event = { reference: orderId };
  const { clock } = region.context;
  const ago = (ms: number) => new Date(clock.now().getTime() - ms);
  expect(await callBack(event, { secret: new Uint8Array(32) })).toBe(401);
  expect(await callBack(event, { body: JSON.stringify({ ...event, paymentId: 'changed' }) })).toBe(401);
  expect(await callBack(event, { sentAt: ago(minutes(6)) })).toBe(401);
  expect(await callBack(event, { sentAt: ago(-minutes(6)) })).toBe(401);
  expect(await callBack(event, { headers: { 'x-sandbox-timestamp': 'soon' } })).toBe(401);
  expect(await callBack(event, { provider: 'another' })).toBe(404);
  expect(await callBack({ reference: 'not an order' })).toBe(401);
  expect((await wang.getOrder({ params: { orderId } })).state).toBe('created');
});

test('a callback that cannot be true yet is to be sent again, one that is told twice is taken twice', async () => {
  const { orderId: reference } = await newOrder();
  const refund = { reference, type: 'refund.succeeded', refundReference: `${reference}.rf${'0'.repeat(18)}` } as const;
  expect(await callBack(refund)).toBe(409);
  expect(await callBack({ reference: `or${'0'.repeat(18)}` })).toBe(409);
  expect([await callBack({ reference }), await callBack({ reference })]).toEqual([200, 200]);
  expect(await callBack(refund)).toBe(200);
  expect(await wang.getOrder({ params: { orderId: reference } })).toMatchObject({ state: 'refunded' });
});

test('a second payment that the provider gives back by itself leaves the order paid with the first', async () => {
  const { orderId: reference } = await newOrder();
  const disputed = { reference, type: 'refund.succeeded', paymentId: 'payment-2', refundReference: 'dispute' } as const;
  expect(await callBack({ reference, paymentId: 'payment-1' })).toBe(200);
  expect(await callBack(disputed)).toBe(409); // of a payment that nobody has told of
  expect(await callBack({ reference, paymentId: 'payment-2' })).toBe(200);
  expect([await callBack(disputed), await callBack(disputed)]).toEqual([200, 200]);
  expect(await wang.getOrder({ params: { orderId: reference } })).toMatchObject({ state: 'paid', refunded: null });
  const { items } = await wang.listOrders({ query: {} });
  const { deviceId } = items.find(({ orderId }) => orderId === reference) ?? {};
  expect(await wang.getSubscription({ params: { deviceId: deviceId as never } })).toMatchObject({ state: 'active' });
});

test('the sandbox takes orders and refunds from its merchant alone', async () => {
  for (const path of ['checkouts', 'refunds']) {
    const response = await fetch(`${region.context.publicUrl}/pay/sandbox/${path}`, { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
    await response.arrayBuffer();
  }
});

test('a checkout takes some tries and no flood of payments, each of which would stand in the books for good', async () => {
  const { checkoutUrl } = await newOrder();
  const pay = async () => {
    const body = new URLSearchParams({ act: 'twice' });
    return (await fetch(checkoutUrl ?? '', { method: 'POST', redirect: 'manual', body })).status;
  };
  const answers = await Promise.all(Array.from({ length: 30 }, pay));
  expect([...new Set(answers)].sort()).toEqual([303, 429]);
  const { rows } = await sql<{ n: number }>`
    SELECT count(*)::int AS n FROM payment GROUP BY checkout_id ORDER BY 1 DESC LIMIT 1`.execute(region.sandbox.db);
  expect(rows).toEqual([{ n: 20 }]);
  expect(await pay()).toBe(429);
});

test('its page says that it is a sandbox in both languages, runs nothing and escapes what it shows', async () => {
  const { checkoutUrl } = await newOrder('<script>alert(1)</script>');
  const zh = await fetch(`${checkoutUrl}?lang=zh-CN`);
  const text = await zh.text();
  expect(text).toContain('这是测试用的支付页面');
  expect(text).not.toContain('<script');
  expect(zh.headers.get('content-security-policy')).toMatch(
    /^default-src 'none'; style-src 'self' 'sha256-[^']+'; font-src 'self'; form-action/,
  );
  expect(await (await fetch(`${checkoutUrl}?lang=en`)).text()).toContain('No money is taken');
  for (const id of ['x', '%00']) expect((await fetch(`${checkoutUrl}${id}`)).status).toBe(404);
  const nonsense = await fetch(checkoutUrl ?? '', { method: 'POST', body: new URLSearchParams({ act: 'steal' }) });
  expect(nonsense.status).toBe(422);
});
