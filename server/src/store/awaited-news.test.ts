// News is told where somebody waits for it, and nowhere else.
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { keepAwaited, tellWhoAwaits } from './awaited-news.ts';
import type { Database } from './database.ts';
import type { Executor } from './executor.ts';
import { type Notifications, openNotifications } from './notifications.ts';
import { type FoundationTables, openFoundation, SCHEMA } from './testing/schema.ts';
import { allIsHeard, dwell } from './testing/waiting.ts';
import { startTestDatabase, type TestDatabase } from './testing.ts';
import { writeNoted } from './unit-of-work.ts';

let server: TestDatabase;
let database: Database<FoundationTables>;
let notifications: Notifications;
/** A session of its own: a process of before, or one that is beside this one. */
let others: Notifications;

beforeAll(async () => {
  server = await startTestDatabase();
  database = await openFoundation(server.connection);
  notifications = await openNotifications(server.connection, SCHEMA, () => {});
  others = await openNotifications(server.connection, SCHEMA, () => {});
});
afterAll(async () => {
  await notifications.close();
  await others.close();
  await database.close();
  await server[Symbol.asyncDispose]();
});

const place = () => ({ db: database.db, notifications });
const tell = (db: Executor, ...names: string[]): Promise<void> =>
  tellWhoAwaits(db, { news: `page ${names[0]}`, names });

/** What is told while something is done. */
async function toldOf(act: () => Promise<unknown>): Promise<string[]> {
  const told: string[] = [];
  const off = notifications.on('page', (name) => void (name && told.push(name)));
  await act();
  await allIsHeard(database.db, notifications);
  off();
  return told.sort();
}

const countRows = async (prefix: string): Promise<number> => {
  const { rows } = await sql<{ n: number }>`
    SELECT count(*) AS n FROM fired WHERE subject LIKE ${`${prefix} %`}`.execute(database.db);
  return rows[0]?.n ?? 0;
};

/** A page: it listens, says so, looks, and looks again when it is told. @returns what it shows at last */
async function openPage(name: string, trips: number, from: Notifications): Promise<() => Promise<number>> {
  let seen = 0;
  let looking = Promise.resolve();
  const look = (): void => {
    looking = looking.then(async () => {
      seen = await countRows(name);
    });
  };
  await dwell(database.db, trips);
  const off = from.on('page', (told) => (told === undefined || told === name) && look());
  const leave = await keepAwaited({ db: database.db, notifications: from }, [name], look);
  look();
  return async () => {
    off();
    leave();
    await looking;
    return seen;
  };
}

test('whoever opens a page while others write, at whatever moment, shows all of it at last', async () => {
  const writer = fc.record({
    before: fc.nat(3),
    uncommitted: fc.nat(6),
    isUndone: fc.boolean(),
    isToldEarly: fc.boolean(),
  });
  const page = fc.record({ trips: fc.nat(5), isInOther: fc.boolean() });
  const story = fc.record({
    writers: fc.array(writer, { minLength: 1, maxLength: 4 }),
    pages: fc.array(page, { minLength: 1, maxLength: 3 }),
    wasOpen: fc.boolean(),
  });
  let n = 0;
  await fc.assert(
    fc.asyncProperty(story, async ({ writers, pages, wasOpen }) => {
      const name = `story${n++}`;
      if (wasOpen) {
        const leave = await keepAwaited(place(), [name]);
        leave();
        await sql`UPDATE awaited_news SET until = clock_timestamp() WHERE name = ${name}`.execute(database.db);
      }
      const writing = writers.map(async (one, at) => {
        await dwell(database.db, one.before);
        await database.db.transaction().execute(async (trx) => {
          await trx
            .insertInto('fired')
            .values({ subject: `${name} ${at}`, by: 'a writer' })
            .execute();
          await tell(trx, name);
          if (one.isToldEarly) await writeNoted(trx);
          await dwell(trx, one.uncommitted);
          if (one.isUndone) throw new Error('undone');
        });
      });
      // One that was there shortly before is forgotten by its own process a minute later only.
      const opening = pages.map(({ trips, isInOther }) =>
        openPage(name, trips, isInOther || wasOpen ? others : notifications),
      );
      await Promise.allSettled(writing);
      const ends = await Promise.all(opening);
      await allIsHeard(database.db, notifications);
      await allIsHeard(database.db, others);
      const all = await countRows(name);
      for (const end of ends) expect(await end()).toBe(all);
    }),
    { numRuns: 150 },
  );
});

test('what nobody waits for is told to nobody, what one waits for by any of its names once, and what is undone never', async () => {
  expect(await toldOf(() => tell(database.db, 'a', 'b'))).toEqual([]);
  const leave = await keepAwaited(place(), ['b', 'c']);
  expect(await toldOf(() => tell(database.db, 'a', 'b'))).toEqual(['a']);
  const both = (isUndone: boolean) =>
    database.db.transaction().execute(async (trx) => {
      await tell(trx, 'a', 'b', 'c');
      await tell(trx, 'b');
      await tell(trx, 'd');
      if (isUndone) throw new Error('undone');
    });
  expect(await toldOf(() => both(false))).toEqual(['a', 'b']);
  expect(await toldOf(() => both(true).catch(() => {}))).toEqual([]);
  leave();
});

test('who went away without a word is told nothing any more when its time is over, and forgotten later', async () => {
  await sql`INSERT INTO awaited_news VALUES ('left', clock_timestamp() + interval '5 minutes'),
    ('long ago', clock_timestamp() - interval '2 hours')`.execute(database.db);
  expect(await toldOf(() => tell(database.db, 'left'))).toEqual(['left']);
  await sql`UPDATE awaited_news SET until = until - interval '5 minutes' WHERE name = 'left'`.execute(database.db);
  expect(await toldOf(() => tell(database.db, 'left'))).toEqual([]);
});

test('while a process is at work that does not say what it waits for, all is told', async () => {
  await sql`INSERT INTO server_process (id, clock_skew_ms) VALUES ('of the release before', 0)`.execute(database.db);
  expect(await toldOf(() => tell(database.db, 'anything'))).toEqual(['anything']);
  await sql`UPDATE server_process SET says_what_it_awaits = true`.execute(database.db);
  expect(await toldOf(() => tell(database.db, 'anything'))).toEqual([]);
});

/** Runs a process's turn of a minute, and waits until it is over. */
async function aMinuteLater(act: () => Promise<unknown>): Promise<void> {
  vi.useFakeTimers({ toFake: ['setInterval', 'setTimeout'] });
  try {
    await act();
    await vi.advanceTimersByTimeAsync(60_000);
  } finally {
    vi.useRealTimers();
  }
}

const untilOf = async (name: string): Promise<number | undefined> => {
  const { rows } = await sql<{ ms: number }>`
    SELECT extract(epoch FROM until - clock_timestamp())::float8 * 1000 AS ms FROM awaited_news WHERE name = ${name}`.execute(
    database.db,
  );
  return rows[0]?.ms;
};

test('it is said again every minute without anybody looking anew, and whoever was not told for a while looks anew', async () => {
  const own = await openNotifications(server.connection, SCHEMA, () => {});
  const looks = { kept: 0, lapsed: 0, lost: 0 };
  const looked = Promise.withResolvers<void>();
  const seen = (name: keyof typeof looks) => () => {
    looks[name]++;
    if (looks.lapsed > 0 && looks.lost > 0) looked.resolve();
  };
  await aMinuteLater(async () => {
    const keep = (name: keyof typeof looks) =>
      keepAwaited({ db: database.db, notifications: own }, [`turn ${name}`], seen(name));
    for (const name of ['kept', 'lapsed', 'lost'] as const) await keep(name);
    await sql`UPDATE awaited_news SET until = clock_timestamp() + interval '1 minute' WHERE name = 'turn kept'`.execute(
      database.db,
    );
    await sql`UPDATE awaited_news SET until = clock_timestamp() WHERE name = 'turn lapsed'`.execute(database.db);
    await sql`DELETE FROM awaited_news WHERE name = 'turn lost'`.execute(database.db);
  });
  await looked.promise;
  expect(looks).toEqual({ kept: 0, lapsed: 1, lost: 1 });
  for (const name of Object.keys(looks)) expect(await untilOf(`turn ${name}`)).toBeGreaterThan(120_000);
  expect(await untilOf('long ago')).toBeUndefined();
  await own.close();
});

test('what cannot be said now is said as soon as it can be, and then who waits looks anew', async () => {
  const own = await openNotifications(server.connection, SCHEMA, () => {});
  const looked = Promise.withResolvers<void>();
  vi.useFakeTimers({ toFake: ['setInterval', 'setTimeout'] });
  try {
    await sql`ALTER TABLE awaited_news ADD CONSTRAINT full_disk CHECK (name <> 'unsaid') NOT VALID`.execute(
      database.db,
    );
    const leave = await keepAwaited({ db: database.db, notifications: own }, ['unsaid'], looked.resolve);
    expect(await untilOf('unsaid')).toBeUndefined();
    await sql`ALTER TABLE awaited_news DROP CONSTRAINT full_disk`.execute(database.db);
    await vi.advanceTimersByTimeAsync(5000);
    await looked.promise;
    leave();
  } finally {
    vi.useRealTimers();
  }
  expect(await untilOf('unsaid')).toBeGreaterThan(0);
  await own.close();
});
