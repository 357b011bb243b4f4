import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { milliseconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Database, openDatabase } from './database.ts';
import { startTestDatabase, type TestDatabase } from './testing.ts';

const AWAY = { name: 'DatabaseUnavailable', code: 'unreachable' };

let folder: string;
let server: TestDatabase;
let database: Database<unknown>;
let way: Server;
const sockets = new Set<Socket>();
/** What goes through the way; undefined: taken, and handed on to nobody. */
let pairs: (readonly [Socket, Socket])[] = [];
let isHeld = false;

/** A way to the database that can be closed, as when its server has gone. */
async function openWay(): Promise<void> {
  const name = `.s.PGSQL.${server.connection.port ?? 5432}`;
  way = createServer((client) => {
    const backend = connect(path.join(server.connection.host ?? '', name));
    for (const [from, to] of [
      [client, backend],
      [backend, client],
    ] as const) {
      sockets.add(from);
      from.on('error', () => {}).on('close', () => to.destroy());
      pairs.push([from, to]);
      if (!isHeld) from.pipe(to);
    }
  });
  way.listen(path.join(folder, name));
  await once(way, 'listening');
}

async function closeWay(): Promise<void> {
  const closed = new Promise((resolve) => way.close(resolve));
  for (const socket of sockets) socket.destroy();
  await closed;
}

/** All that comes is taken, and nobody answers, as when the server's processes were stopped. */
function holdWay(): void {
  isHeld = true;
  for (const [from, to] of pairs) from.unpipe(to).pause();
}

function letGoWay(): void {
  isHeld = false;
  for (const [from, to] of pairs) from.pipe(to);
}

const ask = () => sql<{ n: number }>`SELECT ${1}::int AS n`.execute(database.db);

beforeEach(async () => {
  pairs = [];
  isHeld = false;
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-way-'));
  server = await startTestDatabase({ empty: true });
  await openWay();
  database = openDatabase({ ...server.connection, host: folder }, 'public', () => {}, {
    poolSize: 2,
    pulseEvery: milliseconds(200),
  });
});
afterEach(async () => {
  await database.close();
  await closeWay().catch(() => {});
  await server[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

describe('a database that is out of reach is told as that', () => {
  test('when there is no server, until there is one again', async () => {
    await ask();
    await closeWay();
    await expect(ask()).rejects.toMatchObject(AWAY);
    await expect(database.db.transaction().execute(async () => {})).rejects.toMatchObject(AWAY);
    await openWay();
    expect((await ask()).rows).toEqual([{ n: 1 }]);
  });

  test('and not where others of this process have all sessions, and much to do', async () => {
    const gate = Promise.withResolvers<void>();
    const taken = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const held = taken.map((one) =>
      database.db.transaction().execute(async (trx) => {
        await sql`SELECT 1`.execute(trx);
        one.resolve();
        await gate.promise;
      }),
    );
    await Promise.all(taken.map(({ promise }) => promise));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    try {
      const waiting = ask();
      waiting.catch(() => {});
      await vi.advanceTimersByTimeAsync(20_000);
      gate.resolve();
      expect((await waiting).rows).toEqual([{ n: 1 }]);
    } finally {
      vi.useRealTimers();
    }
    await Promise.all(held);
  });

  test('when it goes in the middle of a statement, or of a transaction', async () => {
    const sleeping = expect(sql`SELECT pg_sleep(60)`.execute(database.db)).rejects.toMatchObject(AWAY);
    const working = expect(
      database.db.transaction().execute(async (trx) => {
        await sql`SELECT ${1}::int`.execute(trx);
        await closeWay();
        await sql`SELECT ${1}::int`.execute(trx);
      }),
    ).rejects.toMatchObject(AWAY);
    await Promise.all([sleeping, working]);
  });

  test('when it takes statements and answers none, with all that wait for a session, until it answers again', async () => {
    await ask();
    holdWay();
    const waiting = Array.from({ length: 6 }, () => expect(ask()).rejects.toMatchObject(AWAY));
    const working = expect(
      database.db.transaction().execute((trx) => sql`SELECT ${1}::int`.execute(trx)),
    ).rejects.toMatchObject(AWAY);
    await Promise.all([...waiting, working]);
    await expect(ask()).rejects.toMatchObject({ ...AWAY, message: 'The database answers nobody.' });
    letGoWay();
    await vi.waitFor(async () => expect((await ask()).rows).toEqual([{ n: 1 }]), { timeout: 30_000 });
  });

  test('never because a statement takes long: a database that answers others is there', async () => {
    const slow = sql<{ n: number }>`SELECT ${1}::int AS n FROM pg_sleep(1.5)`.execute(database.db);
    expect((await slow).rows).toEqual([{ n: 1 }]);
  });

  test('when it stops, and ends our session', async () => {
    const end = sql`SELECT pg_terminate_backend(pg_backend_pid())`.execute(database.db);
    await expect(end).rejects.toMatchObject({ ...AWAY, cause: { code: '57P01' } });
  });
});

test('a disk without room for the database is told as that, and by whoever finds it', async () => {
  let found = 0;
  const other = openDatabase(server.connection, 'public', () => {}, { poolSize: 1, onFull: () => found++ });
  const full = sql`DO $$ BEGIN RAISE 'could not extend file' USING ERRCODE = 'disk_full'; END $$`;
  const told = { name: 'DatabaseUnavailable', code: 'disk_full', cause: { code: '53100' } };
  await expect(full.execute(other.db)).rejects.toMatchObject(told);
  await expect(other.db.transaction().execute((trx) => full.execute(trx))).rejects.toMatchObject(told);
  await expect(sql`SELECT ${0}::int / 0`.execute(other.db)).rejects.toThrow();
  expect(found).toBe(2);
  await other.close();
});

test('what a statement itself did wrong stays as it is', async () => {
  await expect(sql`SELECT ${0}::int / 0`.execute(database.db)).rejects.toMatchObject({ code: '22012' });
});
