import { type ApplicationId, type Duration, hours, milliseconds, minutes, refusal, seconds } from '@kaitong/contract';
import { type Selectable, sql } from 'kysely';
import { setDeadline } from '../../store/deadlines.ts';
import type { WaitingRunTable } from '../../store/region/judging.ts';
import type { RegionTransaction } from '../context.ts';
import { expectedWait, isNewPlace, lookAgainAfter } from '../judging/admission.ts';
import { JUST_BEGUN, type Places } from './count-places.ts';
import { RUN_WAITING } from './deadline-kinds.ts';
import { report, reportProgress } from './report.ts';
import { trySpeaking } from './take-turns.ts';

/** What control is told to wait for: longer than between two looks, however many look. */
const PATIENCE = minutes(5);
/** It is told again when less than this is left. */
const LEAST_PATIENCE = minutes(4);
/** Longer than any line: something is broken, and the maker should hear of it. */
const LONGEST_LINE = hours(1);
/** Before enough runs have ended to say better. */
const MEAN_RUN_UNKNOWN = seconds(30);
/** Who stands in front looks by itself, since it may be woken at any moment. */
const IN_FRONT = 10;
/** Who was told is not told again before. */
const MUTE = seconds(3);
/** A look that is due so soon is made by who looks now. */
const SOON = seconds(1);

/** Who waits. `now`: by the database. */
export type Waiting = Pick<
  Selectable<WaitingRunTable>,
  'application_id' | 'told_place' | 'told_at' | 'patient_until' | 'asked_at'
> & { now: Date };
/** `place`: from 0. `wait`: for so long, as far as one knows. */
type Standing = Waiting & { place: number; wait: Duration };

/**
 * Somebody looked in vain, and will again. Where its place has changed, so have those of others: all of the line are told, in
 * one transaction, and those that would have looked soon need not. A look of each was most of what a long line cost.
 */
export async function waitOn(trx: RegionTransaction, who: Waiting, places: Places): Promise<void> {
  const { ahead, ready } = places;
  const pace = { running: leavingOf(places), meanRun: await findMeanRun(trx) };
  const waitAt = (place: number): Duration => expectedWait(place, pace);
  await setDeadline(trx, RUN_WAITING, who.application_id, nextLook(ahead - ready, waitAt(ahead)));
  if (!hasNews({ ...who, place: ahead, wait: waitAt(ahead) })) return;
  if (!(await trySpeaking(trx))) return; // another speaks at this moment; what is left is told at the next look
  const line = (await readLine(trx, ready)).map((one) => ({ ...one, wait: waitAt(one.place) }));
  for (const { application_id, place, due_at, now, wait } of line)
    if (place - ready >= IN_FRONT && due_at && due_at.getTime() - now.getTime() < SOON)
      await setDeadline(trx, RUN_WAITING, application_id, lookAgainAfter(wait));
  await tell(trx, line.filter(hasNews));
}

/** Of so many each leaves within the time of a run. Those that test hold no place, and leave all the same. */
const leavingOf = ({ running, places, mostUnderWay }: Places): number =>
  Math.max(running, Math.min(places, mostUnderWay));

/** That runs have no longer just begun wakes nobody, and makes room: the first in the line has looked by then. */
function nextLook(inLine: number, wait: Duration): Duration {
  const after = lookAgainAfter(wait);
  return inLine === 0 && after > JUST_BEGUN ? JUST_BEGUN : after;
}

const hasNews = (one: Standing): boolean => hasMoved(one) || isLosingPatience(one) || isTooLong(one);
/** However often others leave the line before it: each word to one of hundreds goes all the way to a page. */
const hasMoved = ({ place, told_place, told_at, now, wait }: Standing): boolean =>
  isNewPlace(place, told_place) && now.getTime() - (told_at?.getTime() ?? 0) >= Math.max(MUTE, wait / 3);
const isLosingPatience = ({ patient_until, now }: Waiting): boolean =>
  (patient_until?.getTime() ?? 0) - now.getTime() < LEAST_PATIENCE;
const isTooLong = ({ asked_at, now }: Waiting): boolean => now.getTime() - asked_at.getTime() > LONGEST_LINE;

/** `ready`: so many go before all of them. */
async function readLine(trx: RegionTransaction, ready: number) {
  type Row = Waiting & { place: number /** Of its next look. */; due_at: Date | null };
  const { rows } = await sql<Row>`
    SELECT w.application_id, w.told_place, w.told_at, w.patient_until, w.asked_at, due_at, kaitong_now() AS now,
      (row_number() OVER (ORDER BY w.seq))::int - 1 + ${ready}::int AS place
    FROM waiting_run AS w LEFT JOIN deadline ON kind = ${RUN_WAITING} AND subject = w.application_id
    ORDER BY w.seq`.execute(trx);
  return rows;
}

/** Nobody who is just leaving the line is told that they wait. */
async function tell(trx: RegionTransaction, those: readonly Standing[]): Promise<void> {
  if (those.length === 0) return;
  const held = await trx
    .selectFrom('waiting_run')
    .select('application_id')
    .where(sql<boolean>`application_id = ANY(${those.map((one) => one.application_id)}::text[])`)
    .orderBy('seq')
    .forUpdate()
    .skipLocked()
    .execute();
  const ids = new Set(held.map(({ application_id }) => application_id));
  const told: Waiting[] = [];
  for (const one of those.filter(({ application_id }) => ids.has(application_id))) {
    if (isTooLong(one)) await giveUp(trx, one);
    else told.push(await tellOne(trx, one));
  }
  if (told.length === 0) return;
  await sql`
    UPDATE waiting_run AS w SET told_place = told.place, told_at = told.at, patient_until = told.until
    FROM unnest(${told.map((one) => one.application_id)}::text[], ${told.map((one) => one.told_place)}::int[],
      ${told.map((one) => one.told_at)}::timestamptz[],
      ${told.map((one) => one.patient_until)}::timestamptz[]) AS told (id, place, at, until)
    WHERE w.application_id = told.id`.execute(trx);
}

/** @returns what it has been told */
async function tellOne(trx: RegionTransaction, one: Standing): Promise<Waiting> {
  const after: Waiting = { ...one };
  if (hasMoved(one)) {
    await reportProgress(trx, one, { type: 'judge.queued', waiting: one.place, expectedMs: one.wait });
    after.told_place = one.place;
    after.told_at = one.now;
  }
  if (isLosingPatience(one)) {
    await reportPatience(trx, one);
    after.patient_until = patienceFrom(one.now);
  }
  return after;
}

async function giveUp(trx: RegionTransaction, { application_id }: Waiting): Promise<void> {
  await leaveLine(trx, application_id);
  await report(trx, application_id, {
    type: 'failed',
    step: 'grant',
    problem: refusal('judge_unavailable'),
    findings: [],
  });
}

/** Leaves the line, because control ended the application. Waits for a start that is just being made. */
export async function leaveLine(trx: RegionTransaction, applicationId: ApplicationId): Promise<void> {
  await trx.deleteFrom('waiting_run').where('application_id', '=', applicationId).execute();
}

/** Control gives up regions that are silent; one that waits is not. */
export async function reportPatience(
  trx: RegionTransaction,
  { application_id, now }: { application_id: ApplicationId; now: Date },
): Promise<void> {
  const deadlineAt = patienceFrom(now).toISOString();
  await report(trx, application_id, { type: 'step', step: 'grant', deadlineAt });
}

export const patienceFrom = (now: Date): Date => new Date(now.getTime() + PATIENCE);

/** Those that wait for a day hold no place meanwhile. */
async function findMeanRun(trx: RegionTransaction): Promise<Duration> {
  const { rows } = await sql<{ ms: number | null }>`
    SELECT (extract(epoch FROM avg(ended_at - started_at)) * 1000)::float8 AS ms
    FROM (SELECT ended_at, started_at FROM run WHERE ended_at IS NOT NULL AND event_wait_ms IS NULL
      ORDER BY ended_at DESC LIMIT 20) AS last`.execute(trx);
  return rows[0]?.ms ? milliseconds(rows[0].ms) : MEAN_RUN_UNKNOWN;
}
