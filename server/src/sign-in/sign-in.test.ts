import { getMigrations } from 'better-auth/db/migration';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '../clock.ts';
import { silentLog } from '../log.ts';
import { cheapPasswords } from '../secrets/testing.ts';
import { CONTROL_SCHEMA, controlMigrations } from '../store/control/migrations.ts';
import type { ControlTables } from '../store/control/tables.ts';
import { type Database, openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrate.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';
import { createAuth } from './auth.ts';
import { parseLogin } from './login.ts';
import { isSameSite } from './same-site.ts';

let server: TestDatabase;
let database: Database<ControlTables>;
beforeAll(async () => {
  server = await startTestDatabase();
  database = openDatabase(server.connection, CONTROL_SCHEMA, () => {});
  await migrate(database.db, CONTROL_SCHEMA, controlMigrations);
});
afterAll(async () => {
  await database.close();
  await server[Symbol.asyncDispose]();
});

test('better-auth misses nothing in the tables that our migration makes', async () => {
  const auth = createAuth({
    db: database.db as never,
    secret: new Uint8Array(32),
    publicUrl: 'http://127.0.0.1',
    cookiePrefix: 'test',
    cookiePath: '/',
    passwords: cheapPasswords,
    clock: systemClock,
    log: silentLog,
  });
  const { toBeCreated, toBeAdded } = await getMigrations(auth.options);
  expect([toBeCreated, toBeAdded]).toEqual([[], []]);
});

test.each([
  ['Ann@Example.COM ', { email: 'ann@example.com' }],
  ['13800138000', { phone: '+8613800138000' }],
  ['+86 138-0013-8000', { phone: '+8613800138000' }],
  ['+49 (30) 901820', { phone: '+4930901820' }],
  ['12345678901', undefined],
  ['+0123456789', undefined],
  ['ann@', undefined],
  ['8613800138000@phone.invalid', undefined],
  ['ann', undefined],
  ['', undefined],
])('%s is read as what one can sign in with', (text, login) => {
  expect(parseLogin(text)).toEqual(login);
});

test('a cookie is used only from our own pages, except to read', () => {
  const origins = new Set(['https://cam.example.com']);
  const asks = (method: string, headers: Record<string, string>) =>
    isSameSite({ method, header: (name) => headers[name] }, origins);
  const cookie = 'session=x';
  expect(asks('POST', { cookie, origin: 'https://cam.example.com' })).toBe(true);
  expect(asks('GET', { cookie, origin: 'https://evil.example' })).toBe(true);
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE']) {
    expect(asks(method, { cookie, origin: 'https://cam.example.com.evil.example' })).toBe(false);
    expect(asks(method, { cookie, origin: 'null' })).toBe(false);
    expect(asks(method, { cookie })).toBe(false);
    expect(asks(method, {})).toBe(true);
  }
});
