import {
  type Application,
  type ApplicationId,
  type controlPlane,
  milliseconds,
  type Parsed,
  type Refusal,
  type Reply,
  type RunReport,
  refusal,
  seconds,
} from '@kaitong/contract';
import { sql } from 'kysely';
import type { PlaneCaller } from '../../callers.ts';
import { json } from '../../store/database.ts';
import { clearDeadline, setDeadline } from '../../store/deadlines.ts';
import type { Executor } from '../../store/executor.ts';
import { appendForFollowers } from '../../store/topics.ts';
import { inOneStatementWith } from '../../store/unit-of-work.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { keepHeaders } from '../findings/found-headers.ts';
import { endApplication, RUN_END } from './end-application.ts';
import { rememberFingerprints } from './fingerprints.ts';
import { changeApplication, findLocked, type LockedApplication } from './lock-application.ts';
import { progressTopic, reportProgress } from './progress.ts';
import { armSilence, REGION_SILENT } from './silence.ts';

/** More than that helps nobody. */
const MOST_FINDINGS = 200;

export const ACTIVATION = 'application.activate';

type Said = Parsed<typeof controlPlane.reportRun>['body'];

/**
 * Takes a region's reports on a run: each number once and in order. Only the region that the application was started in
 * is heard, and what comes after the application's end is recorded, never applied.
 */
export async function reportRun(
  context: ControlContext,
  caller: PlaneCaller,
  { params: { applicationId }, body }: Parsed<typeof controlPlane.reportRun>,
): Promise<Reply<typeof controlPlane.reportRun> | Refusal> {
  if (caller.from !== body.region) return refusal('not_allowed');
  return await takeReports(context, applicationId, body);
}

/** @param said by the region itself */
export async function takeReports(
  context: ControlContext,
  applicationId: ApplicationId,
  said: Said,
): Promise<{ taken: number } | Refusal> {
  const taken = await carryOn(context, applicationId, said);
  return taken === undefined ? await takeAll(context, applicationId, said) : { taken };
}

type CarriesOn = Extract<RunReport, { type: 'progress' | 'step' | 'footage' }>;

/**
 * What only carries a run on needs no look at its application: it is written by one statement, if these reports are the next
 * of this region's running application. @returns undefined where somebody has to look
 */
async function carryOn(
  { db, clock }: ControlContext,
  id: ApplicationId,
  { region, reports }: Said,
): Promise<number | undefined> {
  const first = reports[0]?.seq ?? 0;
  const told = reports.flatMap(({ seq, report }, n) => (seq === first + n && carriesOn(report) ? [report] : []));
  if (told.length < reports.length) return undefined;
  const step = told.findLast((report) => report.type === 'step');
  const footage = told.filter((report) => report.type === 'footage').map(({ state }) => state);
  let change = db
    .updateTable('application')
    .set({
      reports_taken: first + told.length - 1,
      ...(footage.length > 0 && { footage: footageAfterAll(footage) }),
      ...(step && { ...entering(step), step_started_at: sql<Date>`kaitong_now()` }),
    })
    .where('id', '=', id)
    .where('region', '=', region)
    .where('reports_taken', '=', first - 1);
  if (told.some(({ type }) => type !== 'footage')) change = change.where('state', '=', 'verifying');
  const [row] = await inOneStatementWith(db, change.returning('reports_taken'), async (unit) => {
    for (const report of told)
      if (report.type === 'progress') await appendForFollowers(unit, progressTopic(id), report.progress);
    if (step) await expectMore(unit, id, step, clock.now());
  });
  return row?.reports_taken;
}

const carriesOn = (report: RunReport): report is CarriesOn =>
  report.type === 'progress' || report.type === 'step' || report.type === 'footage';

type Footage = Application['footage'];

/** What nobody of this account was allowed to see is not `deleted` to them: that would say that they came too late. */
const footageAfter = (before: Footage, told: Footage): Footage =>
  told === 'deleted' && (before === 'private' || before === 'withheld') ? 'withheld' : told;

/** The same of a row that was not read. */
const footageAfterAll = (told: readonly Footage[]) => sql<Footage>`
  CASE WHEN footage IN ('private', 'withheld') THEN ${told.reduce(footageAfter, 'private')}
       ELSE ${told.reduce(footageAfter, 'none')} END`;

type StepReport = Extract<RunReport, { type: 'step' }>;

const entering = ({ step, deadlineAt }: StepReport) => ({
  step,
  step_deadline_at: deadlineAt,
  version: sql<number>`version + 1`,
});

async function expectMore(unit: Executor, id: ApplicationId, { deadlineAt }: StepReport, now: Date): Promise<void> {
  const left = deadlineAt === null ? 0 : Date.parse(deadlineAt) - now.getTime();
  await armSilence(unit, id, milliseconds(left));
}

async function takeAll(
  context: ControlContext,
  applicationId: ApplicationId,
  { region, reports }: Said,
): Promise<Reply<typeof controlPlane.reportRun> | Refusal> {
  return await context.db.transaction().execute(async (trx) => {
    let application = await findLocked(trx, applicationId);
    if (!application) return refusal('not_found');
    if (application.region !== region) return refusal('not_allowed');
    let { reports_taken: taken } = application;
    for (const { seq, report } of reports) {
      if (seq <= taken) continue; // sent again because our answer was lost
      if (seq > taken + 1) break; // the one before is on its way from another process
      application = await take(context, trx, application, { seq, report });
      taken = seq;
    }
    if (taken !== application.reports_taken) await changeApplication(trx, application, { reports_taken: taken });
    return { taken };
  });
}

/** @returns the application as it is then */
async function take(
  context: ControlContext,
  trx: ControlTransaction,
  application: LockedApplication,
  { seq, report: told }: Said['reports'][number],
): Promise<LockedApplication> {
  const { id } = application;
  const report = await keepFingerprints(context, trx, application, told);
  if (report.type === 'footage') {
    const footage = footageAfter(application.footage, report.state);
    await changeApplication(trx, application, { footage });
    return { ...application, footage };
  }
  if (report.type === 'headers') {
    await keepHeaders(trx, id, report);
    return application;
  }
  if (report.type === 'noted') {
    const findings = [...application.findings, ...report.findings].slice(0, MOST_FINDINGS);
    await changeApplication(trx, application, { findings: json(findings) });
    return { ...application, findings };
  }
  if (application.state !== 'verifying') {
    await trx
      .insertInto('late_report')
      .values({ application_id: id, seq, report: json(report) })
      .execute();
    // The end that the region was told of may have overtaken a start that was slow to arrive.
    if (report.type === 'step') await setDeadline(trx, RUN_END, id, seconds(0));
    return application;
  }
  return await apply(trx, application, report);
}

/** Also of a clip that comes too late for its application: it was shown. @returns the report without what is kept elsewhere */
async function keepFingerprints(
  context: ControlContext,
  trx: ControlTransaction,
  application: LockedApplication,
  report: RunReport,
): Promise<RunReport> {
  if (report.type !== 'passed' || report.fingerprints === undefined) return report;
  const { fingerprints, ...rest } = report;
  await rememberFingerprints(context, trx, application, fingerprints);
  return rest;
}

async function apply(
  trx: ControlTransaction,
  application: LockedApplication,
  report: Exclude<RunReport, { type: 'footage' | 'noted' | 'headers' }>,
): Promise<LockedApplication> {
  const { id, now } = application;
  switch (report.type) {
    case 'progress':
      await appendForFollowers(trx, progressTopic(id), report.progress);
      return application;
    case 'step':
      await changeApplication(trx, application, { ...entering(report), step_started_at: now });
      await expectMore(trx, id, report, now);
      return { ...application, step: report.step };
    case 'failed': {
      const { step, findings, firmware = null } = report;
      // What other firmware did says nothing of the release.
      const isOther = application.release_id !== null && firmware !== null && firmware !== application.firmware;
      const problem = isOther ? refusal('precondition_changed') : report.problem;
      await endApplication(trx, { ...application, step }, 'rejected', problem, findings);
      return { ...application, state: 'rejected', findings };
    }
    case 'passed': {
      const { findings, evidence } = report;
      await reportProgress(trx, application, { type: 'step.started', step: 'activate', deadlineAt: null });
      await clearDeadline(trx, REGION_SILENT, id); // from here on it is control's turn
      await setDeadline(trx, ACTIVATION, id, seconds(0));
      const entered = { ...entering({ type: 'step', step: 'activate', deadlineAt: null }), step_started_at: now };
      await changeApplication(trx, application, { ...entered, findings: json(findings), evidence: json(evidence) });
      return { ...application, step: 'activate', findings, evidence };
    }
  }
}
