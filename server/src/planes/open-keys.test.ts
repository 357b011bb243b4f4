import { execFileSync } from 'node:child_process';
import { closeSync, constants, mkdirSync, mkdtempSync, openSync, rmSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Region } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openTestRegion, type TestRegion } from '../http/testing/region.ts';
import { createLog } from '../log.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';
import { openKeys } from './open-keys.ts';

const CN = Region.parse('cn');
const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-keys-'));
let server: TestDatabase;
let region: TestRegion;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

test('processes that start at once for the first time agree on one store of keys', async () => {
  for (let round = 0; round < 10; round++) {
    const own = path.join(folder, String(round));
    const folders = { first: path.join(own, 'keys'), second: path.join(own, 'copy') };
    const log = createLog({ level: 'silent' });
    const opened = await Promise.all(Array.from({ length: 4 }, () => openKeys(region.context.db, folders, CN, log)));
    for (const keys of opened) await expect(keys.look()).resolves.toBe('well');
  }
});

/** Other databases of the same server have locks of their own. */
const here = sql`SELECT oid FROM pg_database WHERE datname = current_database()`;

test('nobody who starts waits until another has read all records', async () => {
  const own = path.join(folder, 'long');
  const folders = { first: path.join(own, 'keys'), second: path.join(own, 'copy') };
  const log = createLog({ level: 'silent' });
  const { db } = region.context;
  await openKeys(db, folders, CN, log);
  const group = path.join(folders.first, CN, 'keys', 'aa');
  mkdirSync(group, { recursive: true });
  const record = path.join(group, 'slow.kept');
  execFileSync('mkfifo', [record]); // whoever reads it waits for whoever writes it
  const opening = openKeys(db, folders, CN, log);
  const writer = await vi.waitFor(() => openSync(record, constants.O_WRONLY | constants.O_NONBLOCK));
  const { rows: held } = await sql`SELECT FROM pg_locks WHERE locktype = 'advisory' AND database = (${here})`.execute(
    db,
  );
  unlinkSync(record);
  closeSync(writer);
  await opening;
  expect(held).toEqual([]);
});
