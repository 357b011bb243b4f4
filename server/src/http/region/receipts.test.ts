import type { OrderId } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openShop, type Shop } from '../testing/open-shop.ts';
import { openPhone, type Phone, signUp } from '../testing/people.ts';
import { becomes, EVENT7, newDevice, once, payAt, requestId } from '../testing/shop.ts';

let shop: Shop;
let region: Shop['region'];
let wang: Phone;
beforeAll(async () => {
  shop = await openShop();
  ({ region } = shop);
  wang = await signUp(region, 'wang');
});
afterAll(() => shop?.[Symbol.asyncDispose]());
beforeEach(async () => void (await sql`DELETE FROM rate_limit`.execute(region.context.db)));

async function read(phone: Phone, orderId: OrderId, query = 'lang=en') {
  const url = `${region.context.publicUrl}/api/v1/orders/${orderId}/receipt?${query}`;
  const response = await fetch(url, { headers: { cookie: phone.cookie() } });
  return { status: response.status, headers: response.headers, text: await response.text() };
}

async function order(name = 'camera') {
  const device = await newDevice(region, wang);
  await wang.updateDevice({ params: { deviceId: device.deviceId }, body: { name } });
  const purchase = { planId: EVENT7 };
  return await wang.createOrder({ body: { requestId: requestId(), deviceId: device.deviceId, purchase } });
}
async function buy(name?: string) {
  const made = await order(name);
  await payAt(made.checkoutUrl);
  return await becomes(region, wang, made.orderId, 'paid');
}

test('a receipt says what was paid for what, to whom and when, in both languages and the reader’s time zone', async () => {
  const { orderId, paidAt } = await buy('<b>Door & hall');
  const english = await read(wang, orderId, 'lang=en&tz=Asia/Shanghai');
  expect(english.status).toBe(200);
  expect(english.headers.get('content-security-policy')).toMatch(/^default-src 'none'/);
  expect(english.headers.get('cache-control')).toBe('private, no-store');
  for (const text of [
    orderId,
    'Project manager Li',
    'CN¥10.00',
    'Event recording, kept 7 days, 1 month',
    '&#60;b&#62;',
  ])
    expect(english.text).toContain(text);
  expect(english.text).not.toContain('<b>Door');
  const inShanghai = new Date(Date.parse(String(paidAt)) + 8 * 3_600_000).toISOString().slice(0, 16).replace('T', ' ');
  expect(english.text).toContain(`${inShanghai} (Asia/Shanghai)`);
  const chinese = await read(wang, orderId, 'lang=zh-CN&tz=nowhere');
  expect(chinese.text).toContain('不能代替发票');
  expect(chinese.text).toContain('(UTC)');
});

test('a receipt tells what came back, and can be saved as a file', async () => {
  const { orderId } = await buy();
  await wang.refundOrder({ params: { orderId } });
  await once(region.context, async () =>
    (await wang.getOrder({ params: { orderId } })).refunded === null ? undefined : true,
  );
  const { refunded } = await wang.getOrder({ params: { orderId } });
  const kept = await read(wang, orderId, 'lang=en&save=1');
  expect(kept.headers.get('content-disposition')).toContain(`kaitong-${orderId}.html`);
  expect(kept.text).toContain(`-CN¥${((refunded?.amount ?? 0) / 100).toFixed(2)}`);
});

test('only who is signed in and may see the order gets its receipt, and only of what was paid', async () => {
  const { orderId, deviceId } = await buy();
  expect((await read(openPhone(region), orderId)).status).toBe(401);
  const zhao = await signUp(region, 'zhao');
  const refused = await read(zhao, orderId);
  expect([refused.status, refused.text.includes(orderId)]).toEqual([404, false]);
  expect((await read(wang, 'nonsense' as OrderId)).status).toBe(404);
  expect((await read(wang, (await order()).orderId)).text).not.toContain('CN¥10.00');

  const member = async (name: string, right: 'pay' | 'watch') => {
    const phone = await signUp(region, name);
    const { url } = await wang.createHouseholdInvitation({ body: { cameras: [{ deviceId, rights: [right] }] } });
    await phone.acceptHouseholdInvitation({ body: { token: new URL(url).hash.slice(1) } });
    return phone;
  };
  expect((await read(await member('payer', 'pay'), orderId)).text).toContain('CN¥10.00');
  const watcher = await read(await member('watcher', 'watch'), orderId);
  expect([watcher.status, watcher.text.includes('10.00')]).toEqual([404, false]);
});
