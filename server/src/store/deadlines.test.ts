import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { milliseconds, minutes, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import type { Database } from './database.ts';
import {
  clearDeadline,
  type DeadlineHandler,
  type DeadlineRunner,
  findDeadline,
  hurryDeadlines,
  runDeadlines,
  setDeadline,
} from './deadlines.ts';
import { type Notifications, openNotifications } from './notifications.ts';
import { type FoundationTables, openFoundation, SCHEMA } from './testing/schema.ts';
import { recordStatements } from './testing/statements.ts';
import { createTestClock, startTestDatabase, type TestClock, type TestDatabase } from './testing.ts';
import { watchWrites } from './writes.ts';

type Handler = DeadlineHandler<FoundationTables>;

let server: TestDatabase;
let database: Database<FoundationTables>;
let notifications: Notifications;
let clock: TestClock;
let runners: DeadlineRunner[] = [];

beforeAll(async () => {
  server = await startTestDatabase();
  database = await openFoundation(server.connection);
  notifications = await openNotifications(server.connection, SCHEMA, () => {});
  clock = createTestClock([database.db]);
});
afterEach(async () => {
  await Promise.all(runners.map((runner) => runner.stop()));
  runners = [];
  await sql`TRUNCATE deadline, fired`.execute(database.db);
});
afterAll(async () => {
  await notifications.close();
  await database.close();
  await server[Symbol.asyncDispose]();
});

const run = (handlers: Record<string, Handler>, onError: (error: unknown) => void = () => {}) => {
  const runner = runDeadlines({ db: database.db, notifications, handlers, onError });
  runners.push(runner);
  return runner;
};

/** A handler that notes each call, and a promise for the nth. */
function recorder() {
  const calls: string[] = [];
  const waiting: { n: number; resolve: () => void }[] = [];
  const handler: Handler = async ({ subject }) => {
    calls.push(subject);
    for (const { n, resolve } of waiting) if (calls.length >= n) resolve();
  };
  const count = (n: number): Promise<void> =>
    calls.length >= n ? Promise.resolve() : new Promise((resolve) => waiting.push({ n, resolve }));
  return { calls, handler, count };
}

const left = async () => (await sql`SELECT FROM deadline`.execute(database.db)).rows.length;

test('deadlines fire in the order of their times, each once, with two runners at work', async () => {
  const { calls, handler, count } = recorder();
  const order = ['c', 'a', 'b'];
  await setDeadline(database.db, 'step', 'c', minutes(3));
  await setDeadline(database.db, 'step', 'a', minutes(1));
  await setDeadline(database.db, 'step', 'b', minutes(2));
  run({ step: handler });
  run({ step: handler });
  for (const [passed, subject] of ['a', 'b', 'c'].entries()) {
    await clock.advance(minutes(1));
    await count(passed + 1);
    expect(calls.at(-1)).toBe(subject);
  }
  expect([...calls].sort()).toEqual([...order].sort());
});

test('a sleeping runner is woken by a deadline nearer than the one it sleeps for', async () => {
  const { calls, handler, count } = recorder();
  await setDeadline(database.db, 'step', 'later', minutes(10));
  run({ step: handler });
  await setDeadline(database.db, 'step', 'sooner', milliseconds(20));
  await count(1);
  expect(calls).toEqual(['sooner']);
});

test('a cleared deadline does not fire, one set anew fires at its new time only', async () => {
  const { calls, handler, count } = recorder();
  await setDeadline(database.db, 'step', 'cleared', seconds(20));
  await setDeadline(database.db, 'step', 'moved', seconds(20));
  await setDeadline(database.db, 'step', 'mark', seconds(20));
  await clearDeadline(database.db, 'step', 'cleared');
  await setDeadline(database.db, 'step', 'moved', minutes(5));
  run({ step: handler });
  await clock.advance(seconds(30));
  await count(1);
  expect(calls).toEqual(['mark']);
  await clock.advance(minutes(5));
  await count(2);
  expect(calls).toEqual(['mark', 'moved']);
});

test('a rolled-back change sets no deadline', async () => {
  const change = database.db.transaction().execute(async (trx) => {
    await setDeadline(trx, 'step', 'undone', seconds(1));
    throw new Error('undone');
  });
  await expect(change).rejects.toThrow('undone');
  expect(await findDeadline(database.db, 'step', 'undone')).toBeUndefined();
});

test('a handler that fails leaves nothing of its work and comes back later with a higher count', async () => {
  const tries: number[] = [];
  const failed = Promise.withResolvers<void>();
  const succeeded = Promise.withResolvers<void>();
  await setDeadline(database.db, 'step', 's', milliseconds(0));
  const step: Handler = async (deadline, trx) => {
    tries.push(deadline.tries);
    await trx
      .insertInto('fired')
      .values({ subject: 's', by: String(deadline.tries) })
      .execute();
    if (deadline.tries === 0) await sql`SELECT 1 / 0`.execute(trx);
    succeeded.resolve();
  };
  run({ step }, () => failed.resolve());
  await failed.promise;
  await clock.advance(seconds(1));
  await succeeded.promise;
  await Promise.all(runners.map((runner) => runner.stop()));
  expect(tries).toEqual([0, 1]);
  expect(await database.db.selectFrom('fired').selectAll().execute()).toEqual([{ subject: 's', by: '1' }]);
  expect(await left()).toBe(0);
});

test('a handler may set its own deadline anew, at once too', async () => {
  const { calls, handler, count } = recorder();
  const step: Handler = async (deadline, trx) => {
    if (calls.length < 2) await setDeadline(trx, 'step', deadline.subject, milliseconds(0));
    await handler(deadline, trx);
  };
  await setDeadline(database.db, 'step', 'again', milliseconds(0));
  run({ step });
  await count(3);
  await runners[0]?.stop();
  expect(await left()).toBe(0);
});

test('a process takes only the kinds that it handles', async () => {
  const { calls, handler, count } = recorder();
  await setDeadline(database.db, 'foreign', 'x', milliseconds(0));
  await setDeadline(database.db, 'step', 'y', milliseconds(0));
  run({ step: handler });
  await count(1);
  await runners[0]?.stop();
  expect(calls).toEqual(['y']);
  expect(await left()).toBe(1);
});

test('whoever changes the subject and moves its deadline meets no deadlock with the handler', async () => {
  await database.db.insertInto('fired').values({ subject: 'run', by: 'nobody' }).execute();
  await setDeadline(database.db, 'step', 'run', milliseconds(0));
  const handling = Promise.withResolvers<void>();
  const errors: unknown[] = [];
  const { handler, count } = recorder();
  const change = database.db.transaction().execute(async (trx) => {
    await trx.updateTable('fired').set({ by: 'event' }).where('subject', '=', 'run').execute();
    run(
      {
        step: async (deadline, inner) => {
          handling.resolve();
          await inner.updateTable('fired').set({ by: 'deadline' }).where('by', '=', 'nobody').execute();
          await handler(deadline, inner);
        },
      },
      (error) => errors.push(error),
    );
    await handling.promise;
    await setDeadline(trx, 'step', 'run', minutes(1));
  });
  await change;
  await count(1);
  await runners[0]?.stop();
  expect(errors).toEqual([]);
  expect(await database.db.selectFrom('fired').select('by').execute()).toEqual([{ by: 'event' }]);
  expect(await findDeadline(database.db, 'step', 'run')).toBeDefined();
});

test('a handler that takes long holds up no other deadline', async () => {
  const { calls, handler, count } = recorder();
  const release = Promise.withResolvers<void>();
  const started = Promise.withResolvers<void>();
  const step: Handler = async (deadline, trx) => {
    if (deadline.subject === 'slow') {
      started.resolve();
      await release.promise;
    }
    await handler(deadline, trx);
  };
  await setDeadline(database.db, 'step', 'slow', milliseconds(0));
  run({ step });
  await started.promise;
  await setDeadline(database.db, 'step', 'quick', milliseconds(0));
  await count(1);
  release.resolve();
  await count(2);
  expect(calls).toEqual(['quick', 'slow']);
});

test('a hundred deadlines of one moment, set while two runners work, fire once each', async () => {
  const { calls, handler, count } = recorder();
  run({ step: handler });
  run({ step: handler });
  const subjects = Array.from({ length: 100 }, (_, n) => `s${n}`);
  await Promise.all(subjects.map((subject) => setDeadline(database.db, 'step', subject, milliseconds(1))));
  await count(100);
  await Promise.all(runners.map((runner) => runner.stop()));
  expect([...calls].sort()).toEqual([...subjects].sort());
  expect(await left()).toBe(0);
});

test('a deadline whose process was killed in mid-handler is taken over, and its half-done work is gone', async () => {
  await setDeadline(database.db, 'step', 'orphan', milliseconds(0));
  const program = new URL('./testing/deadline-process.ts', import.meta.url);
  const child: ChildProcess = fork(program, [server.url, 'hangs'], { execArgv: [] });
  const took = new Promise<void>((resolve) => {
    child.on('message', (message) => {
      if (typeof message === 'object') resolve();
    });
  });
  await took;
  const { handler, count } = recorder();
  const step: Handler = async (deadline, trx) => {
    await trx.insertInto('fired').values({ subject: deadline.subject, by: 'other' }).execute();
    await handler(deadline, trx);
  };
  run({ step });
  child.kill('SIGKILL');
  await once(child, 'exit');
  await count(1);
  await runners[0]?.stop();
  expect(await database.db.selectFrom('fired').selectAll().execute()).toEqual([{ subject: 'orphan', by: 'other' }]);
  expect(await left()).toBe(0);
});

test('a deadline that is set anew while its handler works fires once more', async () => {
  const { calls, handler, count } = recorder();
  const begun = Promise.withResolvers<void>();
  const goOn = Promise.withResolvers<void>();
  const step: Handler = async (deadline, trx) => {
    begun.resolve();
    await goOn.promise;
    await handler(deadline, trx);
  };
  await setDeadline(database.db, 'step', 'anew', milliseconds(0));
  run({ step });
  await begun.promise;
  await setDeadline(database.db, 'step', 'anew', milliseconds(0));
  goOn.resolve();
  await count(2);
  await runners[0]?.stop();
  expect(calls).toEqual(['anew', 'anew']);
  expect(await left()).toBe(0);
});

test('one that all lanes are too busy for is taken by the first that is free, whichever', async () => {
  const slow = Promise.withResolvers<void>();
  const { calls, handler, count } = recorder();
  const step: Handler = async (deadline, trx) => {
    if (deadline.subject === 'slow') await slow.promise;
    await handler(deadline, trx);
  };
  for (const subject of ['a', 'slow', 'b', 'c', 'd']) await setDeadline(database.db, 'step', subject, milliseconds(0));
  runners.push(runDeadlines({ db: database.db, notifications, handlers: { step }, onError: () => {}, lanes: 2 }));
  await count(4);
  slow.resolve();
  await count(5);
  expect(calls).toEqual(['a', 'b', 'c', 'd', 'slow']);
});

test('whoever is told of deadlines that are due claims them without a look, whatever their kind is called, and others look at nothing', async () => {
  const { handler, count } = recorder();
  run({ 'step by step': handler, fence: handler });
  run({ other: handler });
  for (const [n, kind] of ['step by step', 'other', 'fence'].entries()) {
    await setDeadline(database.db, kind, kind, milliseconds(0));
    await count(n + 1);
  }
  await vi.waitFor(async () => expect(await left()).toBe(0), { timeout: 30_000 });
  const recorded = recordStatements(database);
  for (const n of [4, 5]) {
    await setDeadline(database.db, 'step by step', `${n}`, milliseconds(0));
    await count(n);
    await vi.waitFor(async () => expect(await left()).toBe(0), { timeout: 30_000 });
  }
  await Promise.all(runners.map((runner) => runner.stop()));
  const texts = recorded.take().map(({ text }) => text);
  expect(texts.filter((text) => text.includes('moment'))).toEqual([]);
  expect(texts.filter((text) => text.includes('claim_deadline'))).toHaveLength(2);
});

test('a call that only hurries what waits has kept nothing where nothing waits, so what it read is confirmed', async () => {
  const writes = { any: false, kept: false };
  await watchWrites(writes, () => database.db.transaction().execute((trx) => hurryDeadlines(trx, 'ring')));
  expect(writes.kept).toBe(false);
  await setDeadline(database.db, 'ring', 'later', minutes(5));
  await watchWrites(writes, () => database.db.transaction().execute((trx) => hurryDeadlines(trx, 'ring')));
  expect(writes.kept).toBe(true);
});
