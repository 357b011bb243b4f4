import {
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
import { sql, type Transaction, type UpdateObject } from 'kysely';
import type { PlaneCaller } from '../../callers.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { json } from '../../store/database.ts';
import { clearDeadline, setDeadline } from '../../store/deadlines.ts';
import { append } from '../../store/topics.ts';
import type { ControlContext } from '../context.ts';
import { endApplication, RUN_END } from './end-application.ts';
import { rememberFingerprints } from './fingerprints.ts';
import { findLocked, type LockedApplication, lockApplication } from './lock-application.ts';
import { progressTopic, reportProgress } from './progress.ts';
import { armSilence, REGION_SILENT } from './silence.ts';

/** More than that helps nobody. */
const MOST_FINDINGS = 200;

export const ACTIVATION = 'application.activate';

/**
 * Takes a region's reports on a run: each number once and in order. Only the region that the application was started in
 * is heard, and what comes after the application's end is recorded, never applied.
 */
export async function reportRun(
  context: ControlContext,
  caller: PlaneCaller,
  { params, body }: Parsed<typeof controlPlane.reportRun>,
): Promise<Reply<typeof controlPlane.reportRun> | Refusal> {
  const { applicationId } = params;
  return await context.db.transaction().execute(async (trx) => {
    let application = await findLocked(trx, applicationId);
    if (!application) return refusal('not_found');
    if (application.region !== body.region || caller.from !== body.region) return refusal('not_allowed');
    let { reports_taken: taken } = application;
    for (const { seq, report } of body.reports) {
      if (seq <= taken) continue; // sent again because our answer was lost
      if (seq > taken + 1) break; // the one before is on its way from another process
      application = await take(context, trx, application, seq, report);
      taken = seq;
    }
    if (taken !== application.reports_taken) await changeApplication(trx, application, { reports_taken: taken });
    return { taken };
  });
}

type Change = UpdateObject<ControlTables, 'application'>;

/** Writes what is new of an application that is locked. */
async function changeApplication(
  trx: Transaction<ControlTables>,
  { id, now }: LockedApplication,
  change: Change,
): Promise<LockedApplication> {
  const changed = trx.updateTable('application').set(change);
  const row = await changed.where('id', '=', id).returningAll().executeTakeFirstOrThrow();
  return { ...row, now };
}

/** @returns the application as it is then */
async function take(
  context: ControlContext,
  trx: Transaction<ControlTables>,
  application: LockedApplication,
  seq: number,
  told: RunReport,
): Promise<LockedApplication> {
  const { id } = application;
  const report = await keepFingerprints(context, trx, id, told);
  if (report.type === 'footage')
    return await changeApplication(trx, application, { footage: report.state, reports_taken: seq });
  if (report.type === 'noted') {
    const findings = json([...application.findings, ...report.findings].slice(0, MOST_FINDINGS));
    return await changeApplication(trx, application, { findings, reports_taken: seq });
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
  return await apply(trx, application, seq, report);
}

/** Also of a clip that comes too late for its application: it was shown. @returns the report without what is kept elsewhere */
async function keepFingerprints(
  context: ControlContext,
  trx: Transaction<ControlTables>,
  id: ApplicationId,
  report: RunReport,
): Promise<RunReport> {
  if (report.type !== 'passed' || report.fingerprints === undefined) return report;
  const { fingerprints, ...rest } = report;
  await rememberFingerprints(context, trx, id, fingerprints);
  return rest;
}

async function apply(
  trx: Transaction<ControlTables>,
  application: LockedApplication,
  seq: number,
  report: Exclude<RunReport, { type: 'footage' | 'noted' }>,
): Promise<LockedApplication> {
  const { id, now } = application;
  switch (report.type) {
    case 'progress':
      await append(trx, progressTopic(id), report.progress);
      return application;
    case 'step': {
      const { step, deadlineAt } = report;
      const left = deadlineAt === null ? 0 : Date.parse(deadlineAt) - now.getTime();
      await armSilence(trx, id, milliseconds(left));
      return await enterStep(trx, application, seq, { step, step_deadline_at: deadlineAt });
    }
    case 'failed':
      await endApplication(trx, { ...application, step: report.step }, 'rejected', report.problem, report.findings);
      return await lockApplication(trx, id);
    case 'passed': {
      await reportProgress(trx, application, { type: 'step.started', step: 'activate', deadlineAt: null });
      await clearDeadline(trx, REGION_SILENT, id); // from here on it is control's turn
      await setDeadline(trx, ACTIVATION, id, seconds(0));
      const found = { findings: json(report.findings), evidence: json(report.evidence) };
      return await enterStep(trx, application, seq, { step: 'activate', step_deadline_at: null, ...found });
    }
  }
}

const enterStep = async (
  trx: Transaction<ControlTables>,
  application: LockedApplication,
  seq: number,
  change: Pick<Change, 'step' | 'step_deadline_at' | 'findings' | 'evidence'>,
): Promise<LockedApplication> =>
  await changeApplication(trx, application, {
    ...change,
    step_started_at: application.now,
    version: sql`version + 1`,
    reports_taken: seq,
  });
