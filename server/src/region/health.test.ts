import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestRegion, type TestRegion } from '../http/testing/region.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';
import { append } from '../store/topics.ts';
import { getHealth } from './health.ts';

let server: TestDatabase;
let region: TestRegion;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, {});
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

test('a region counts what is there now: devices, subscriptions in force, bytes of footage, and what control has not heard', async () => {
  const { context } = region;
  expect(await getHealth(context)).toMatchObject({ devices: 0, online: 0, subscriptions: 0, footageBytes: 0 });
  const { db } = context;
  await sql`
    WITH made AS (
      INSERT INTO device (device_id, uuid, pid, owner_id, name, paired_at, removed_at)
      SELECT 'd' || n, 'u' || n, 'p', 'o', 'x', kaitong_now(), CASE n WHEN 3 THEN kaitong_now() END
      FROM generate_series(1, 3) n RETURNING device_id)
    INSERT INTO device_presence (device_id, presence, sleepy, probe)
    SELECT device_id, CASE device_id WHEN 'd1' THEN 'online' ELSE 'offline' END, false, false FROM made`.execute(db);
  await sql`
    INSERT INTO subscription (owner_id, device_id, pid, subscription, ends_at)
    SELECT 'o', 'd' || n, 'p', '{}', kaitong_now() + (n - 2) * interval '1 day' + interval '1 hour'
    FROM generate_series(1, 2) n`.execute(db);
  await sql`
    INSERT INTO footage_total (retention_class, day, shard, bytes)
    SELECT 'event7', 20000, n, 5000000000 FROM generate_series(1, 2) n`.execute(db);
  await append(db, 'sales', { n: 1 });
  expect(await getHealth(context)).toEqual({
    devices: 2,
    online: 1,
    subscriptions: 1,
    footageBytes: 10_000_000_000,
    judgeQueue: 0,
    decoder: null,
    unreported: 1,
    hours: expect.any(Array),
    reconciled: null,
    move: null,
    clockSkewMs: 0,
    storage: { isFull: false, freeBytes: expect.any(Number), leastFreeBytes: expect.any(Number) },
    keys: 'well',
    certificate: null,
  });
});
