// Debian's PostgreSQL on three nodes under Patroni: its leader dies, or freezes, while cameras record.
import { milliseconds, seconds } from '@kaitong/contract';
import {
  migrate,
  openDatabase,
  openNotifications,
  regionMigrations,
  regionSchema,
  type TestDatabase,
  withAdmin,
} from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type PostgresCluster, startPatroni } from '../../cluster/patroni.ts';
import { eventually } from '../../src/activation/testing/eventually.ts';
import type { KillableRig } from '../../src/activation/testing/killable-rig.ts';
import { expectNothingLost } from '../../src/service/testing/kill-story.ts';

let cluster: PostgresCluster;
const say = (text: string) => process.stdout.write(`${text}\n`);
const since = (begun: number): string => `${((performance.now() - begun) / 1000).toFixed(1)} s`;

beforeAll(async () => {
  cluster = await startPatroni();
});
afterAll(() => cluster?.[Symbol.asyncDispose]());

const connectionOf = (url: string): TestDatabase['connection'] => ({ connectionString: url });

/** A database of a story's own, empty; the cluster outlives it. */
async function emptyDatabase(name: string): Promise<TestDatabase> {
  const admin = cluster.adminOf(await cluster.leader());
  await withAdmin(admin, async (session) => void (await session.query(`CREATE DATABASE ${name} OWNER kaitong`)));
  const url = cluster.url.replace('/kaitong?', `/${name}?`);
  return { connection: connectionOf(url), url, [Symbol.asyncDispose]: async () => {} };
}

async function whenAnotherLeads(before: string): Promise<string> {
  return await eventually(async () => {
    const now = await cluster.leader();
    if (now === before) throw new Error(`${before} still leads`);
    return now;
  }, 120_000);
}

test('nothing that was acknowledged is lost when the leader is killed, or its machine freezes, and the server comes back by itself', async () => {
  const ways = ['killed', 'froze', 'fell'] as const;
  let nth = 0;
  let pid: number | undefined;
  const hit = async (rig: KillableRig): Promise<void> => {
    pid ??= rig.pid();
    const how = ways[nth++ % ways.length] ?? 'killed';
    const old = await cluster.leader();
    const begun = performance.now();
    if (how === 'killed') cluster.killServer(old);
    else if (how === 'fell') cluster.killNode(old);
    else cluster.freeze(old);
    const leader = await whenAnotherLeads(old);
    const elected = since(begun);
    await eventually(async () => {
      const answer = await fetch(`${rig.url}/readyz`, { signal: AbortSignal.timeout(5000) });
      await answer.arrayBuffer();
      expect(answer.status).toBe(200);
    }, 120_000);
    say(`${old} ${how}: ${leader} leads after ${elected}, ready after ${since(begun)}`);
    if (how === 'fell') cluster.startNode(old);
    if (how === 'froze') cluster.thaw(old);
    await cluster.isWhole();
  };
  const afterwards = async (rig: KillableRig): Promise<void> => expect(rig.pid()).toBe(pid);
  await expectNothingLost({ kills: ways.length, database: await emptyDatabase('story'), hit, afterwards });
}, 900_000);

test('over a failover LISTEN, advisory locks and the time go on by themselves', async () => {
  const { connection } = await emptyDatabase('sessions');
  const schema = regionSchema('cn');
  const options = { pulseEvery: milliseconds(1000) };
  const first = openDatabase(connection, schema, () => {}, options);
  await migrate(first.db, schema, regionMigrations('cn'));
  const notifications = await openNotifications(connection, schema, () => {});
  const heard: (string | undefined)[] = [];
  notifications.on('step', (payload) => void heard.push(payload));
  const now = async (): Promise<number> => {
    const { rows } = await first.pool.query('SELECT extract(epoch FROM kaitong_now())::float8 * 1000 AS ms');
    return rows[0]?.ms ?? 0;
  };
  // As if the leader's clock were ahead of the next one's.
  const told = (await now()) + seconds(30);
  const following = openDatabase(connection, schema, () => {}, { ...options, reached: () => new Date(told) });
  const isFree = async (): Promise<boolean> =>
    (await first.pool.query('SELECT pg_try_advisory_xact_lock(7) AS free')).rows[0]?.free;
  const holding = Promise.withResolvers<void>();
  const held = (async () => {
    const session = await first.pool.connect();
    try {
      await session.query('BEGIN');
      await session.query('SELECT pg_advisory_xact_lock(7)');
      await holding.promise;
      await session.query('SELECT 1');
    } finally {
      session.release();
    }
  })();
  held.catch(() => {});
  await eventually(async () => expect(await isFree()).toBe(false));

  const old = await cluster.leader();
  cluster.killServer(old);
  await whenAnotherLeads(old);
  await eventually(async () => expect(await isFree()).toBe(true), 60_000);
  holding.resolve();
  await expect(held).rejects.toMatchObject({ name: 'DatabaseUnavailable' });
  await eventually(() => expect(heard).toContain(undefined));
  await eventually(async () => void (await first.pool.query(`SELECT pg_notify('kaitong_${schema}', 'step again')`)));
  await eventually(() => expect(heard).toContain('again'));
  await eventually(async () => void (await following.pool.query('SELECT 1')));
  expect(await now()).toBeGreaterThanOrEqual(told - 1);
  await notifications.close();
  await Promise.all([first.close(), following.close()]);
  await cluster.isWhole();
});

test('without a standby no commit is acknowledged, and all go on once there is one', { timeout: 240_000 }, async () => {
  const { connection } = await emptyDatabase('alone');
  const { pool, close } = openDatabase(connection, 'public', () => {});
  const keep = async (n: number): Promise<void> => {
    const session = await pool.connect();
    try {
      await session.query('INSERT INTO kept VALUES ($1)', [n]);
    } finally {
      session.release();
    }
  };
  await pool.query('CREATE TABLE kept (n int)');
  await keep(1);
  const leader = await cluster.leader();
  const standbys = (['p1', 'p2', 'p3'] as const).filter((node) => node !== leader);
  for (const node of standbys) cluster.freeze(node);
  const begun = performance.now();
  await expect(keep(2)).rejects.toMatchObject({ code: 'unsure' });
  say(`a commit without a standby was unsure after ${since(begun)}`);
  for (const node of standbys) cluster.thaw(node);
  await eventually(() => keep(3), 120_000);
  const { rows } = await pool.query<{ n: number }>('SELECT n FROM kept ORDER BY n');
  expect(rows.map(({ n }) => n)).toEqual(expect.arrayContaining([1, 3]));
  await close();
});
