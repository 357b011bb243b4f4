// Reports of a run come in whatever calls the region makes of them, several processes' at the same moment, again and again.
import { type Application, type ApplicationId, isRefusal, Region, type RunReport } from '@kaitong/contract';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type ControlRig, startControl } from '../../http/testing/control.ts';
import { findDeadline } from '../../store/deadlines.ts';
import { STATEMENT_BUDGETS } from '../../store/testing/statement-budgets.ts';
import { countStatements } from '../../store/testing/statements.ts';
import { readAfter } from '../../store/topics.ts';
import { progressTopic } from './progress.ts';
import { REGION_SILENT } from './silence.ts';
import { reportRun } from './take-reports.ts';
import { runningApplication } from './testing/running-application.ts';

const region = Region.parse('cn');
let control: ControlRig;
beforeAll(async () => {
  control = await startControl();
});
afterAll(async () => {
  await control[Symbol.asyncDispose]();
});

type Numbered = { seq: number; report: RunReport };
const said = (applicationId: ApplicationId, reports: Numbered[]) =>
  ({ params: { applicationId }, body: { region, reports }, query: undefined }) as never;

async function tell(id: ApplicationId, reports: Numbered[]): Promise<number> {
  const answer = await reportRun(control.context, { from: region }, said(id, reports));
  if (isRefusal(answer)) throw new Error(answer.code);
  return answer.taken;
}

const at = '2026-01-01T00:00:00.000Z';
type Shown = Application['footage'];
const hint = (n: number): RunReport => ({ type: 'progress', progress: { type: 'wave.hinted', at, n } as never });
const reportOf: fc.Arbitrary<(n: number) => RunReport> = fc.oneof(
  fc.constant(hint),
  fc
    .constantFrom('await-event' as const, 'await-upload' as const, 'verify' as const)
    .map((step) => () => ({ type: 'step' as const, step, deadlineAt: null })),
  fc
    .constantFrom('visible' as const, 'private' as const, 'deleted' as const)
    .map((state) => () => ({ type: 'footage' as const, state })),
  fc.constant(() => ({ type: 'noted' as const, findings: [] })),
);

/** What nobody was allowed to see stays that, also when it is gone. */
const shownAfter = (before: Shown, told: 'visible' | 'private' | 'deleted'): Shown =>
  told === 'deleted' && (before === 'private' || before === 'withheld') ? 'withheld' : told;

const applicationOf = (id: ApplicationId) =>
  control.context.db.selectFrom('application').selectAll().where('id', '=', id).executeTakeFirstOrThrow();

test('each report is taken once and in order, whatever calls they come in', async () => {
  const call = fc.record({ first: fc.nat(11), many: fc.integer({ min: 1, max: 4 }) });
  const story = fc.record({
    reports: fc.array(reportOf, { minLength: 1, maxLength: 12 }),
    rounds: fc.array(fc.array(call, { minLength: 1, maxLength: 4 }), { maxLength: 5 }),
  });
  await fc.assert(
    fc.asyncProperty(story, async ({ reports: made, rounds }) => {
      const id = await runningApplication(control.context);
      const reports = made.map((report, n) => ({ seq: n + 1, report: report(n) }));
      for (const round of rounds)
        await Promise.all(
          round.map(async ({ first, many }) => {
            const some = reports.slice(first % reports.length, (first % reports.length) + many);
            expect(await tell(id, some)).toBeLessThanOrEqual(reports.length);
          }),
        );
      expect(await tell(id, reports)).toBe(reports.length);
      const told = await readAfter<{ n: number }>(control.context.db, progressTopic(id), 0);
      expect(told.map(({ data }) => data.n)).toEqual(
        made.flatMap((report, n) => (report(n).type === 'progress' ? [n] : [])),
      );
      const step = reports.map(({ report }) => report).findLast((report) => report.type === 'step');
      const footage = reports
        .flatMap(({ report }) => (report.type === 'footage' ? [report.state] : []))
        .reduce(shownAfter, 'none');
      expect(await applicationOf(id)).toMatchObject({
        reports_taken: reports.length,
        step: step?.step ?? 'grant',
        footage,
      });
      const isWaitedFor = (await findDeadline(control.context.db, REGION_SILENT, id)) !== undefined;
      expect(isWaitedFor).toBe(step !== undefined);
    }),
    { numRuns: 25 },
  );
});

test('what carries a run on is one statement, and what comes for an ended application changes nothing of it', async () => {
  const [running, ended] = [
    await runningApplication(control.context),
    await runningApplication(control.context, { state: 'cancelled' }),
  ];
  const step: RunReport = { type: 'step', step: 'await-event', deadlineAt: null };
  const reports = [hint(0), step, hint(2)].map((report, n) => ({ seq: n + 1, report }));
  const counting = countStatements([]);
  expect(await tell(running, reports)).toBe(3);
  expect(counting.take().control).toBe(STATEMENT_BUDGETS.control['reports that carry a run on']);
  counting.stop();
  expect(await tell(ended, reports)).toBe(3);
  expect(await applicationOf(ended)).toMatchObject({ state: 'cancelled', step: 'grant', reports_taken: 3 });
  expect(await readAfter(control.context.db, progressTopic(ended), 0)).toEqual([]);
});
