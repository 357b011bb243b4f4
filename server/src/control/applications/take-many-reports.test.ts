// Reports of many runs in one call: each run is by itself.
import { type ApplicationId, isRefusal, Region, type RunReport } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type ControlRig, startControl } from '../../http/testing/control.ts';
import { newApplicationId } from '../../secrets/new-ids.ts';
import { reportRuns } from './take-many-reports.ts';
import { runningApplication } from './testing/running-application.ts';

const region = Region.parse('cn');
let control: ControlRig;
beforeAll(async () => {
  control = await startControl();
});
afterAll(() => control[Symbol.asyncDispose]());

const hint: RunReport = { type: 'progress', progress: { type: 'wave.hinted', at: '2026-01-01T00:00:00.000Z' } };
const reportsOf = (applicationId: ApplicationId, ...numbers: number[]) => ({
  applicationId,
  reports: numbers.map((seq) => ({ seq, report: hint })),
});

async function tell(...runs: ReturnType<typeof reportsOf>[]) {
  const said = { params: undefined, query: undefined, body: { region, runs } } as never;
  const answer = await reportRuns(control.context, { from: region }, said);
  if (isRefusal(answer)) throw new Error(answer.code);
  return answer;
}

const takenOf = async (id: ApplicationId): Promise<number> => {
  const found = control.context.db.selectFrom('application').select('reports_taken').where('id', '=', id);
  return (await found.executeTakeFirstOrThrow()).reports_taken;
};

test('each run’s are taken in order, and what is refused of one is taken of the others', async () => {
  const many = await Promise.all(Array.from({ length: 20 }, () => runningApplication(control.context)));
  const [theirs, unknown] = [await runningApplication(control.context, { region: 'eu' }), newApplicationId()];
  const [gap = unknown, ...rest] = many;
  const { taken, refused } = await tell(
    ...[reportsOf(unknown, 1), reportsOf(theirs, 1), reportsOf(gap, 1, 3)],
    ...rest.map((id) => reportsOf(id, 1, 2)),
  );
  const expected = [{ applicationId: gap, taken: 1 }, ...rest.map((applicationId) => ({ applicationId, taken: 2 }))];
  expect(new Set(taken)).toEqual(new Set(expected));
  const codes = refused.map(({ applicationId, problem }) => [applicationId, problem.code]);
  expect(new Map(codes as [string, string][])).toEqual(
    new Map([
      [unknown, 'not_found'],
      [theirs, 'not_allowed'],
    ]),
  );
});

test('one that is held up is left out of the answer, and taken all the same', async () => {
  const [held, other] = [await runningApplication(control.context), await runningApplication(control.context)];
  const isHeld = Promise.withResolvers<void>();
  const release = Promise.withResolvers<void>();
  const holding = control.context.db.transaction().execute(async (trx) => {
    await sql`SELECT FROM application WHERE id = ${held} FOR UPDATE`.execute(trx);
    isHeld.resolve();
    await release.promise;
  });
  await isHeld.promise;
  vi.useFakeTimers({ toFake: ['setTimeout'] });
  try {
    const answered = tell(reportsOf(held, 1), reportsOf(other, 1));
    while ((await takenOf(other)) === 0);
    await vi.advanceTimersByTimeAsync(5000);
    expect(await answered).toEqual({ taken: [{ applicationId: other, taken: 1 }], refused: [] });
  } finally {
    vi.useRealTimers();
    release.resolve();
  }
  await holding;
  while ((await takenOf(held)) === 0);
  expect(await tell(reportsOf(held, 1))).toEqual({ taken: [{ applicationId: held, taken: 1 }], refused: [] });
});
