// Uploads by the region's own functions, on a database that a test counts the statements of, and changes beside them.
import { createHash, randomBytes } from 'node:crypto';
import { days, type EventId, isRefusal } from '@kaitong/contract';
import type { ObjectDeclaration } from '@kaitong/contract/checks';
import { composeEventId, dayOf, EVENT_ID_CHANCE, type OpeningClass, readEventId } from '@kaitong/core';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { pairSubscribed, type Subscribed, wrongTotals } from '../../http/testing/footage.ts';
import { signUp } from '../../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../../http/testing/region.ts';
import { randomId } from '../../secrets/ids.ts';
import { keepAwaited } from '../../store/awaited-news.ts';
import { type Database, openDatabase } from '../../store/database.ts';
import { regionSchema } from '../../store/region/migrations.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { STATEMENT_BUDGETS } from '../../store/testing/statement-budgets.ts';
import { recordStatements, type Statement } from '../../store/testing/statements.ts';
import { hearTold } from '../../store/testing/told.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import type { RegionContext } from '../context.ts';
import { dayTableName, dropRows } from '../footage/days.ts';
import { footageKey } from '../footage/object-keys.ts';
import { ownerName } from '../news/tell-owner.ts';
import { closeEvent } from '../uploads/close-event.ts';
import { commitObject } from '../uploads/commit-object.ts';
import { declareObject } from '../uploads/declare-object.ts';
import { openEvent } from '../uploads/open-event.ts';
import type { OpenBody } from '../uploads/purpose.ts';
import { recordingPurpose } from './purpose.ts';

/** Telling who watches is counted too. */
const BUDGET = STATEMENT_BUDGETS['a recording'];

let server: TestDatabase;
let region: TestRegion;
/** Only what a test calls uses it, one after the other. */
let own: Database<RegionTables>;
let camera: Subscribed;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  own = openDatabase(server.connection, regionSchema('cn'), () => {}, { poolSize: 1 });
  camera = await pairSubscribed(region, await signUp(region, 'wang'), { kind: 'event', retentionDays: 7 });
});
afterAll(async () => {
  await own.close();
  await region.close();
  await server[Symbol.asyncDispose]();
});

const BYTES = randomBytes(160);
const hash = (name: string): string => createHash(name).update(BYTES).digest('hex');
const objectOf = (n: number): ObjectDeclaration => ({
  ...{ n, kind: 'segment', bytes: BYTES.length, durationMs: 1000, iv: '0'.repeat(32) },
  ...{ md5: hash('md5'), sha256: hash('sha256') },
});

/** The calls of a camera. */
function calls(context: RegionContext) {
  const caller = { deviceId: camera.deviceId, tokenId: 'token' };
  return {
    async open(): Promise<EventId> {
      const body: OpenBody = {
        ...{ deviceEventId: randomId('e', 12), type: 'motion', firmware: '2.3.0' as never, objects: [] },
        ...{ startedAt: context.clock.now().toISOString(), ageMs: 0, preRecordMs: 0 },
        declaration: { container: 'ts', codec: 'h264', width: 320, height: 180, encryption: 'aes-128' },
      };
      const opened = await openEvent(recordingPurpose, context, caller, { body });
      if (isRefusal(opened)) throw new Error(opened.code);
      return opened.eventId;
    },
    declare: (eventId: EventId, n: number) =>
      declareObject(recordingPurpose, context, caller, { params: { eventId }, body: objectOf(n) }),
    async put(eventId: EventId, n: number): Promise<void> {
      const place = readEventId(eventId);
      if (!place) throw new Error(`${eventId} names no place`);
      await context.objects.put(footageKey({ ...place, deviceId: camera.deviceId, eventId }, n), BYTES, 'video/mp2t');
    },
    commit: (eventId: EventId, n: number, next?: number) =>
      commitObject(recordingPurpose, context, caller, {
        params: { eventId, n },
        body: next === undefined ? {} : { next: objectOf(next) },
      }),
    close: (eventId: EventId, objects: number) =>
      closeEvent(recordingPurpose, context, caller, {
        params: { eventId },
        body: { objects, durationMs: objects * 1000, firmware: '2.3.0' as never },
      }),
  };
}

test('an operation asks the database no more often than its budget says', async () => {
  const recorder = recordStatements(own);
  const counted: Partial<Record<keyof typeof BUDGET, number>> = {};
  const count = async <Answer>(
    operation: keyof typeof BUDGET,
    act: (camera: ReturnType<typeof calls>) => Promise<Answer>,
  ): Promise<Answer> => {
    recorder.take();
    // As if it were the first one in a while: who told something just now gathers what follows.
    const answer = await act(calls({ ...region.context, db: own.db.withoutPlugins() }));
    expect(isRefusal(answer)).toBe(false);
    const LAST = 'SELECT 1 AS last';
    await sql`${sql.raw(LAST)} WHERE ${1} = 1`.execute(own.db); // its turn comes when all before it is told
    counted[operation] = recorder.take().filter(({ text }: Statement) => !text.startsWith(LAST)).length;
    return answer;
  };
  await calls(region.context).open(); // the first one of a day makes its partitions
  const eventId = await count('open, encrypted', ({ open }) => open());
  await count('declare', ({ declare }) => declare(eventId, 0));
  await count('declare again', ({ declare }) => declare(eventId, 0));
  const { put } = calls(region.context);
  await put(eventId, 0);
  await count('commit, of the first object', ({ commit }) => commit(eventId, 0));
  await calls(region.context).declare(eventId, 1);
  await put(eventId, 1);
  await count('commit that declares the next one', ({ commit }) => commit(eventId, 1, 2));
  await put(eventId, 2);
  await count('commit', ({ commit }) => commit(eventId, 2));
  await count('commit again', ({ commit }) => commit(eventId, 2));
  await count('close', ({ close }) => close(eventId, 3));
  expect(counted).toEqual(BUDGET);
});

test('objects that are declared and committed at the same moment all count, once', async () => {
  const { open, declare, put, commit } = calls(region.context);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat({ max: 7 }), { minLength: 1, maxLength: 12 }), async (numbers) => {
      const eventId = await open();
      const different = new Set(numbers);
      await Promise.all(
        numbers.map(async (n) => {
          expect(isRefusal(await declare(eventId, n))).toBe(false);
          await put(eventId, n);
          expect(isRefusal(await commit(eventId, n, (n + 1) % 8))).toBe(false);
        }),
      );
      const declared = new Set([...different].flatMap((n) => [n, (n + 1) % 8]));
      const row = await own.db
        .selectFrom('recorded_event')
        .select(['objects', 'bytes', 'duration_ms', 'declared_objects', 'declared_bytes', 'declared_ms'])
        .where('id', '=', eventId)
        .executeTakeFirstOrThrow();
      expect(row).toEqual({
        ...{ objects: different.size, bytes: different.size * 160, duration_ms: different.size * 1000 },
        declared_objects: declared.size,
        declared_bytes: declared.size * 160,
        declared_ms: declared.size * 1000,
      });
      expect(await wrongTotals(region)).toEqual([]);
    }),
    { numRuns: 15 },
  );
});

test('a commit whose next object is the same one answers that it is part of the event', async () => {
  const { open, declare, put, commit } = calls(region.context);
  const eventId = await open();
  await declare(eventId, 0);
  await put(eventId, 0);
  expect(await commit(eventId, 0, 0)).toMatchObject({ next: { n: 0, state: 'committed' } });
});

test('what is asked with every object finds its rows by all that their index has, however empty the day was when that was planned', async () => {
  const eventId = await calls(region.context).open();
  const recorder = recordStatements(own);
  const { declare, put, commit } = calls({ ...region.context, db: own.db.withoutPlugins() });
  await declare(eventId, 0);
  await put(eventId, 0);
  await commit(eventId, 0, 1);
  const asked = recorder.take().filter(({ text }) => /"recorded_(event|object)_/.test(text));
  const client = await own.pool.connect();
  try {
    for (const { text, values } of asked) {
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(`EXPLAIN ${text}`, [...values]);
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).not.toContain('Seq Scan');
      // By less than the whole key it would read all of the day's index, and be no sequential scan all the same.
      for (const [scan] of plan.matchAll(/Index (?:Only )?Scan using recorded_.*\n.*/g))
        expect(scan).toMatch(/_pkey .*\n *Index Cond: \(.*retention_class = .*day = .*(?:event_)?id = /);
    }
  } finally {
    client.release();
  }
  expect(asked.length).toBeGreaterThanOrEqual(3);
});

test('what is asked with every object names the tables of its day and each column, and a commit reads objects once', async () => {
  const eventId = await calls(region.context).open();
  const recorder = recordStatements(own);
  const { declare, put, commit } = calls({ ...region.context, db: own.db.withoutPlugins() });
  await declare(eventId, 0);
  await put(eventId, 0);
  const declaring = recorder.take();
  await commit(eventId, 0, 1);
  const committing = recorder.take();
  for (const { text } of [...declaring, ...committing]) {
    expect(text).not.toMatch(/\b(?:recorded_event|recorded_object|footage_hour|device_event)\b/);
    expect(text).not.toMatch(/(?:select|returning|[\w"]\.) *\*/i);
  }
  expect(declaring).toHaveLength(BUDGET.declare);
  expect(committing.filter(({ text }) => /FROM "recorded_object_/.test(text))).toHaveLength(1);
});

test('an id that names a day which has no events by now is unknown without asking the database', async () => {
  const { declare, commit, close } = calls({ ...region.context, db: own.db });
  const recorder = recordStatements(own);
  const asked = () => recorder.take().filter(({ text }) => text.includes('recorded_'));
  const now = region.context.clock.now().getTime();
  const made = (retentionClass: OpeningClass, away: number) =>
    composeEventId(retentionClass, now + days(away), '0'.repeat(EVENT_ID_CHANCE));
  for (const id of [made('event7', 2), made('event7', 400), made('event7', -61), made('continuous30', -400)]) {
    for (const answer of [await declare(id, 0), await commit(id, 0, 1), await close(id, 1)])
      expect(answer).toMatchObject({ code: 'event_unknown' });
    expect(asked()).toEqual([]);
  }
  expect(await declare(made('event7', 0), 0)).toMatchObject({ code: 'event_unknown' });
  expect(asked()).toHaveLength(1);
});

const OFTEN = 10;
/** For the session to know its statements by names, planned for the columns and the partitions of that moment. */
async function recordOften(eventId: EventId): Promise<void> {
  const { put, commit } = calls({ ...region.context, db: own.db });
  for (let n = 0; n < OFTEN; n++) {
    await put(eventId, n);
    expect(await commit(eventId, n, n + 1)).toMatchObject({ next: { n: n + 1 } });
  }
  const { rows } = await sql<{ n: number }>`
    SELECT count(*)::int AS n FROM pg_prepared_statements WHERE statement LIKE '%recorded_event_event7%'`.execute(
    own.db,
  );
  expect(rows[0]?.n).toBeGreaterThan(1);
}

test('a column that a newer release adds beside it changes nothing for this one', async () => {
  const { open, declare, put, commit } = calls({ ...region.context, db: own.db });
  const eventId = await open();
  await declare(eventId, 0);
  await recordOften(eventId);
  for (const table of ['recorded_event', 'recorded_object', 'footage_hour'])
    await sql`ALTER TABLE ${sql.table(table)} ADD COLUMN newer text`.execute(region.context.db);
  await put(eventId, OFTEN);
  expect(await commit(eventId, OFTEN, OFTEN + 1)).toMatchObject({ next: { n: OFTEN + 1 } });
});

test('what belongs to a day that was dropped meanwhile is unknown, and the session goes on', async () => {
  const { open, declare, commit, close } = calls({ ...region.context, db: own.db });
  const eventId = await open();
  await declare(eventId, 0);
  await recordOften(eventId);
  const place = readEventId(eventId);
  if (!place) throw new Error(`${eventId} names no place`);
  await region.context.db.transaction().execute((trx) => dropRows(trx, place));
  for (const answer of [
    await declare(eventId, OFTEN + 1),
    await commit(eventId, OFTEN, OFTEN + 1),
    await close(eventId, OFTEN),
  ])
    expect(answer).toMatchObject({ code: 'event_unknown' });
  const again = await open();
  expect(isRefusal(await declare(again, 0))).toBe(false);
});

test('what devices may repeat of a day is made anew when it was dropped just before an event opens', async () => {
  const { open } = calls({ ...region.context, db: own.db });
  const today = dayOf(region.clock.now().getTime());
  const opening = await region.context.db.transaction().execute(async (trx) => {
    await sql`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' opens ' || ${camera.deviceId}, 0))`.execute(
      trx,
    );
    const opened = open();
    await vi.waitFor(async () => {
      const { rows } = await sql`SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted
        AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`.execute(region.context.db);
      expect(rows).toHaveLength(1);
    });
    await sql`DROP TABLE ${sql.table(dayTableName('device_event', { day: today + 1 }))}`.execute(region.context.db);
    return { opened };
  });
  expect(readEventId(await opening.opened)).toMatchObject({ day: today });
});

test('a recording that nobody watches, and whose owner has no page open, is told to nobody', async () => {
  const { open, declare, put, commit, close } = calls({ ...region.context, db: own.db });
  await open(); // the first one of a day makes its partitions
  const unit = own.db.selectFrom('device').select('owner_id').where('device_id', '=', camera.deviceId);
  const { owner_id: ownerId } = await unit.executeTakeFirstOrThrow();
  const told = await hearTold(server.connection, regionSchema('cn'));
  const toldOf = async (eventId: EventId): Promise<string[]> => {
    await vi.advanceTimersByTimeAsync(2000); // what is gathered
    await sql`SELECT 1`.execute(own.db); // behind what was told
    return (await told.take()).filter((news) => news.includes(eventId) || news.includes(camera.deviceId));
  };
  const record = async (): Promise<EventId> => {
    const eventId = await open();
    await declare(eventId, 0);
    await put(eventId, 0);
    await commit(eventId, 0);
    await close(eventId, 1);
    return eventId;
  };
  const LIMIT = STATEMENT_BUDGETS.told['a recording that nobody watches, opened, committed and closed'];
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  try {
    expect(await toldOf(await record())).toHaveLength(LIMIT);
    const leave = await keepAwaited(region.context, [ownerName(ownerId)]);
    expect(await toldOf(await record())).toContainEqual(expect.stringContaining('footage.changed'));
    leave();
  } finally {
    vi.useRealTimers();
    await told.close();
  }
});
