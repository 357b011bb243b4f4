import { type ApplicationId, hours, milliseconds, minutes, refusal, seconds } from '@kaitong/contract';
import { sql, type Updateable } from 'kysely';
import { json } from '../../store/database.ts';
import { type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import type { WaitingRunTable, WaitingStart } from '../../store/region/judging.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionTransaction } from '../context.ts';
import { expectedWait, isNewPlace, lookAgainAfter } from '../judging/admission.ts';
import { beginRun } from './begin-run.ts';
import { countPlaces, isFree } from './count-places.ts';
import { RUN_WAITING } from './deadline-kinds.ts';
import { lockRun } from './lock-run.ts';
import { lookAgain } from './pass-preflight.ts';
import { report, reportProgress } from './report.ts';
import { takeTurns } from './take-turns.ts';
import { wakeFirst } from './wake-first.ts';

/** What control is told to wait for: longer than between two looks, however many look. */
const PATIENCE = minutes(5);
/** It is told again when less than this is left. */
const LEAST_PATIENCE = minutes(4);
/** Longer than any line: something is broken, and the maker should hear of it. */
const LONGEST_LINE = hours(1);
/** Before enough runs have ended to say better. */
const MEAN_RUN_UNKNOWN = seconds(30);

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
  await setDeadline(trx, RUN_WAITING, applicationId, seconds(0));
}

/** Whether an application has been started: its run is there, or stands in the line. */
export async function isKnown(trx: RegionTransaction, applicationId: ApplicationId): Promise<boolean> {
  const { rows } = await sql<{ known: boolean }>`
    SELECT EXISTS (SELECT FROM run WHERE application_id = ${applicationId})
      OR EXISTS (SELECT FROM waiting_run WHERE application_id = ${applicationId}) AS known`.execute(trx);
  return rows[0]?.known ?? false;
}

/** Leaves the line, because control ended the application. Waits for a start that is just being made. */
export async function leaveLine(trx: RegionTransaction, applicationId: ApplicationId): Promise<void> {
  await trx.deleteFrom('waiting_run').where('application_id', '=', applicationId).execute();
}

/**
 * A waiting application looks whether it is its turn; if not, its maker is told where it stands. So does a run that has passed
 * its `preflight`: it has begun long ago, and goes before those who stand in the line.
 */
export const lookForPlace: DeadlineHandler<RegionTables, ApplicationId> = async ({ subject }, trx) => {
  const stands = await trx
    .selectFrom('waiting_run')
    .select(['start', 'seq'])
    .where('application_id', '=', subject)
    .executeTakeFirst();
  if (!stands) {
    const run = await lockRun(trx, subject);
    if (run) await lookAgain(trx, run);
    return;
  }
  // Most who look have others before them: they decide nothing, and wait for nobody's turn.
  const seen = await countPlaces(trx, { before: stands.seq });
  if (!isFree(seen)) return await waitOn(trx, subject, seen);
  await takeTurns(trx, stands.start.deviceId);
  const row = await lockWaiting(trx, subject);
  if (!row) return;
  const places = await countPlaces(trx, { before: row.seq });
  if (!isFree(places)) return await waitOn(trx, subject, places);
  await leaveLine(trx, subject);
  const refused = await beginRun(trx, subject, row.start);
  if (refused?.code === 'run_in_progress') return await standAgain(trx, subject, row.start);
  if (refused) await report(trx, subject, { type: 'failed', step: 'grant', problem: refused, findings: [] });
  await wakeFirst(trx); // more than one place may have become free
};

/** Says where it stands, and looks again. */
async function waitOn(
  trx: RegionTransaction,
  subject: ApplicationId,
  { running, ahead }: { running: number; ahead: number },
): Promise<void> {
  const row = await lockWaiting(trx, subject);
  if (!row) return;
  if (row.now.getTime() - row.asked_at.getTime() > LONGEST_LINE) {
    await leaveLine(trx, subject);
    await report(trx, subject, { type: 'failed', step: 'grant', problem: refusal('judge_unavailable'), findings: [] });
    return;
  }
  const wait = expectedWait(ahead, { running, meanRun: await meanRun(trx) });
  const told: Updateable<WaitingRunTable> = {};
  if (isNewPlace(ahead, row.told_place)) {
    const run = { application_id: subject, now: row.now };
    await reportProgress(trx, run, { type: 'judge.queued', waiting: ahead, expectedMs: wait });
    told.told_place = ahead;
  }
  if ((row.patient_until?.getTime() ?? 0) - row.now.getTime() < LEAST_PATIENCE) {
    await reportPatience(trx, row);
    told.patient_until = patienceFrom(row.now);
  }
  if (Object.keys(told).length > 0)
    await trx.updateTable('waiting_run').set(told).where('application_id', '=', subject).execute();
  await setDeadline(trx, RUN_WAITING, subject, lookAgainAfter(wait));
}

/** Control gives up regions that are silent; one that waits is not. */
async function reportPatience(
  trx: RegionTransaction,
  { application_id, now }: { application_id: ApplicationId; now: Date },
): Promise<void> {
  const deadlineAt = patienceFrom(now).toISOString();
  await report(trx, application_id, { type: 'step', step: 'grant', deadlineAt });
}

const patienceFrom = (now: Date): Date => new Date(now.getTime() + PATIENCE);

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

async function meanRun(trx: RegionTransaction) {
  const { rows } = await sql<{ ms: number | null }>`
    SELECT (extract(epoch FROM avg(ended_at - started_at)) * 1000)::float8 AS ms
    FROM (SELECT ended_at, started_at FROM run WHERE ended_at IS NOT NULL ORDER BY ended_at DESC LIMIT 20) AS last`.execute(
    trx,
  );
  return rows[0]?.ms ? milliseconds(rows[0].ms) : MEAN_RUN_UNKNOWN;
}
