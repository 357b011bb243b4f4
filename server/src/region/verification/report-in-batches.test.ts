// Reports of all runs that wait go to control in one call, whatever control makes of it.
import {
  type ApplicationId,
  controlCalls,
  createClient,
  Problem,
  ProblemError,
  Region,
  type RunReport,
  refusal,
} from '@kaitong/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newApplicationId } from '../../secrets/new-ids.ts';
import type { Database } from '../../store/database.ts';
import { type FoundationTables, openFoundation } from '../../store/testing/schema.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { append } from '../../store/topics.ts';
import type { RegionContext } from '../context.ts';
import { sendTopics } from '../send-topics.ts';
import { reportInBatches } from './report-in-batches.ts';

const region = Region.parse('cn');
const { signal } = new AbortController();
let server: TestDatabase;
let database: Database<FoundationTables>;
beforeAll(async () => {
  server = await startTestDatabase();
  database = await openFoundation(server.connection);
});
afterAll(async () => {
  await database.close();
  await server[Symbol.asyncDispose]();
});

/** What becomes of a call, besides what is in it. */
type Turn = 'answered' | 'away' | 'unanswered';
type Said = { applicationId: string; reports: { seq: number; report: unknown }[] };
const problem = (status: number, code: string) =>
  new ProblemError(Problem.parse({ type: 'about:blank', title: code, status, code, params: {} }));
const hint = (n: number): RunReport => ({ type: 'progress', progress: { type: 'wave.hinted', at: '', n } as never });

/** Control as reports see it. It cannot read those of `malformed`, refuses `refused`, and is slow about `slow` at first. */
function createControl(turns: Turn[], { isOld = false } = {}) {
  const taken = new Map<string, number[]>();
  const marks = { malformed: new Set<string>(), refused: new Set<string>(), slow: new Set<string>() };
  const calls: Said[][] = [];
  function take({ applicationId: id, reports }: Said): number {
    const all = taken.get(id) ?? [];
    taken.set(id, all);
    for (const { seq, report } of reports) {
      if (seq !== all.length + 1) continue;
      all.push((report as { progress: { n: number } }).progress.n);
    }
    return all.length;
  }
  function inTurn<Answer>(runs: Said[], answer: () => Answer): Answer {
    calls.push(runs);
    const turn = turns.shift() ?? 'answered';
    if (turn === 'away') throw new Error('away');
    if (runs.some(({ applicationId: id }) => marks.malformed.has(id))) throw problem(422, 'input_invalid');
    const answered = answer();
    if (turn === 'unanswered') throw new Error('no answer');
    return answered;
  }
  const nothingElse = createClient(controlCalls, async () => {
    throw new Error('not part of this test');
  });
  const control: RegionContext['control'] = {
    ...nothingElse,
    async reportRun({ params: { applicationId }, body }) {
      return inTurn([{ applicationId, reports: [...body.reports] }], () => {
        if (marks.refused.has(applicationId)) throw problem(404, 'not_found');
        return { taken: take({ applicationId, reports: [...body.reports] }) };
      });
    },
    async reportRuns({ body }) {
      if (isOld) throw problem(404, 'not_found');
      const runs = body.runs.map((run) => ({ ...run, reports: [...run.reports] }));
      const answer = inTurn(runs, () => ({
        taken: runs.flatMap((run) => {
          if (marks.refused.has(run.applicationId) || marks.slow.delete(run.applicationId)) return [];
          return [{ applicationId: run.applicationId, taken: take(run) }];
        }),
        refused: runs.flatMap(({ applicationId }) =>
          marks.refused.has(applicationId) ? [{ applicationId, problem: refusal('not_found') }] : [],
        ),
      }));
      return controlCalls.reportRuns.reply.parse(answer);
    },
  };
  return { control, taken, marks, calls };
}

let n = 0;
/** Outboxes of their own, and what sends them. */
function openOutboxes(control: RegionContext['control']) {
  const prefix = `run${n++}:`;
  const { db } = database as unknown as Pick<RegionContext, 'db'>;
  const sender = sendTopics<RunReport>({ db }, prefix, reportInBatches({ control, region }));
  return {
    sendAll: () => sender.sendAll(signal),
    async add(id: ApplicationId, numbers: readonly number[]): Promise<void> {
      await database.db.transaction().execute(async (trx) => {
        for (const number of numbers) await append(trx, `${prefix}${id}`, hint(number));
      });
    },
  };
}

const numbersTo = (count: number): number[] => Array.from({ length: count }, (_, at) => at);

test('each run’s reports are taken once and in order, whatever control does with calls and with other runs', async () => {
  const run = fc.record({
    reports: fc.integer({ min: 1, max: 30 }),
    is: fc.constantFrom('fine', 'fine', 'malformed', 'refused', 'slow'),
  });
  const story = fc.record({
    runs: fc.array(run, { minLength: 1, maxLength: 8 }),
    turns: fc.array(fc.constantFrom<Turn>('answered', 'away', 'unanswered'), { maxLength: 6 }),
    isOld: fc.boolean(),
    more: fc.integer({ min: 0, max: 3 }),
  });
  await fc.assert(
    fc.asyncProperty(story, async ({ runs, turns, isOld, more }) => {
      const { control, taken, marks } = createControl([...turns], { isOld });
      const { add, sendAll } = openOutboxes(control);
      const ids = runs.map(() => newApplicationId());
      for (const [at, { is, reports }] of runs.entries()) {
        const id = ids[at] ?? newApplicationId();
        if (is !== 'fine') marks[is].add(id);
        await add(id, numbersTo(reports));
      }
      const isStuck = runs.some(({ is }) => is === 'malformed' || is === 'refused');
      let isTaken = false;
      // As often as the sender would try again: whatever is wrong with calls is over by then.
      for (let tries = 0; tries < turns.length + 3; tries++) {
        isTaken = await sendAll().then(
          () => true,
          () => false,
        );
        if (tries < more) for (const [at, id] of ids.entries()) await add(id, [(runs[at]?.reports ?? 0) + tries]);
      }
      for (let tries = 0; tries < 3; tries++)
        isTaken = await sendAll().then(
          () => true,
          () => false,
        );
      expect(isTaken).toBe(!isStuck);
      const added = Math.min(more, turns.length + 3);
      for (const [at, { is, reports }] of runs.entries()) {
        const all = is === 'malformed' || is === 'refused' ? [] : numbersTo(reports + added);
        expect(taken.get(ids[at] ?? '') ?? []).toEqual(all);
      }
    }),
    { numRuns: 100 },
  );
});

test('what waits of many runs is one call; what is more than one may carry is several', async () => {
  const { control, calls } = createControl([]);
  const { add, sendAll } = openOutboxes(control);
  const ids = Array.from({ length: 90 }, () => newApplicationId());
  for (const id of ids) await add(id, [0, 1, 2]);
  await sendAll();
  expect(calls.map((runs) => runs.length)).toEqual([90]);
  const large: RunReport = { type: 'progress', progress: { type: 'wave.hinted', at: 'x'.repeat(400_000) } };
  const send = reportInBatches({ control, region });
  calls.length = 0;
  await send(ids.slice(0, 5).map((key) => ({ key, reports: [{ seq: 4, report: large }] })));
  expect(calls.map((runs) => runs.length)).toEqual([2, 2, 1]);
});

test('what cannot be read of one run is told by itself from then on, and the others together', async () => {
  const { control, calls, marks } = createControl([]);
  const send = reportInBatches({ control, region });
  const ids = Array.from({ length: 10 }, () => newApplicationId());
  const [bad = newApplicationId()] = ids;
  marks.malformed.add(bad);
  const tell = async (seq: number) => {
    calls.length = 0;
    const ends = await send(ids.map((key) => ({ key, reports: [{ seq, report: hint(seq) }] })));
    expect(ends.map(({ status }) => status)).toEqual(ids.map((id) => (id === bad ? 'rejected' : 'fulfilled')));
    return calls.map((runs) => runs.length).sort((a, b) => b - a);
  };
  expect(await tell(1)).toEqual([10, ...ids.map(() => 1)]);
  expect(await tell(2)).toEqual([9, 1]);
});

test('a control of a release before is told of each run by itself', async () => {
  const { control, calls } = createControl([], { isOld: true });
  const { add, sendAll } = openOutboxes(control);
  for (let i = 0; i < 5; i++) await add(newApplicationId(), [0, 1]);
  await sendAll();
  expect(calls.map((runs) => runs.length)).toEqual([1, 1, 1, 1, 1]);
});
