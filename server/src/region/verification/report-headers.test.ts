import { ApplicationId } from '@kaitong/contract';
import { type Finding, finding } from '@kaitong/contract/checks';
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Database, openDatabase } from '../../store/database.ts';
import { migrate } from '../../store/migrate.ts';
import { regionMigrations, regionSchema } from '../../store/region/migrations.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { forgetOutages, startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { changeRun, type LockedRun, lockRun } from './lock-run.ts';
import { sendProbe } from './probe.ts';
import { runOutbox } from './report.ts';
import { reportHeaders } from './report-headers.ts';

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

const RUN = ApplicationId.parse('ap000000000000000001');
const FOUND: Finding[] = [finding('video.first_not_key', { object: 1 })];
const PROBE = {
  ...{ id: 'first', n: 1, commandId: 'c', nonce: 'x', grantEndsAt: '2026-01-01T00:00:00.000Z' },
  ...{ step: 'ended' as const, refused: [], isOpened: true },
};

/** A run whose test found something, of which the headers are not read yet. */
beforeEach(async () => {
  await sql`TRUNCATE run, event, event_object, topic, topic_entry, deadline CASCADE`.execute(database.db);
  await sql`
    INSERT INTO run (application_id, device_id, pid, owner_id, paired_at, account_id, account_name, state, step, probe,
      unread_findings, started_at, deadline_at, grant_expires_at, grant_given_until, nonce, dormant)
    VALUES (${RUN}, 'device', 'p', 'o', now(), 'a', 'a', 'running', 'preflight', ${JSON.stringify(PROBE)}::jsonb,
      ${JSON.stringify(FOUND)}::jsonb, now(), now() + interval '1 h', now() + interval '1 h', now() + interval '1 h', 'x',
      false)`.execute(database.db);
  await sql`
    INSERT INTO event (id, device_id, device_event_id, run_id, type, state, declaration, started_at, clock_skew_ms, firmware,
      probe_id) VALUES ('event', 'device', 'd', ${RUN}, 'motion', 'closed', '{}', now(), 0, '1.0.0', 'first')`.execute(
    database.db,
  );
  await sql`
    INSERT INTO event_object (event_id, device_id, n, kind, bytes, duration_ms, md5, sha256, object_key, state)
    VALUES ('event', 'device', 1, 'segment', 1, 1, '', '', 'key', 'committed')`.execute(database.db);
});

const inTransaction = <Result>(work: (trx: RegionTransaction) => Promise<Result>) =>
  database.db.transaction().execute(work);

async function withRun(work: (trx: RegionTransaction, run: LockedRun) => Promise<unknown>): Promise<void> {
  await inTransaction(async (trx) => {
    const run = await lockRun(trx, RUN);
    if (!run) throw new Error('no run');
    await work(trx, run);
  });
}

/** @param meanwhile while the judge reads, of which it tells what it read */
const reading = (meanwhile: () => Promise<void>, read: readonly object[] = [{ code: 'video.first_not_key' }]) =>
  inTransaction((trx) => {
    const holding = async () => {
      await meanwhile();
      return read;
    };
    return reportHeaders({ judge: { holding, isClosed: false } } as unknown as RegionContext, trx, RUN);
  });

async function told(): Promise<unknown[]> {
  const { rows } = await sql<{ headers: unknown }>`
    SELECT data -> 'headers' AS headers FROM topic_entry WHERE topic = ${runOutbox(RUN)} AND data ->> 'type' = 'headers'`.execute(
    database.db,
  );
  return rows.map(({ headers }) => headers);
}

test('a run that goes on can be changed while the headers of its test are read, which are told then', async () => {
  expect(await reading(() => withRun((trx, run) => changeRun(trx, run, { last_refusal: 'event_expired' })))).toBe(true);
  expect(await told()).toEqual([[{ code: 'video.first_not_key' }]]);
});

test('where a test is sent anew, nothing of the one before is read at the places of its event', async () => {
  await withRun(sendProbe);
  await sql`UPDATE event SET probe_id = (SELECT probe ->> 'id' FROM run)`.execute(database.db); // and answered
  expect(await reading(() => Promise.reject(new Error('nothing is to be read')))).toBe(true);
  expect(await told()).toEqual([]);
});

test('what the next test finds alike is read of its own event', async () => {
  const isDone = await reading(() =>
    withRun((trx, run) => changeRun(trx, run, { probe: { ...PROBE, id: 'second', n: 2 }, unread_findings: FOUND })),
  );
  expect([isDone, await told()]).toEqual([false, []]);
});

test('where nothing can be read any more, the headers of a test before do not stand for it', async () => {
  expect(await reading(async () => {}, [])).toBe(true);
  expect(await told()).toEqual([[]]);
});
