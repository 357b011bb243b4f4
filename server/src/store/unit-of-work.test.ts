import { milliseconds, seconds } from '@kaitong/contract';
import fc from 'fast-check';
import { sql, type Transaction } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Database } from './database.ts';
import { clearDeadline, findDeadline, setDeadline } from './deadlines.ts';
import { type Notifications, notify, openNotifications } from './notifications.ts';
import { type FoundationTables, openFoundation, SCHEMA } from './testing/schema.ts';
import { recordStatements } from './testing/statements.ts';
import { startTestDatabase, type TestDatabase } from './testing.ts';
import { append, readAfter } from './topics.ts';
import { attempt, writeNoted } from './unit-of-work.ts';

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
