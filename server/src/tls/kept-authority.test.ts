import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import { createKeyRing, KEY_BYTES } from '../secrets/wrapping.ts';
import { CONTROL_SCHEMA } from '../store/control/migrations.ts';
import type { ControlTables } from '../store/control/tables.ts';
import { openDatabase } from '../store/database.ts';
import { regionSchema } from '../store/region/migrations.ts';
import { startTestDatabase } from '../store/testing.ts';
import { bringAuthority, keepAuthority, rewrapAuthority } from './kept-authority.ts';
import { openOwnAuthority, readAuthority } from './own-authority.ts';

const root = mkdtempSync(path.join(tmpdir(), 'kaitong-kept-'));
afterAll(() => rmSync(root, { recursive: true }));
const placeIn = (folder: string, key: Uint8Array, older: Uint8Array[] = []) => ({
  ...{ folder: path.join(root, folder), secrets: createKeyRing(key, older), log: silentLog },
});

test('it is kept wrapped, comes back under a replaced master key, and never in place of one that is there', async () => {
  await using server = await startTestDatabase();
  const { db, close } = openDatabase<ControlTables>(server.connection, CONTROL_SCHEMA, () => {});
  const [old, next] = [randomBytes(KEY_BYTES), randomBytes(KEY_BYTES)];
  const here = placeIn('here', old);
  await openOwnAuthority(here.folder, ['cam.local']);
  for (let start = 0; start < 2; start++) await keepAuthority(db, here);
  const [kept, ...others] = await db.selectFrom('kept_authority').selectAll().execute();
  expect([kept?.wrapped.startsWith(here.secrets.wrappedBy), others]).toEqual([true, []]);

  expect(await rewrapAuthority(db, placeIn('here', next, [old]).secrets)).toEqual({ rewrapped: 1, unreadable: 0 });
  const there = placeIn('there', next);
  const schemas = ['no_such_schema', regionSchema('cn'), CONTROL_SCHEMA];
  await bringAuthority(server.connection, schemas, there);
  expect(readAuthority(there.folder)).toBe(readAuthority(here.folder));

  const other = placeIn('other', next);
  await openOwnAuthority(other.folder, ['cam.local']);
  const before = readAuthority(other.folder);
  await bringAuthority(server.connection, schemas, other);
  await keepAuthority(db, other);
  expect(readAuthority(other.folder)).toBe(before);
  await bringAuthority(server.connection, [regionSchema('cn')], placeIn('none', next));
  expect(readAuthority(path.join(root, 'none'))).toBeUndefined();
  await close();
});
