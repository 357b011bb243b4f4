import {
  type ApplicationId,
  type BulkActivationId,
  type Duration,
  isRefusal,
  type Refusal,
  seconds,
} from '@kaitong/contract';
import { type Selectable, sql } from 'kysely';
import type { ControlTables } from '../../store/control/tables.ts';
import { json } from '../../store/database.ts';
import { type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import { findActing } from '../accounts/find-acting.ts';
import { tellAccount } from '../accounts/tell-account.ts';
import { checkSubmission, storeApplication, takeChecks } from '../applications/create-application.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { BULK_STEP } from './go-on-with-bulk.ts';

/** Of one bulk activation at the same time: as many as somebody at a terminal has on their way. */
const AT_ONCE = 8;

type Bulk = Selectable<ControlTables['bulk_activation']>;
type Sample = { device_id: string; application_id: ApplicationId };

/** Goes on with a bulk activation: begins as many as there is room for, and ends it when all have their outcome. */
export const bulkActivationHandlers = (
  context: ControlContext,
): Record<string, DeadlineHandler<ControlTables, BulkActivationId>> => ({
  [BULK_STEP]: async ({ subject }, trx) => {
    const bulk = await trx
      .selectFrom('bulk_activation')
      .selectAll()
      .where('id', '=', subject)
      .where('ended_at', 'is', null)
      .executeTakeFirst();
    if (!bulk) return;
    const pause = bulk.state === 'running' ? await beginNext(context, bulk) : undefined;
    if (pause !== undefined) await setDeadline(trx, BULK_STEP, subject, pause);
    // Nobody else notes a pause, and nothing above holds the row in this transaction.
    await trx
      .updateTable('bulk_activation')
      .set({ paused_until: pause === undefined ? null : sql<Date>`kaitong_now() + ${pause} * interval '1 ms'` })
      .where('id', '=', subject)
      .execute();
    await endWhereDone(trx, bulk);
  },
});

/** @returns after how long to go on, where the account may begin no more now */
async function beginNext(context: ControlContext, bulk: Bulk): Promise<Duration | undefined> {
  // They are checked side by side: a camera that is off keeps its own waiting alone.
  const begun = await Promise.allSettled((await readNext(context, bulk)).map((one) => begin(context, bulk, one)));
  for (const one of begun) if (one.status === 'rejected') throw one.reason;
  const pauses = begun.flatMap((one) => (one.status === 'fulfilled' && one.value !== undefined ? [one.value] : []));
  return pauses.length > 0 ? seconds(Math.max(...pauses) / 1000) : undefined;
}

async function readNext({ db }: ControlContext, { id }: Bulk): Promise<Sample[]> {
  const { rows } = await sql<Sample>`
    SELECT item.device_id, item.application_id FROM bulk_activation_item item
    LEFT JOIN application ON application.id = item.application_id
    WHERE item.bulk_id = ${id} AND item.application_id IS NOT NULL AND application.id IS NULL
    ORDER BY item.line
    LIMIT greatest(0, ${AT_ONCE} - (SELECT count(*) FROM application WHERE bulk_id = ${id} AND state = 'verifying'))`.execute(
    db,
  );
  return rows;
}

/** Submits one as a call would, in the name of whoever made the bulk activation and with the rights that they have now. */
async function begin(context: ControlContext, bulk: Bulk, sample: Sample): Promise<Duration | undefined> {
  const { account_id: accountId, user_id: userId, session_id: sessionId, key_id: keyId } = bulk;
  const caller = await findActing(context.db, { accountId, userId, sessionId, keyId }, 'createApplication');
  if (isRefusal(caller)) {
    await stop(context, bulk, caller);
    return undefined;
  }
  const tooMany = await takeChecks(context, accountId);
  if (tooMany) return seconds(Number(tooMany.params.seconds));
  const submission = {
    ...{ id: sample.application_id, deviceId: sample.device_id, bulkId: bulk.id },
    acceptOlderFirmware: bulk.older_firmware_accepted,
  };
  const isBegun = await context.db.transaction().execute(async (trx) => {
    // Whoever cancels waits here or is waited for; so does a process whose session with the database is gone, not itself.
    const running = await trx
      .selectFrom('bulk_activation')
      .select('id')
      .where('id', '=', bulk.id)
      .where('state', '=', 'running')
      .forUpdate()
      .executeTakeFirst();
    const before = await trx
      .selectFrom('application')
      .select('id')
      .where('id', '=', sample.application_id)
      .executeTakeFirst();
    if (!running || before) return false;
    await storeApplication(context, trx, caller, submission);
    return true;
  });
  // What it is refused for stands in its application.
  if (isBegun) await checkSubmission(context, caller, submission);
  return undefined;
}

async function stop({ db, log }: ControlContext, { id, account_id }: Bulk, problem: Refusal): Promise<void> {
  const { numUpdatedRows } = await db
    .updateTable('bulk_activation')
    .set({ state: 'stopped', problem: json(problem) })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .executeTakeFirstOrThrow();
  if (numUpdatedRows > 0n) log.info({ accountId: account_id, id, code: problem.code }, 'bulk_activation.stopped');
}

/** Whatever comes to its outcome after this look makes the step due again. */
async function endWhereDone(trx: ControlTransaction, { id, account_id }: Bulk): Promise<void> {
  const { rows } = await sql`
    UPDATE bulk_activation bulk
    SET ended_at = kaitong_now(), state = CASE bulk.state WHEN 'running' THEN 'ended' ELSE bulk.state END
    WHERE id = ${id} AND ended_at IS NULL
      AND NOT EXISTS (SELECT FROM application WHERE bulk_id = bulk.id AND application.state = 'verifying')
      AND (bulk.state <> 'running' OR NOT EXISTS (
        SELECT FROM bulk_activation_item item LEFT JOIN application ON application.id = item.application_id
        WHERE item.bulk_id = bulk.id AND item.application_id IS NOT NULL AND application.id IS NULL))
    RETURNING id`.execute(trx);
  if (rows.length > 0) await tellAccount(trx, account_id, 'applications.changed');
}
