import { milliseconds, seconds } from '@kaitong/contract';
import fc from 'fast-check';
import { sql, type Transaction } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { Database } from './database.ts';
import { clearDeadline, findDeadline, setDeadline } from './deadlines.ts';
import { type Notifications, notify, openNotifications } from './notifications.ts';
import { type FoundationTables, openFoundation, SCHEMA } from './testing/schema.ts';
import { countStatements, recordStatements } from './testing/statements.ts';
import { startTestDatabase, type TestDatabase } from './testing.ts';
import { append, readAfter } from './topics.ts';
import {
  attempt,
  attemptByNotes,
  inOneStatement,
  inOneStatementWith,
  noteRow,
  noteStatement,
  rowsCarriedBy,
  writeNoted,
} from './unit-of-work.ts';

let server: TestDatabase;
let database: Database<FoundationTables>;
let notifications: Notifications;

beforeAll(async () => {
  server = await startTestDatabase();
  database = await openFoundation(server.connection);
  notifications = await openNotifications(server.connection, SCHEMA, () => {});
});
afterAll(async () => {
  await notifications.close();
  await database.close();
  await server[Symbol.asyncDispose]();
});

type Step =
  | { type: 'append'; topic: string }
  | { type: 'set'; subject: string; s: number }
  | { type: 'clear'; subject: string }
  | { type: 'write' }
  | { type: 'attempt'; steps: Step[]; outcome: 'kept' | 'not kept' | 'throws' };

const { story } = fc.letrec<{ story: Step[]; step: Step }>((tie) => ({
  story: fc.array(tie('step'), { maxLength: 6 }),
  step: fc.oneof(
    { depthSize: 'small' },
    fc.record({ type: fc.constant('append' as const), topic: fc.constantFrom('a', 'b"\\,{}') }),
    fc.record({
      type: fc.constant('set' as const),
      subject: fc.constantFrom('x', 'y'),
      s: fc.integer({ min: 100, max: 900 }),
    }),
    fc.record({ type: fc.constant('clear' as const), subject: fc.constantFrom('x', 'y') }),
    fc.record({ type: fc.constant('write' as const) }),
    fc.record({
      type: fc.constant('attempt' as const),
      steps: tie('story'),
      outcome: fc.constantFrom('kept' as const, 'not kept' as const, 'throws' as const),
    }),
  ),
}));

/** What each topic holds, and for how many seconds each deadline is set: what one statement after the other would leave. */
type Model = { entries: Record<string, number[]>; deadlines: Record<string, number> };

async function tell(trx: Transaction<FoundationTables>, steps: Step[], model: Model, numbers: { next: number }) {
  for (const step of steps) {
    switch (step.type) {
      case 'append': {
        const data = numbers.next++;
        await append(trx, step.topic, data);
        model.entries[step.topic] = [...(model.entries[step.topic] ?? []), data];
        break;
      }
      case 'set':
        await setDeadline(trx, 'told', step.subject, seconds(step.s));
        model.deadlines[step.subject] = step.s;
        break;
      case 'clear':
        await clearDeadline(trx, 'told', step.subject);
        delete model.deadlines[step.subject];
        break;
      case 'write':
        await writeNoted(trx);
        break;
      case 'attempt': {
        const inside = structuredClone(model);
        const work = async () => {
          await tell(trx, step.steps, inside, numbers);
          if (step.outcome === 'throws') throw new Error('as told');
          return step.outcome;
        };
        await attempt(trx, work, (outcome) => outcome === 'kept').catch((error: Error) => {
          if (error.message !== 'as told') throw error;
        });
        if (step.outcome === 'kept') Object.assign(model, inside);
      }
    }
  }
}

test('what a transaction set going is there as if it had been written step by step, whatever was undone in between', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(story, { minLength: 1, maxLength: 3 }), async (transactions) => {
      await sql`DELETE FROM topic`.execute(database.db);
      await sql`DELETE FROM deadline`.execute(database.db);
      const model: Model = { entries: {}, deadlines: {} };
      const numbers = { next: 0 };
      for (const steps of transactions)
        await database.db.transaction().execute((trx) => tell(trx, steps, model, numbers));
      for (const topic of ['a', 'b"\\,{}']) {
        const entries = await readAfter<number>(database.db, topic, 0);
        expect(entries.map(({ data }) => data)).toEqual(model.entries[topic] ?? []);
        expect(entries.map(({ seq }) => seq)).toEqual((model.entries[topic] ?? []).map((_, i) => i + 1));
      }
      const { rows } = await sql<{ subject: string; s: number }>`
        SELECT subject, round(extract(epoch FROM due_at - kaitong_now()) / 10)::int AS s FROM deadline`.execute(
        database.db,
      );
      const tens = Object.entries(model.deadlines).map(([subject, s]) => [subject, Math.round(s / 10)] as const);
      expect(new Map(rows.map(({ subject, s }) => [subject, s])).size).toBe(tens.length);
      for (const [subject, s] of tens)
        expect(Math.abs((rows.find((row) => row.subject === subject)?.s ?? 0) - s)).toBeLessThanOrEqual(1);
    }),
    { numRuns: 60 },
  );
});

type Change =
  | { type: 'change'; id: number; set: { a?: number; b?: number } }
  | { type: 'insert' }
  | { type: 'write' }
  | { type: 'try'; steps: Change[]; isKept: boolean };

const { changes } = fc.letrec<{ changes: Change[]; change: Change }>((tie) => ({
  changes: fc.array(tie('change'), { maxLength: 6 }),
  change: fc.oneof(
    { depthSize: 'small' },
    fc.record({
      type: fc.constant('change' as const),
      id: fc.constantFrom(1, 2),
      set: fc.record({ a: fc.nat(9), b: fc.nat(9) }, { requiredKeys: [] }).filter((set) => Object.keys(set).length > 0),
    }),
    fc.constantFrom<Change>({ type: 'insert' }, { type: 'write' }),
    fc.record({ type: fc.constant('try' as const), steps: tie('changes'), isKept: fc.boolean() }),
  ),
}));

/** A table's rows by id, as one statement after the other would leave them. */
type Rows = Record<number, { a: number; b: number }>;

async function change(trx: Transaction<FoundationTables>, steps: Change[], rows: Rows, ids: { next: number }) {
  for (const step of steps) {
    if (step.type === 'change') {
      await noteRow(trx, 'thing', { id: step.id }, step.set);
      rows[step.id] = { ...(rows[step.id] ?? { a: 0, b: 0 }), ...step.set };
      rowsCarriedBy(trx).set(`thing ${step.id}`, rows[step.id]);
    } else if (step.type === 'insert') {
      const id = ids.next++;
      await noteStatement(trx, sql`INSERT INTO thing VALUES (${id}, 0, 0)`);
      rows[id] = { a: 0, b: 0 };
    } else if (step.type === 'write') await writeNoted(trx);
    else {
      const inside = structuredClone(rows);
      const notesOnly = step.steps.filter(({ type }) => type !== 'write');
      const work = async () => await change(trx, notesOnly, inside, ids);
      await attemptByNotes(trx, work, () => step.isKept);
      if (step.isKept) Object.assign(rows, inside);
    }
    for (const [name, row] of rowsCarriedBy(trx)) expect(row).toEqual(rows[Number(name.split(' ')[1])]);
  }
}

test('rows become what one change after the other would have made of them, and what was tried in vain leaves no trace', async () => {
  await sql`CREATE TABLE thing (id int PRIMARY KEY, a int NOT NULL, b int NOT NULL)`.execute(database.db);
  await fc.assert(
    fc.asyncProperty(changes, async (steps) => {
      await sql`TRUNCATE thing`.execute(database.db);
      await sql`INSERT INTO thing VALUES (1, 0, 0), (2, 0, 0)`.execute(database.db);
      const rows: Rows = { 1: { a: 0, b: 0 }, 2: { a: 0, b: 0 } };
      const ids = { next: 3 };
      await database.db.transaction().execute((trx) => change(trx, steps, rows, ids));
      const stored = await sql<{ id: number; a: number; b: number }>`SELECT * FROM thing`.execute(database.db);
      expect(Object.fromEntries(stored.rows.map(({ id, ...row }) => [id, row]))).toEqual(rows);
    }),
    { numRuns: 60 },
  );
  await sql`DROP TABLE thing`.execute(database.db);
});

test('what is tried by notes alone cannot be written before it is known whether it stays', async () => {
  const trying = database.db.transaction().execute((trx) =>
    attemptByNotes(
      trx,
      () => writeNoted(trx),
      () => true,
    ),
  );
  await expect(trying).rejects.toThrow('by notes alone');
});

test('what needs no look at a row is one statement without a transaction around it', async () => {
  const counting = countStatements([]);
  await inOneStatement(database.db, async (unit) => {
    await append(unit, 'alone', 1);
    await setDeadline(unit, 'alone', 'x', seconds(1));
  });
  expect(counting.take()[SCHEMA]).toBe(1);
  counting.stop();
  expect(await readAfter(database.db, 'alone', 0)).toHaveLength(1);
});

test('what goes with a change of a row goes only where there is such a row', async () => {
  await database.db.insertInto('fired').values({ subject: 'there', by: 'nobody' }).execute();
  const change = async (subject: string) => {
    const changed = database.db.updateTable('fired').set({ by: 'somebody' }).where('subject', '=', subject);
    return await inOneStatementWith(database.db, changed.returning('by'), async (unit) => {
      await append(unit, `with ${subject}`, 1);
      await setDeadline(unit, 'with', subject, seconds(1));
      await clearDeadline(unit, 'kept', subject);
      await notify(unit, 'with', subject);
    });
  };
  const heard: unknown[] = [];
  const off = notifications.on('with', (payload) => heard.push(payload));
  for (const subject of ['there', 'elsewhere']) await setDeadline(database.db, 'kept', subject, seconds(1));
  expect(await change('elsewhere')).toEqual([]);
  expect(await change('there')).toMatchObject([{ by: 'somebody' }]);
  await vi.waitFor(() => expect(heard).toEqual(['there']), { timeout: 30_000 });
  off();
  const of = async (subject: string) => [
    (await readAfter(database.db, `with ${subject}`, 0)).length,
    (await findDeadline(database.db, 'with', subject)) !== undefined,
    (await findDeadline(database.db, 'kept', subject)) !== undefined,
  ];
  expect(await of('there')).toEqual([1, true, false]);
  expect(await of('elsewhere')).toEqual([0, false, true]);
});

test('a transaction that fails sets nothing going', async () => {
  const heard: unknown[] = [];
  const off = notifications.on('failed', (payload) => heard.push(payload));
  const failing = database.db.transaction().execute(async (trx) => {
    await append(trx, 'failed', 1);
    await setDeadline(trx, 'failed', 'x', milliseconds(1));
    await notify(trx, 'failed', 'x');
    throw new Error('undone');
  });
  await expect(failing).rejects.toThrow('undone');
  const after = new Promise((resolve) => notifications.on('after', resolve));
  await notify(database.db, 'after', 'x'); // comes behind what the other would have said
  await after;
  off();
  expect(heard).toEqual([]);
  expect(await readAfter(database.db, 'failed', 0)).toEqual([]);
  expect(await findDeadline(database.db, 'failed', 'x')).toBeUndefined();
});

test('however much a transaction sets going, it is one statement', async () => {
  const { pool } = database;
  const recorder = recordStatements({ pool });
  await database.db.transaction().execute(async (trx) => {
    for (let n = 0; n < 5; n++) await append(trx, `many ${n % 2}`, n);
    await setDeadline(trx, 'many', 'x', seconds(1));
    await clearDeadline(trx, 'many', 'y');
    await notify(trx, 'many', 'x');
  });
  expect(recorder.take().filter(({ text }) => !/^(begin|commit)$/.test(text))).toHaveLength(1);
});
