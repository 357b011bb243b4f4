import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { milliseconds } from '@kaitong/contract';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Database, openDatabase } from './database.ts';
import { type Embedded, openEmbedded } from './embedded/supervisor.ts';
import { openNotifications } from './notifications.ts';
import { confirmRead } from './unsure.ts';

const UNSURE = { name: 'DatabaseUnavailable', code: 'unsure' };

type Tables = { kept: { n: number } };

/** Vitest's own second is over before a busy machine has looked twice. */
const until = <T>(look: () => Promise<T>): Promise<T> => vi.waitFor(look, { timeout: 30_000, interval: 20 });

// A server of its own, that keeps what it commits: that it waits for a standby is a setting of all of it.
const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-sure-'));
let server: Embedded;
let admin: pg.Client;
let patient: Database<Tables>;
let hasty: Database<Tables>;

beforeAll(async () => {
  server = await openEmbedded(path.join(folder, 'postgres'));
  admin = new pg.Client(server.connection);
  admin.on('error', () => {});
  await admin.connect();
  await admin.query('SET synchronous_commit = local'); // its own waits for nobody
  await admin.query('CREATE TABLE kept (n int)');
});
afterAll(async () => {
  await admin?.end();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

beforeEach(() => {
  // Ten ticks make a commit late.
  const open = (pulseEvery: number) =>
    openDatabase<Tables>(server.connection, 'public', () => {}, { pulseEvery: milliseconds(pulseEvery) });
  patient = open(60_000);
  hasty = open(50);
});
afterEach(async () => {
  await standby('');
  await Promise.all([patient.close(), hasty.close()]);
  await admin.query('TRUNCATE kept');
});

/** Whose word each commit waits for; `nobody` is none that ever comes. Resolves when commits go by it. */
async function standby(name: '' | 'nobody'): Promise<void> {
  await admin.query(`ALTER SYSTEM SET synchronous_standby_names = '${name}'`);
  await admin.query('SELECT pg_reload_conf()');
  const probe = new pg.Client(server.connection);
  probe.on('error', () => {});
  await probe.connect();
  const { rows } = await probe.query<{ pid: number }>('SELECT pg_backend_pid() AS pid');
  await until(async () => {
    let isAnswered = false;
    const asked = probe.query("SELECT pg_logical_emit_message(true, 'probe', '')").then(() => {
      isAnswered = true;
    });
    const waits = await until(async () => {
      const isWaiting = (await waiting()).includes(rows[0]?.pid ?? 0);
      if (!isWaiting && !isAnswered) throw new Error('neither');
      return isWaiting;
    });
    if (waits) await admin.query('SELECT pg_cancel_backend($1)', [rows[0]?.pid]);
    await asked;
    expect(waits).toBe(name === 'nobody');
  });
  await probe.end();
}

async function waiting(): Promise<number[]> {
  const { rows } = await admin.query<{ pid: number }>("SELECT pid FROM pg_stat_activity WHERE wait_event = 'SyncRep'");
  return rows.map(({ pid }) => pid);
}

const whenOneWaits = (): Promise<number> =>
  until(async () => {
    const [pid] = await waiting();
    if (pid === undefined) throw new Error('no commit waits');
    return pid;
  });

const kept = async (): Promise<number[]> => (await admin.query('SELECT n FROM kept ORDER BY n')).rows.map(({ n }) => n);

const inTransaction = ({ db }: Database<Tables>, n: number) =>
  db.transaction().execute((trx) => trx.insertInto('kept').values({ n }).execute());
const byItself = ({ db }: Database<Tables>, n: number) => db.insertInto('kept').values({ n }).execute();

describe.each([
  ['a transaction', inTransaction],
  ['a statement by itself', byItself],
])('%s that waits for a standby', (_name, write) => {
  test('is not acknowledged where that wait is cancelled, though it stays', async () => {
    await standby('nobody');
    const written = expect(write(patient, 1)).rejects.toMatchObject(UNSURE);
    await admin.query('SELECT pg_cancel_backend($1)', [await whenOneWaits()]);
    await written;
    expect(await kept()).toEqual([1]);
    await standby('');
    await write(patient, 2); // the next one is not taken for it
  });

  test('is not acknowledged where its session is ended', async () => {
    await standby('nobody');
    const written = expect(write(patient, 1)).rejects.toMatchObject(UNSURE);
    await admin.query('SELECT pg_terminate_backend($1)', [await whenOneWaits()]);
    await written;
    expect(await kept()).toEqual([1]);
  });

  test('is unsure when it is late, its session leaves, and it is ended from another one', async () => {
    await write(hasty, 1);
    await standby('nobody');
    const before = await whichSession(hasty);
    await expect(write(hasty, 2)).rejects.toMatchObject(UNSURE);
    await until(async () => expect(await waiting()).toEqual([]));
    await standby('');
    expect(await whichSession(hasty)).not.toBe(before);
    await write(hasty, 3);
    expect(await kept()).toEqual([1, 2, 3]);
  });
});

test('who gets a session after a statement that was late and ended is not ended with it', async () => {
  const one = openDatabase<Tables>(server.connection, 'public', () => {}, {
    poolSize: 1,
    pulseEvery: milliseconds(50),
  });
  await standby('nobody');
  const written = expect(byItself(one, 1)).rejects.toMatchObject(UNSURE);
  const next = sql`SELECT pg_sleep(0.3)`.execute(one.db); // waits for that session
  await Promise.all([written, expect(next).resolves.toBeDefined()]);
  await one.close();
});

async function whichSession({ db }: Database<Tables>): Promise<number | undefined> {
  const { rows } = await sql<{ pid: number }>`SELECT pg_backend_pid() AS pid`.execute(db);
  return rows[0]?.pid;
}

test('a statement that takes long for other reasons is left alone, however late it is', async () => {
  // A busy machine answers the pulse within half of this, and both are asked at once.
  const { db, close } = openDatabase<Tables>(server.connection, 'public', () => {}, { pulseEvery: milliseconds(400) });
  await Promise.all([
    sql`INSERT INTO kept SELECT 1 FROM pg_sleep(5)`.execute(db),
    db.transaction().execute((trx) => sql`INSERT INTO kept SELECT 2 FROM pg_sleep(5)`.execute(trx)),
  ]);
  await close();
  expect(await kept()).toEqual([1, 2]);
});

test('what a warning of our own SQL says takes nothing back', async () => {
  await sql`DO $$ BEGIN INSERT INTO kept VALUES (1); RAISE WARNING 'of ours'; END $$`.execute(patient.db);
  expect(await kept()).toEqual([1]);
});

test('what was read is confirmed only once a standby has it, where there is to be one', async () => {
  const confirm = async ({ db }: Database<Tables>): Promise<void> => {
    const notifications = await openNotifications(server.connection, 'public', () => {});
    try {
      await confirmRead({ db, notifications });
    } finally {
      await notifications.close();
    }
  };
  await patient.close();
  await confirm(patient); // asks nothing
  patient = openDatabase<Tables>(server.connection, 'public', () => {}, { pulseEvery: milliseconds(60_000) });
  await standby('nobody');
  const written = expect(byItself(patient, 1)).rejects.toMatchObject(UNSURE);
  await admin.query('SELECT pg_cancel_backend($1)', [await whenOneWaits()]);
  await written;
  expect(await patient.db.selectFrom('kept').select('n').execute()).toEqual([{ n: 1 }]); // there for everybody to read
  await expect(confirm(hasty)).rejects.toMatchObject(UNSURE);
  await standby('');
  await confirm(hasty);
});

test('a database that has become read-only is told as that, and its session leaves', async () => {
  const before = await whichSession(patient);
  await sql`SET default_transaction_read_only = on`.execute(patient.db);
  await expect(byItself(patient, 1)).rejects.toMatchObject({ name: 'DatabaseUnavailable', code: 'read_only' });
  await byItself(patient, 2);
  expect(await whichSession(patient)).not.toBe(before);
});
