import {
  type ApplicationId,
  DeviceId,
  milliseconds,
  minutes,
  ProblemError,
  type Region,
  refusal,
  seconds,
} from '@kaitong/contract';
import { awaySince, RELEASE_EVENT_WAIT } from '@kaitong/core';
import { sql, type Transaction } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import { type DeadlineHandler, findDeadline, setDeadline } from '../../store/deadlines.ts';
import { readTally } from '../../uptime/read-tally.ts';
import type { ControlContext } from '../context.ts';
import { within } from '../regions/ask-regions.ts';
import { activate } from './activate.ts';
import { RUN_START, takeCheckOver } from './check-application.ts';
import { CHECK_TAKEOVER } from './create-application.ts';
import { endApplication, RUN_END } from './end-application.ts';
import { lockApplication } from './lock-application.ts';
import { armSilence, REGION_SILENT } from './silence.ts';
import { ACTIVATION } from './take-reports.ts';

/** Timers fire within a second. One that is later than this had no control plane to fire in. */
const OUTAGE = seconds(5);
/** A region that is slow to start runs has many to start, and one that is asked again has to look again. */
const START_PATIENCE = seconds(20);
/** Whether a region is there costs it nothing to say. */
const THERE_PATIENCE = seconds(4);
/** For so long at most a start stands in line for a region that is there. */
const LONGEST_START = minutes(10);
/** So long at most until the first report on a run comes that was started: of hundreds its region tells in turn. */
const FIRST_REPORT = minutes(2);
/** How soon a start is tried again that met the end of the run before it. */
const RUN_ENDING = milliseconds(100);

/** A region takes the start of a run. Of many at once it is slow. */
export function runStartHandlers(
  context: ControlContext,
): Record<string, DeadlineHandler<ControlTables, ApplicationId>> {
  return {
    [RUN_START]: async ({ subject }, trx) => {
      await oneAtATime(trx, subject);
      const application = await trx
        .selectFrom('application')
        .leftJoin('account', 'account.id', 'application.account_id')
        .selectAll('application')
        .select('account.name as account_name')
        .where('application.id', '=', subject)
        .executeTakeFirst();
      if (application?.state !== 'verifying' || application.paired_at === null || application.pid === null) return;
      try {
        await regionOf(context, application.region).startRun(
          {
            params: { applicationId: subject },
            body: {
              deviceId: DeviceId.parse(application.device_id), // what was typed has been found
              pid: application.pid,
              pairedAt: application.paired_at.toISOString(),
              accountId: application.account_id,
              accountName: application.account_name ?? '',
              ...(application.release_id !== null && { waitMs: RELEASE_EVENT_WAIT }),
            },
          },
          { patience: START_PATIENCE },
        );
        await awaitFirstReport(trx, subject);
      } catch (error) {
        // An outage, or a fault of the region's own: tried again until control gives the region up.
        if (!(error instanceof ProblemError) || error.problem.status >= 500) throw error;
        const { code, params } = error.problem;
        // Control lets one application at a time have a device, so this is the run of the last one, which is just ending.
        if (code === 'run_in_progress') return await setDeadline(trx, RUN_START, subject, RUN_ENDING);
        const locked = await lockApplication(trx, subject);
        if (locked.state === 'verifying') await endApplication(trx, locked, 'rejected', refusal(code, params));
      }
    },
  };
}

/** What control still has to do for an application: rows, so that any process does it, also after a crash. */
export function applicationDeadlineHandlers(
  context: ControlContext,
): Record<string, DeadlineHandler<ControlTables, ApplicationId>> {
  return {
    [CHECK_TAKEOVER]: async ({ subject }) => await takeCheckOver(context, subject),
    [RUN_END]: async ({ subject }, trx) => {
      await oneAtATime(trx, subject);
      const application = await trx.selectFrom('application').selectAll().where('id', '=', subject).executeTakeFirst();
      if (!application || application.region === null) return;
      await regionOf(context, application.region).endRun({
        params: { applicationId: subject },
        body: { reason: application.state === 'cancelled' ? 'cancelled' : 'failed' },
      });
    },
    [REGION_SILENT]: async ({ subject, late }, trx) => {
      const { tally, now } = await readTally(trx);
      // Nobody was there to hear the region either: it gets its time again.
      const isOurs =
        late > OUTAGE || awaySince(tally, now) !== undefined || (await standsInLine(context, trx, subject, now));
      const application = await lockApplication(trx, subject);
      if (application.state !== 'verifying' || application.step === 'activate') return;
      // While this was looked into the region was heard, or took the start: what it has been given since holds.
      const dueAt = await findDeadline(trx, REGION_SILENT, subject);
      if (dueAt === undefined || dueAt > application.now) return;
      if (isOurs) return await armSilence(trx, subject, milliseconds(0));
      const problem = refusal('region_unreachable', { region: application.region ?? '' });
      await endApplication(trx, application, 'rejected', problem);
    },
    [ACTIVATION]: async ({ subject }, trx) => await activate(context, trx, subject),
  };
}

/** A region has just answered that it took the start. Where it has said more already, that counts. */
async function awaitFirstReport(trx: Transaction<ControlTables>, id: ApplicationId): Promise<void> {
  const { state, reports_taken: taken } = await lockApplication(trx, id);
  if (state === 'verifying' && Number(taken) === 0) await armSilence(trx, id, FIRST_REPORT);
}

/** The region has not taken the start yet, and is there: hundreds stand before this one, which is nobody's silence. */
async function standsInLine(
  { regions }: ControlContext,
  trx: Transaction<ControlTables>,
  id: ApplicationId,
  now: number,
): Promise<boolean> {
  if ((await findDeadline(trx, RUN_START, id)) === undefined) return false;
  const application = await trx
    .selectFrom('application')
    .select(['region', 'step_started_at'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  const region = application.region === null ? undefined : regions.get(application.region);
  if (!region || now - application.step_started_at.getTime() > LONGEST_START) return false;
  return await within(region.isThere({}), THERE_PATIENCE).then(
    () => true,
    () => false,
  );
}

/** An end that overtook its start would leave a run behind that nobody ends. */
async function oneAtATime(trx: Transaction<ControlTables>, id: ApplicationId): Promise<void> {
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(${`run of ${id}`}, 0))`.execute(trx);
}

function regionOf({ regions }: ControlContext, name: Region | null) {
  const region = name === null ? undefined : regions.get(name);
  if (!region) throw new Error(`region ${name} is not configured`);
  return region;
}
