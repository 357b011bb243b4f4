import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import path from 'node:path';
import { milliseconds } from '@kaitong/contract';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { type Database, openDatabase } from './database.ts';
import { openPostgres } from './postgres.ts';
import { reach, readHosts } from './reach.ts';
import { startTestDatabase, type TestDatabase } from './testing.ts';

const AWAY = { name: 'DatabaseUnavailable', code: 'unreachable' };

let server: TestDatabase;
const ways: Way[] = [];
const databases: Database<unknown>[] = [];

beforeAll(async () => {
  server = await startTestDatabase({ empty: true });
});
afterAll(() => server[Symbol.asyncDispose]());
afterEach(async () => {
  await Promise.all(databases.splice(0).map((database) => database.close()));
  await Promise.all(ways.splice(0).map((way) => way.close()));
});

/** A server of the database as its clients see it: a port, and what becomes of what comes to it. */
type Way = { port: number; lines: Set<Socket>; hold(): void; letGo(): void; close(): Promise<void> };

async function openWay({ held = false } = {}): Promise<Way> {
  const lines = new Set<Socket>();
  const pairs: [Socket, Socket][] = [];
  let isHeld = held;
  const way: Server = createServer((client) => {
    lines.add(client);
    client.once('close', () => lines.delete(client));
    const backend = connect(path.join(server.connection.host ?? '', `.s.PGSQL.${server.connection.port ?? 5432}`));
    for (const [from, to] of [
      [client, backend],
      [backend, client],
    ] as const) {
      from.on('error', () => {}).on('close', () => to.destroy());
      pairs.push([from, to]);
      if (!isHeld) from.pipe(to);
    }
  });
  way.listen(0, '127.0.0.1');
  await once(way, 'listening');
  const opened: Way = {
    port: (way.address() as { port: number }).port,
    lines,
    hold() {
      isHeld = true;
      for (const [from, to] of pairs) from.unpipe(to).pause();
    },
    letGo() {
      isHeld = false;
      for (const [from, to] of pairs) from.pipe(to);
    },
    async close() {
      const closed = new Promise((resolve) => way.close(resolve));
      for (const line of lines) line.destroy();
      await closed;
    },
  };
  ways.push(opened);
  return opened;
}

function urlOf(...ports: number[]): string {
  const { user, password, database } = server.connection;
  return `postgresql://${user}:${password}@${ports.map((port) => `127.0.0.1:${port}`).join()}/${database}`;
}

function open(...ports: number[]): Database<unknown> {
  const database = openDatabase<unknown>({ connectionString: urlOf(...ports) }, 'public', () => {}, {
    pulseEvery: milliseconds(100),
  });
  databases.push(database);
  return database;
}

const ask = ({ db }: Database<unknown>) => sql<{ n: number }>`SELECT ${1}::int AS n`.execute(db);

test('an address names servers with ports of their own, and one login', () => {
  const url = 'postgresql://me:p%40ss@a,b:6432, [::1]:7000/kaitong?sslmode=require';
  expect(readHosts(url).map(({ host, port }) => ({ host, port }))).toEqual([
    { host: 'a', port: 5432 },
    { host: 'b', port: 6432 },
    { host: '::1', port: 7000 },
  ]);
  expect(readHosts(url)[1]?.url).toBe('postgresql://me:p%40ss@b:6432/kaitong?sslmode=require');
  expect(readHosts('socket:/run/postgresql/?db=kaitong')).toEqual([]);
});

test('of several servers the one that answers is taken, whichever is named first', async () => {
  const gone = await openWay();
  await gone.close();
  const silent = await openWay({ held: true });
  const good = await openWay();
  expect((await ask(open(gone.port, silent.port, good.port))).rows).toEqual([{ n: 1 }]);
  expect(good.lines.size).toBeGreaterThan(0);
});

test('where none answers, each is named with its reason, and no password', async () => {
  const gone = await openWay();
  await gone.close();
  const error = await ask(open(gone.port, gone.port)).catch((cause: Error) => cause);
  expect(error).toMatchObject({ ...AWAY, message: expect.stringContaining(`127.0.0.1:${gone.port}`) });
  expect(String((error as Error).message)).not.toContain(String(server.connection.password));
});

test('where another server has become the one that takes writes, lines to the one before end, that froze and says nothing', async () => {
  const before = await openWay();
  const after = await openWay({ held: true });
  const connection = { connectionString: urlOf(before.port, after.port) };
  const listening = new pg.Client(reach(connection));
  listening.on('error', () => {});
  await listening.connect();
  const ended = new Promise((resolve) => listening.once('end', resolve)); // `once` of events would reject with its error
  before.hold();
  after.letGo();
  const next = await vi.waitFor(async () => {
    const client = new pg.Client({ ...reach(connection), connectionTimeoutMillis: 2000 });
    client.on('error', () => {});
    await client.connect();
    return client;
  }, 30_000);
  await ended;
  expect((await next.query('SELECT 1 AS n')).rows).toEqual([{ n: 1 }]);
  await next.end();
});

test('a start refuses a database that takes no writes, with what to do', async () => {
  const way = await openWay();
  const url = `${urlOf(way.port)}?options=-c%20default_transaction_read_only%3Don`;
  await expect(openPostgres({ url })).rejects.toMatchObject({
    code: 'read_only',
    message: expect.stringContaining('KAITONG_DATABASE_URL'),
  });
});
