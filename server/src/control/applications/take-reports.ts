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
import { sql, type Transaction } from 'kysely';
import type { PlaneCaller } from '../../callers.ts';
import type { ControlTables } from '../../store/control/tables.ts';
import { json } from '../../store/database.ts';
import { clearDeadline, setDeadline } from '../../store/deadlines.ts';
import { append } from '../../store/topics.ts';
import type { ControlContext } from '../context.ts';
import { endApplication, RUN_END } from './end-application.ts';
import { rememberFingerprints } from './fingerprints.ts';
import { type LockedApplication, lockApplication } from './lock-application.ts';
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
  const known = await context.db
    .selectFrom('application')
    .select('region')
    .where('id', '=', params.applicationId)
    .executeTakeFirst();
  if (!known) return refusal('not_found');
  if (known.region !== body.region || caller.from !== body.region) return refusal('not_allowed');
  return await context.db.transaction().execute(async (trx) => {
    let application = await lockApplication(trx, params.applicationId);
    let { reports_taken: taken } = application;
    for (const { seq, report } of body.reports) {
      if (seq <= taken) continue; // sent again because our answer was lost
      if (seq > taken + 1) break; // the one before is on its way from another process
      await take(context, trx, application, seq, report);
      if (report.type !== 'progress') application = await lockApplication(trx, params.applicationId);
      taken = seq;
    }
    await trx.updateTable('application').set({ reports_taken: taken }).where('id', '=', params.applicationId).execute();
    return { taken };
  });
}

async function take(
  context: ControlContext,
  trx: Transaction<ControlTables>,
  application: LockedApplication,
  seq: number,
  told: RunReport,
): Promise<void> {
  const { id } = application;
  const report = await keepFingerprints(context, trx, id, told);
  if (report.type === 'footage') {
    await trx.updateTable('application').set({ footage: report.state }).where('id', '=', id).execute();
    return;
  }
  if (report.type === 'noted') {
    const { findings } = application;
    await trx
      .updateTable('application')
      .set({ findings: json([...findings, ...report.findings].slice(0, MOST_FINDINGS)) })
      .where('id', '=', id)
      .execute();
    return;
  }
  if (application.state !== 'verifying') {
    await trx
      .insertInto('late_report')
      .values({ application_id: id, seq, report: json(report) })
      .execute();
    // The end that the region was told of may have overtaken a start that was slow to arrive.
    if (report.type === 'step') await setDeadline(trx, RUN_END, id, seconds(0));
    return;
  }
  await apply(trx, application, report);
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
  report: Exclude<RunReport, { type: 'footage' | 'noted' }>,
): Promise<void> {
  const { id, now } = application;
  switch (report.type) {
    case 'progress':
      await append(trx, progressTopic(id), report.progress);
      return;
    case 'step': {
      await trx
        .updateTable('application')
        .set({
          step: report.step,
          step_started_at: now,
          step_deadline_at: report.deadlineAt,
          version: sql`version + 1`,
        })
        .where('id', '=', id)
        .execute();
      const left = report.deadlineAt === null ? 0 : Date.parse(report.deadlineAt) - now.getTime();
      await armSilence(trx, id, milliseconds(left));
      return;
    }
    case 'failed':
      await endApplication(trx, { ...application, step: report.step }, 'rejected', report.problem, report.findings);
      return;
    case 'passed':
      await trx
        .updateTable('application')
        .set({
          step: 'activate',
          step_started_at: now,
          step_deadline_at: null,
          findings: json(report.findings),
          evidence: json(report.evidence),
          version: sql`version + 1`,
        })
        .where('id', '=', id)
        .execute();
      await reportProgress(trx, application, { type: 'step.started', step: 'activate', deadlineAt: null });
      await clearDeadline(trx, REGION_SILENT, id); // from here on it is control's turn
      await setDeadline(trx, ACTIVATION, id, seconds(0));
      return;
  }
}
