import { ApplicationId } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../store/database.ts';
import { findDeadline } from '../../store/deadlines.ts';
import { migrate } from '../../store/migrate.ts';
import { regionMigrations, regionSchema } from '../../store/region/migrations.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { forgetOutages, startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import type { RegionTransaction } from '../context.ts';
import { placesOf } from '../judging/admission.ts';
import { RUN_WAITING } from './deadline-kinds.ts';
import { lockRun } from './lock-run.ts';
import { lookAgain, passPreflight } from './pass-preflight.ts';

let server: TestDatabase;
let database: Database<RegionTables>;
beforeAll(async () => {
  server = await startTestDatabase();
  database = openDatabase(server.connection, regionSchema('cn'), (error) => void process.stderr.write(String(error)));
  await migrate(database.db, regionSchema('cn'), regionMigrations('cn'));
  await forgetOutages(database.db);
});
afterAll(async () => {
  await database.close();
  await server[Symbol.asyncDispose]();
});

const id = (name: string) => ApplicationId.parse(`ap${name.padStart(18, '0')}`);
const [A, B, C] = [id('1'), id('2'), id('3')];
const PLACES = placesOf([]); // no judge has said how fast it is

/** Three runs whose way up is fine, the first begun first, beside so many that hold places. */
async function store(holding: number): Promise<void> {
  await sql`TRUNCATE run, deadline CASCADE`.execute(database.db);
  await sql`
    INSERT INTO run (application_id, device_id, pid, owner_id, paired_at, account_id, account_name, state, step, probe,
      started_at, deadline_at, grant_expires_at, grant_given_until, nonce, dormant)
    SELECT id, 'device' || n, 'p', 'o', now(), 'a', 'a', 'running', step, probe, now() + n * interval '1 s',
      now() + interval '1 h', now() + interval '1 h', now() + interval '1 h', 'x', false
    FROM (
      SELECT id, n, 'preflight' AS step, jsonb_build_object('n', 1, 'id', id, 'commandId', id, 'nonce', 'x', 'step', 'ended',
        'grantEndsAt', '2026-01-01T00:00:00.000Z', 'refused', '[]'::jsonb, 'isOpened', true, 'hasPassed', true) AS probe
      FROM unnest(${[A, B, C]}::text[]) WITH ORDINALITY AS ready (id, n)
      UNION ALL SELECT 'holding' || n, 100 + n, 'await-event', NULL FROM generate_series(1, ${holding}::int) AS n
    ) AS made`.execute(database.db);
}

const stepOf = async (run: ApplicationId) =>
  (await database.db.selectFrom('run').select('step').where('application_id', '=', run).executeTakeFirstOrThrow()).step;

type Look = typeof lookAgain;
async function look(trx: RegionTransaction, run: ApplicationId, way: Look = lookAgain): Promise<void> {
  const locked = await lockRun(trx, run);
  if (!locked) throw new Error(`no run ${run}`);
  await way(trx, locked);
}
const inTransaction = (work: (trx: RegionTransaction) => Promise<void>) => database.db.transaction().execute(work);

test('of those that look at the same time one takes the last place, and who just ends its test waits beside them', async () => {
  await store(PLACES - 1);
  await inTransaction(async (first) => {
    await look(first, A);
    await inTransaction((second) => look(second, B));
    await inTransaction((third) => look(third, C, passPreflight));
  });
  expect(await Promise.all([A, B, C].map(stepOf))).toEqual(['await-event', 'preflight', 'preflight']);
  for (const run of [B, C]) expect(await findDeadline(database.db, RUN_WAITING, run)).toBeInstanceOf(Date);
  await inTransaction((trx) => look(trx, B));
  expect(await stepOf(B)).toBe('preflight');
});

test('who takes a place wakes the next one, since two may have become free', async () => {
  await store(PLACES - 2);
  await inTransaction((trx) => look(trx, A));
  expect(await findDeadline(database.db, RUN_WAITING, A)).toBeUndefined();
  const woken = await findDeadline(database.db, RUN_WAITING, B);
  const { rows } = await sql<{ now: Date }>`SELECT kaitong_now() AS now`.execute(database.db);
  expect(woken?.getTime()).toBeLessThanOrEqual(rows[0]?.now.getTime() ?? 0);
  expect(await findDeadline(database.db, RUN_WAITING, C)).toBeUndefined();
  await inTransaction((trx) => look(trx, B));
  expect(await Promise.all([A, B, C].map(stepOf))).toEqual(['await-event', 'await-event', 'preflight']);
});
