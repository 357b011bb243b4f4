import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../database.ts';
import { findDeadline } from '../deadlines.ts';
import { migrate } from '../migrate.ts';
import { sandboxMigrations, sandboxSchema } from '../sandbox/migrations.ts';
import type { SandboxTables } from '../sandbox/tables.ts';
import { startTestDatabase, type TestDatabase } from '../testing.ts';
import { regionMigrations, regionSchema } from './migrations.ts';

const MOVED = '0600_sandbox_moved';

let server: TestDatabase;
let region: Database<unknown>;
let sandbox: Database<SandboxTables>;
beforeAll(async () => {
  server = await startTestDatabase({ empty: true });
  region = openDatabase(server.connection, regionSchema('cn'), () => {});
  sandbox = openDatabase(server.connection, sandboxSchema('cn'), () => {});
});
afterAll(async () => {
  await Promise.all([region.close(), sandbox.close()]);
  await server[Symbol.asyncDispose]();
});

test('what the sandbox kept in a region’s schema moves to its own, with what it was about to do, and leaves nothing', async () => {
  const all = Object.entries(regionMigrations('cn'));
  const before = Object.fromEntries(all.filter(([name]) => name < MOVED));
  await migrate(region.db, regionSchema('cn'), before);
  await sql`
    INSERT INTO sandbox_checkout (id, reference, amount, currency, description, expires_at, callback_url, return_url)
    VALUES ('c1', 'or1', 1000, 'CNY', 'one', kaitong_now(), 'http://a.example', 'http://b.example')`.execute(region.db);
  await sql`
    INSERT INTO sandbox_payment (id, checkout_id, amount, currency, state, keeps_money)
    VALUES ('p1', 'c1', 1000, 'CNY', 'paid', true)`.execute(region.db);
  await sql`
    INSERT INTO sandbox_refund (reference, payment_id, amount, state, tries) VALUES ('r1', 'p1', 400, 'failed', 2)
  `.execute(region.db);
  await sql`
    INSERT INTO sandbox_callback (id, checkout_id, url, body, tries) VALUES ('m1', 'c1', 'http://a.example', '{}', 3)
  `.execute(region.db);
  await sql`
    INSERT INTO deadline (kind, subject, due_at) VALUES
      ('sandbox.callback', 'm1', kaitong_now()), ('sandbox.refund', 'r1', kaitong_now()), ('payment.refund', 'or1', kaitong_now())
  `.execute(region.db);

  await migrate(sandbox.db, sandboxSchema('cn'), sandboxMigrations('cn'));
  expect(await migrate(region.db, regionSchema('cn'), regionMigrations('cn'))).toContain(MOVED);

  const { db } = sandbox;
  expect(await db.selectFrom('checkout').selectAll().execute()).toMatchObject([{ id: 'c1', reference: 'or1' }]);
  expect(await db.selectFrom('payment').selectAll().execute()).toMatchObject([{ id: 'p1', keeps_money: true }]);
  expect(await db.selectFrom('refund').selectAll().execute()).toMatchObject([
    { amount: 400, state: 'failed', tries: 2 },
  ]);
  expect(await db.selectFrom('callback').selectAll().execute()).toMatchObject([{ id: 'm1', tries: 3, taken_at: null }]);
  for (const [kind, subject] of [['callback', 'm1'] as const, ['refund', 'r1'] as const])
    expect(await findDeadline(db, kind, subject)).toBeInstanceOf(Date);

  const { rows: tables } = await sql`
    SELECT tablename FROM pg_tables WHERE schemaname = 'region_cn' AND tablename LIKE '%sandbox%'`.execute(region.db);
  expect(tables).toEqual([]);
  const { rows: kinds } =
    await sql`SELECT kind FROM deadline WHERE kind LIKE 'sandbox%' OR kind LIKE 'payment%'`.execute(region.db);
  expect(kinds).toEqual([{ kind: 'payment.refund' }]);
});
