import { type ApplicationId, milliseconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { json } from '../../store/database.ts';
import { type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import type { WaitingStart } from '../../store/region/judging.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionTransaction } from '../context.ts';
import { beginRun } from './begin-run.ts';
import { countPlaces, isFree } from './count-places.ts';
import { RUN_WAITING } from './deadline-kinds.ts';
import { lockRun } from './lock-run.ts';
import { lookAgain } from './pass-preflight.ts';
import { report, reportProgress } from './report.ts';
import { takeTurns } from './take-turns.ts';
import { leaveLine, patienceFrom, reportPatience, waitOn } from './tell-line.ts';
import { wakeFirst } from './wake-first.ts';

/** Where hundreds come at once, who looks first tells all of them where they stand. */
const FIRST_LOOK = milliseconds(300);

/** Puts an application into the line: its device is asked for nothing before the judge can look at what it sends. */
export async function queueRun(
  trx: RegionTransaction,
  applicationId: ApplicationId,
  start: WaitingStart,
  now: Date,
): Promise<void> {
  const run = { application_id: applicationId, now };
  await trx
    .insertInto('waiting_run')
    .values({ application_id: applicationId, start: json(start), told_place: null, patient_until: patienceFrom(now) })
    .execute();
  await reportProgress(trx, run, { type: 'step.started', step: 'grant', deadlineAt: null });
  await reportPatience(trx, run); // its first look may be late where hundreds look
  await setDeadline(trx, RUN_WAITING, applicationId, FIRST_LOOK);
}

/** Whether an application has been started: its run is there, or stands in the line. */
export async function isKnown(trx: RegionTransaction, applicationId: ApplicationId): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    SELECT EXISTS (SELECT FROM run WHERE application_id = ${applicationId})
      OR EXISTS (SELECT FROM waiting_run WHERE application_id = ${applicationId}) AS known`.execute(trx);
  return rows[0]?.known ?? false;
}

/**
 * A waiting application looks whether it is its turn; if not, its maker is told where it stands. So does a run that has passed
 * its `preflight`: it has begun long ago, and goes before those who stand in the line.
 */
export const lookForPlace: DeadlineHandler<RegionTables, ApplicationId> = async ({ subject }, trx) => {
  const stands = await trx
    .selectFrom('waiting_run')
    .select(['start', 'seq', 'application_id', 'told_place', 'told_at', 'patient_until', 'asked_at'])
    .select(sql<Date>`kaitong_now()`.as('now'))
    .where('application_id', '=', subject)
    .executeTakeFirst();
  if (!stands) {
    const run = await lockRun(trx, subject);
    if (run) await lookAgain(trx, run);
    return;
  }
  // Most who look have others before them: they decide nothing, and wait for nobody's turn.
  const seen = await countPlaces(trx, { before: stands.seq });
  if (!isFree(seen)) return await waitOn(trx, stands, seen);
  await takeTurns(trx, stands.start.deviceId);
  const row = await lockWaiting(trx, subject);
  if (!row) return;
  const places = await countPlaces(trx, { before: row.seq });
  if (!isFree(places)) return await waitOn(trx, row, places);
  await leaveLine(trx, subject);
  const refused = await beginRun(trx, subject, row.start);
  if (refused?.code === 'run_in_progress') return await standAgain(trx, subject, row.start);
  if (refused) await report(trx, subject, { type: 'failed', step: 'grant', problem: refused, findings: [] });
  await wakeFirst(trx); // more than one place may have become free
};

const lockWaiting = (trx: RegionTransaction, applicationId: ApplicationId) =>
  trx
    .selectFrom('waiting_run')
    .selectAll()
    .select(sql<Date>`kaitong_now()`.as('now'))
    .where('application_id', '=', applicationId)
    .forUpdate()
    .executeTakeFirst();

/** The device's last run is just ending. */
async function standAgain(trx: RegionTransaction, applicationId: ApplicationId, start: WaitingStart): Promise<void> {
  await trx
    .insertInto('waiting_run')
    .values({ application_id: applicationId, start: json(start), told_place: null, patient_until: null })
    .execute();
  await setDeadline(trx, RUN_WAITING, applicationId, milliseconds(200));
}
