import type { DeviceId, Pid, Reply, regionPlane } from '@kaitong/contract';
import { noSubscription } from '@kaitong/core';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { listProductDevices } from '../../region/products/product-devices.ts';
import { openDatabase } from '../../store/database.ts';
import { regionSchema } from '../../store/region/migrations.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { recordStatements } from '../../store/testing/statements.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { openPhone, type Phone, pairNew, signUp } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

const MANY = 10_000;
/** As JSON, with everything that a device can have. */
const LARGEST_DEVICE = 800;
const PRODUCT = 'p'.repeat(16) as Pid;
const account = { accountId: `ac${'a'.repeat(18)}` as never, accountName: 'Maker' };

let server: TestDatabase;
let region: TestRegion;
let owner: Phone;

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  owner = await signUp(region, 'wang');
  const { owner_id: id } = await ownerOf((await pairNew(region, owner, PRODUCT)).deviceId);
  // Three of them paired in each millisecond, apart by what only the database sees.
  await sql`INSERT INTO device (device_id, uuid, pid, owner_id, name, paired_at, claim_kind, claim)
    SELECT '6c' || lpad(n::text, 20, '0'), 'u' || lpad(n::text, 19, '0'), ${PRODUCT}, ${id}, 'camera ' || n,
      timestamptz '2026-01-01' + n / 3 * interval '1 millisecond' + (n * 7919 % 1000) * interval '1 microsecond', 'asked', n
    FROM generate_series(1, ${MANY - 1}::int) AS n`.execute(region.context.db);
  await sql`INSERT INTO device_presence (device_id, presence, firmware, sleepy, probe, simulate)
    SELECT device_id, CASE WHEN claim % 100 = 0 THEN 'online' ELSE 'offline' END, '2.3.0', false, true, false
    FROM device WHERE claim IS NOT NULL AND device_id LIKE '6c0000%'`.execute(region.context.db);
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const ownerOf = (deviceId: DeviceId) =>
  region.context.db.selectFrom('device').select('owner_id').where('device_id', '=', deviceId).executeTakeFirstOrThrow();

/** A device that was paired so many minutes after the others of its test. */
async function pairAt(phone: Phone, minute: number): Promise<DeviceId> {
  const { deviceId } = await pairNew(region, phone);
  const pairedAt = new Date(Date.UTC(2026, 1, 1, 0, minute));
  await region.context.db
    .updateTable('device')
    .set({ paired_at: pairedAt })
    .where('device_id', '=', deviceId)
    .execute();
  return deviceId;
}

/** All pages of the owner's list; `between` runs after each but the last. */
async function readOn(phone: Phone, limit: number, between = async (_page: number) => {}) {
  const items: string[] = [];
  const former: string[] = [];
  for (let cursor: string | undefined, page = 0; ; page++) {
    const answer = await phone.listDevices({ query: { limit, ...(cursor === undefined ? {} : { cursor }) } });
    expect(answer.items.length + answer.former.length).toBeLessThanOrEqual(limit);
    items.push(...answer.items.map(({ deviceId }) => deviceId));
    former.push(...answer.former.map(({ deviceId }) => deviceId));
    if (answer.next === null) return { items, former };
    await between(page);
    cursor = answer.next;
  }
}

test.each([20, 200])(
  'of ten thousand devices an owner is sent %i at once, and no more bytes than those have',
  async (limit) => {
    const answer = await fetch(`${region.context.publicUrl}/api/v1/devices?limit=${limit}`, {
      headers: { cookie: owner.cookie() },
    });
    const text = await answer.text();
    expect(JSON.parse(text)).toMatchObject({ former: [], next: expect.any(String) });
    expect(JSON.parse(text).items).toHaveLength(limit);
    expect(text.length).toBeLessThan(limit * LARGEST_DEVICE);
  },
);

test('whoever asks for no pages has as much as one page holds', async () => {
  const { items, next } = await owner.listDevices({});
  expect(items).toHaveLength(200);
  expect(next).not.toBeNull();
});

async function inMilliseconds(): Promise<string[]> {
  const { rows } = await sql<{ device_id: string }>`SELECT device_id FROM device WHERE pid = ${PRODUCT}
    ORDER BY date_trunc('milliseconds', paired_at) DESC, device_id COLLATE "C" DESC`.execute(region.context.db);
  return rows.map((row) => row.device_id);
}

test('page by page an owner has each device once, the newest pairing first', async () => {
  const { items, former } = await readOn(owner, 200);
  expect(items).toHaveLength(MANY);
  expect(new Set(items).size).toBe(MANY);
  expect(former).toEqual([]);
  expect(items).toEqual(await inMilliseconds());
});

test('devices that are paired or removed meanwhile neither repeat others nor hide them', async () => {
  const phone = await signUp(region, 'li');
  const before: string[] = [];
  for (let n = 0; n < 6; n++) before.unshift(await pairAt(phone, n));
  const { items } = await readOn(phone, 2, async (page) => {
    if (page > 0) return;
    await pairAt(phone, 60);
    // The last one of the page, whose place the next one goes on from.
    await phone.removeDevice({ params: { deviceId: before[1] as DeviceId } });
  });
  expect(items).toEqual(before);
});

test('former devices come after all others and count for the limit, and nobody has another’s', async () => {
  const phone = await signUp(region, 'zhao');
  const stranger = await signUp(region, 'sun');
  const { db } = region.context;
  const lost: string[] = [];
  for (let n = 0; n < 3; n++) {
    const deviceId = await pairAt(phone, n);
    lost.unshift(deviceId);
    await sql`UPDATE device SET removed_at = paired_at, ended = 'elsewhere' WHERE device_id = ${deviceId}`.execute(db);
    await sql`INSERT INTO subscription (owner_id, device_id, pid, subscription, key_ends_at)
      SELECT owner_id, device_id, pid, ${JSON.stringify(noSubscription)}, kaitong_now() + interval '1 day'
      FROM device WHERE device_id = ${deviceId}`.execute(db);
  }
  const held = [await pairAt(phone, 61), await pairAt(phone, 60)];
  for (const limit of [1, 2, 3, 4, 5, 200]) expect(await readOn(phone, limit)).toEqual({ items: held, former: lost });
  const { next } = await phone.listDevices({ query: { limit: 1 } });
  const nothing = { items: [], former: [], next: null };
  expect(await stranger.listDevices({ query: { cursor: next ?? '' } })).toEqual(nothing);
  expect(await phone.listDevices({ query: { cursor: 'made up' } })).toEqual(nothing);
  await expect(openPhone(region).listDevices({ query: { limit: 1 } })).rejects.toMatchObject({
    problem: { code: 'not_signed_in' },
  });
});

type Body = Partial<Parameters<TestRegion['plane']['listProductDevices']>[0]['body']>;
const listed = async (body: Body) =>
  (await region.plane.listProductDevices({ body: { pids: [PRODUCT], accountId: account.accountId, ...body } })).items;

test('control reads a product’s devices page by page too, narrowed to what is asked for', async () => {
  const found: Reply<typeof regionPlane.listProductDevices>['items'] = [];
  const sizes = [1, 2, 3, 4, 5, 997]; // pages end at each place within a millisecond
  for (let n = 0, page = await listed({ limit: 1 }); page.length > 0; n++) {
    found.push(...page);
    const { pairedAt, deviceId } = page.at(-1) ?? { pairedAt: '', deviceId: '' as DeviceId };
    page = await listed({ limit: sizes[n % sizes.length] ?? 1, after: { pairedAt, deviceId } });
  }
  expect(found.map(({ deviceId }) => deviceId)).toEqual(await inMilliseconds());
  expect((await listed({})).length).toBe(1000);
  const there = await listed({ only: 'to_verify' });
  expect(there).toHaveLength(Math.floor((MANY - 1) / 100));
  expect(new Set(there.map(({ presence }) => presence))).toEqual(new Set(['online']));
  expect(await listed({ only: 'testers' })).toEqual([]);
  const { code } = await owner.createTesterCode({});
  await region.plane.redeemTesterCode({ body: { code, ...account } });
  expect(await listed({ only: 'testers', limit: 2 })).toHaveLength(2);
});

type PlanNode = { 'Actual Rows': number; 'Actual Loops': number; Plans?: PlanNode[] };
const mostRows = (node: PlanNode): number =>
  Math.max(node['Actual Rows'] * node['Actual Loops'], ...(node.Plans ?? []).map(mostRows));

test('a page of a product’s devices touches about as many rows as it has, however many devices there are', async () => {
  await using stack = new AsyncDisposableStack();
  const own = openDatabase<RegionTables>(server.connection, regionSchema('cn'), () => {}, { poolSize: 1 });
  stack.defer(() => own.close());
  await sql`ANALYZE device, device_presence`.execute(own.db);
  const statements = recordStatements(own);
  const last = (await listed({ limit: 1000 })).at(-1);
  const after = last && { pairedAt: last.pairedAt, deviceId: last.deviceId };
  for (const place of [{}, { after }]) {
    const body = { pids: [PRODUCT], accountId: account.accountId, limit: 50, ...place };
    statements.take();
    const { items } = await listProductDevices({ ...region.context, db: own.db }, { body } as never);
    expect(items).toHaveLength(50);
    const reads = statements.take().filter(({ text }) => text.startsWith('select'));
    expect(reads.length).toBeGreaterThan(0);
    for (const { text, values } of reads) {
      const { rows } = await own.pool.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, [...values]);
      expect(mostRows(rows[0]['QUERY PLAN'][0].Plan), text).toBeLessThan(200);
    }
  }
});
