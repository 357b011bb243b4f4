import { hours, minutes } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { codeOf, openPhone, signUp } from '../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../http/testing/region.ts';
import { becomes, CATALOGUE, EVENT7, newDevice, once, payAt, requestId } from '../http/testing/shop.ts';
import { newApplicationId } from '../secrets/new-ids.ts';
import { findDeadline } from '../store/deadlines.ts';
import { takeRate } from '../store/rate-limits.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';
import { acknowledge, append, lastSeq, readAfter } from '../store/topics.ts';
import { keepHour, listHours } from './figures/hours.ts';
import { getHealth } from './health.ts';
import { runOutbox } from './verification/report.ts';

let server: TestDatabase;
let region: TestRegion;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { runs: true });
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

/** Lets time pass, and waits until the hourly round that is due then is over. */
async function pass(age: ReturnType<typeof hours>): Promise<void> {
  const { context, clock } = region;
  const before = await findDeadline(context.db, 'device.tidy', 'all');
  await clock.advance(age);
  await vi.waitFor(
    async () => {
      const next = await findDeadline(context.db, 'device.tidy', 'all');
      expect(next?.getTime()).toBeGreaterThan(before?.getTime() ?? 0);
      expect(next?.getTime()).toBeGreaterThan(clock.now().getTime());
    },
    { timeout: 30_000 },
  );
}

const count = async (table: string): Promise<number> => {
  const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM ${sql.table(table)}`.execute(
    region.context.db,
  );
  return rows[0]?.n ?? 0;
};

test('an outbox keeps what control has not acknowledged, what is young, and its counter', async () => {
  const { db } = region.context;
  const [done, open] = [runOutbox(newApplicationId()), runOutbox(newApplicationId())];
  for (const topic of [done, open]) for (const n of [1, 2]) await append(db, topic, { n });
  await append(db, 'other:1', {});
  await acknowledge(db, done, 2);
  await acknowledge(db, open, 1);
  await acknowledge(db, 'other:1', 1);
  await pass(hours(23));
  expect(await count('topic_entry')).toBe(5);
  await pass(hours(2));
  expect(await readAfter(db, done, 0)).toEqual([]);
  expect(await readAfter(db, open, 0)).toMatchObject([{ seq: 2, data: { n: 2 } }]);
  expect(await readAfter(db, 'other:1', 0)).toHaveLength(1);
  expect(await lastSeq(db, done)).toBe(2);
  await append(db, done, {});
  expect(await lastSeq(db, done)).toBe(3);
});

test('sessions, pairing tokens, tester codes and counted tries go when they have expired', async () => {
  const { db } = region.context;
  const phone = await signUp(region, 'tidy');
  await phone.createPairingToken({});
  await phone.createTesterCode({});
  await takeRate(db, 'some key', { limit: 3, window: minutes(5) });
  const session = phone.cookie();
  expect(await count('login_session')).toBe(1);
  await pass(hours(2));
  expect([await count('pairing_token'), await count('tester_code'), await count('rate_limit')]).toEqual([0, 0, 0]);
  expect(await count('login_session')).toBe(1);
  await openPhone(region, { cookie: session }).getOwner({});
  await pass(hours(24 * 60));
  expect(await count('login_session')).toBe(0);
  expect(await count('login_user')).toBe(1);
});

test('a command is kept for a week after it expired, a picture signature for 30 days, a fingerprint for two years', async () => {
  const { db } = region.context;
  await sql`INSERT INTO command (id, device_id, name, payload, expires_at)
            VALUES ('cm1', 'd', 'ping', '{}', kaitong_now() + interval '1 minute')`.execute(db);
  await sql`INSERT INTO fingerprint (fingerprint, event_id) VALUES ('f', 'ev1')`.execute(db);
  await sql`INSERT INTO signature (event_id, device_id, account_id, cells) VALUES ('ev1', 'd', 'ac', '')`.execute(db);
  await pass(hours(24 * 6));
  expect(await count('command')).toBe(1);
  await pass(hours(24 * 2));
  expect(await count('command')).toBe(0);
  await pass(hours(24 * 21));
  expect(await count('signature')).toBe(1);
  await pass(hours(24 * 2));
  expect(await count('signature')).toBe(0);
  await pass(hours(24 * 697));
  expect(await count('fingerprint')).toBe(1);
  await pass(hours(24 * 3));
  expect(await count('fingerprint')).toBe(0);
});

test('an order that was left half way goes a week after its end, one that was paid or only ordered does not', async () => {
  const buyer = await signUp(region, 'buyer');
  await region.plane.publishCatalogue({ body: CATALOGUE });
  const { deviceId } = await newDevice(region, buyer);
  const ordering = (purchase: { planId: typeof EVENT7 } | { trial: true }) =>
    buyer.createOrder({ body: { requestId: requestId(), deviceId, purchase } });
  expect(await codeOf(ordering({ trial: true }))).toBe('control_unreachable');
  const [bought, left] = [await ordering({ planId: EVENT7 }), await ordering({ planId: EVENT7 })];
  await payAt(bought.checkoutUrl);
  await payAt(left.checkoutUrl, { act: 'refuse' });
  await becomes(region, buyer, bought.orderId, 'paid');
  await pass(hours(25));
  expect(await count('owner_order')).toBe(3);
  await pass(hours(24 * 7));
  expect(await count('owner_order')).toBe(2);
  await pass(hours(24 * 30));
  expect(await count('owner_order')).toBe(2);
});

test('an order that nobody paid goes 45 days after its end; one for which any money came stays, and is found', async () => {
  const { db } = region.context;
  await sql`DELETE FROM owner_order`.execute(db);
  const buyer = await signUp(region, 'window-shopper');
  const { deviceId } = await newDevice(region, buyer);
  const order = () => buyer.createOrder({ body: { requestId: requestId(), deviceId, purchase: { planId: EVENT7 } } });
  const [bought, expired, cancelled, short] = [await order(), await order(), await order(), await order()];
  await payAt(bought.checkoutUrl);
  await payAt(expired.checkoutUrl, { act: 'refuse' });
  await buyer.cancelOrder({ params: cancelled });
  await payAt(short.checkoutUrl, { act: 'short' });
  /** The payments of another sum, once there are so many: their callbacks come when they come. */
  const strays = (many: number) =>
    once(region.context, async () => {
      const row = await db.selectFrom('owner_order').select('stray').where('id', '=', short.orderId).executeTakeFirst();
      return row && row.stray.length >= many ? row.stray : undefined;
    });
  await becomes(region, buyer, bought.orderId, 'paid');
  await strays(1);
  const left = async () =>
    (await db.selectFrom('owner_order').select('id').orderBy('id').execute()).map(({ id }) => id);
  await pass(hours(24 * 44));
  // The end of the other was due meanwhile as well, and asks the provider first.
  await once(region.context, async () => {
    const ended = db
      .selectFrom('owner_order')
      .select('id')
      .where('id', '=', expired.orderId)
      .where('state', '=', 'expired');
    return await ended.executeTakeFirst();
  });
  expect(await left()).toHaveLength(4);
  await pass(hours(24 * 2));
  expect(await left()).toEqual([bought.orderId, short.orderId].sort());
  await payAt(short.checkoutUrl);
  expect(await strays(2)).toHaveLength(2);
});

test('what is counted is kept once for each hour, for a day', async () => {
  const { context } = region;
  const { db } = context;
  await pass(hours(1));
  const [before] = (await listHours(db)).slice(-1);
  await sql`
    WITH made AS (
      INSERT INTO device (device_id, uuid, pid, owner_id, name, paired_at)
      VALUES ('counted', 'counted', 'p', 'o', 'x', kaitong_now()) RETURNING device_id)
    INSERT INTO device_presence (device_id, presence, sleepy, probe)
    SELECT device_id, 'offline', false, false FROM made`.execute(db);
  // The same hour is not counted again.
  await keepHour(db);
  expect((await listHours(db)).at(-1)).toEqual(before);
  await pass(hours(1));
  const kept = await listHours(db);
  expect(kept.at(-1)).toMatchObject({ devices: (before?.devices ?? 0) + 1, online: 0 });
  const [last, one] = [kept.at(-1), kept.at(-2)].map((hour) => Date.parse(hour?.hour ?? ''));
  expect((last ?? 0) - (one ?? 0)).toBe(hours(1));
  expect((last ?? 0) % hours(1)).toBe(0);
  expect((await getHealth(context)).hours).toEqual(kept);
  await pass(hours(23));
  expect(await listHours(db)).toMatchObject([kept.at(-1), {}]);
  await pass(hours(1));
  expect(await count('region_hour')).toBe(2);
});
