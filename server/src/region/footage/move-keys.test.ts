import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DeviceId, OwnerId, Region } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { silentLog } from '../../log.ts';
import { openKeys } from '../../planes/open-keys.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { regionMigrations } from '../../store/region/migrations.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { keyName } from './key-names.ts';
import { needsKeys } from './move-keys.ts';

const region = Region.parse('cn');
const owned = { ownerId: OwnerId.parse('ac0123456789abcdefgh'), deviceId: DeviceId.parse('6c0123456789abcdefghij') };

let folder: string;
let server: TestDatabase;
let database: Database<RegionTables>;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-move-'));
  server = await startTestDatabase({ empty: true });
  database = openDatabase<RegionTables>(server.connection, 'region_cn', () => {});
});
afterAll(async () => {
  await database.close();
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

test('keys that an older release kept in the database move to the key store, and leave no page behind', async () => {
  const { db } = database;
  const all = Object.entries(regionMigrations(region));
  await migrate(db, 'region_cn', Object.fromEntries(all.filter(([name]) => name < '0904_keys_leave')));
  await sql`
    INSERT INTO footage_key (id, owner_id, device_id, wrapped, destroyed_at) VALUES
      ('fkold', ${owned.ownerId}, ${owned.deviceId}, NULL, now()),
      ('fknew', ${owned.ownerId}, ${owned.deviceId}, 'w1.key', NULL)`.execute(db);
  await migrate(db, 'region_cn', Object.fromEntries(all));
  expect(await needsKeys(db)).toBe(false);

  const folders = { first: path.join(folder, 'keys'), second: path.join(folder, 'keys-copy') };
  const keys = await openKeys(db, folders, region, silentLog);
  expect(await keys.list('keys')).toEqual([keyName(owned, 'fknew')]);
  expect(await keys.find(keyName(owned, 'fknew'))).toBe('w1.key');
  const { rows } = await sql`SELECT id, destroyed_at IS NULL AS used FROM footage_key ORDER BY id`.execute(db);
  expect(rows).toEqual([
    { id: 'fknew', used: true },
    { id: 'fkold', used: false },
  ]);
  const { rows: old } = await sql<{ there: unknown }>`SELECT to_regclass('footage_key_to_move') AS there`.execute(db);
  expect(old).toEqual([{ there: null }]);
  // From here on a start without them says so.
  expect(await needsKeys(db)).toBe(true);
  const elsewhere = { first: path.join(folder, 'other'), second: path.join(folder, 'other-copy') };
  await expect(openKeys(db, elsewhere, region, silentLog)).rejects.toThrow(/Put a copy back/);
});
