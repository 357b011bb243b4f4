import { type Input, type Refusal, type Reply, refusal, type regionPlane, seconds } from '@kaitong/contract';
import { deadlineOf } from '@kaitong/core';
import { sql } from 'kysely';
import { createToken } from '../../secrets/tokens.ts';
import type { RegionContext } from '../context.ts';
import { sendGrant } from './grant.ts';
import { reportProgress } from './report.ts';
import { enterStep } from './signal-run.ts';

type Start = Input<typeof regionPlane.startRun>;

/** From the grant to the last moment at which an upload can matter; the step deadlines end a run earlier. */
const GRANT_LIFE = seconds(240);

/** Starts the region's part of an application. Repeated, it changes nothing. */
export async function startRun(
  context: RegionContext,
  { params: { applicationId }, body }: Start,
): Promise<Reply<typeof regionPlane.startRun> | Refusal> {
  return await context.db.transaction().execute(async (trx) => {
    const known = await trx
      .selectFrom('run')
      .select('device_id')
      .where('application_id', '=', applicationId)
      .executeTakeFirst();
    if (known) return { started: true };
    const device = await trx
      .selectFrom('device')
      .selectAll()
      .select(sql<Date>`kaitong_now()`.as('now'))
      .where('device_id', '=', body.deviceId)
      .where('removed_at', 'is', null)
      .forUpdate() // two runs on one device wait for each other here
      .executeTakeFirst();
    if (!device || device.pid !== body.pid || device.paired_at.toISOString() !== body.pairedAt)
      return refusal('precondition_changed');
    const running = await trx
      .selectFrom('run')
      .select('application_id')
      .where('device_id', '=', body.deviceId)
      .where('state', '=', 'running')
      .executeTakeFirst();
    if (running) return refusal('run_in_progress');

    const dormant = device.sleepy;
    const nonce = createToken().token;
    const grantExpiresAt = new Date(device.now.getTime() + GRANT_LIFE).toISOString();
    const commandId = await sendGrant(trx, { device_id: device.device_id, nonce, grantExpiresAt });
    await trx
      .insertInto('run')
      .values({
        application_id: applicationId,
        device_id: device.device_id,
        pid: device.pid,
        owner_id: device.owner_id,
        paired_at: device.paired_at,
        account_id: body.accountId,
        account_name: body.accountName,
        state: 'running',
        step: 'grant',
        deadline_at: new Date(device.now.getTime() + deadlineOf('grant', dormant)),
        grant_expires_at: grantExpiresAt,
        nonce,
        grant_command_id: commandId,
        dormant,
        firmware: null,
        last_refusal: null,
        last_finding: null,
        problem: null,
        footage: 'none',
        probe: null,
        revoke_command_id: null,
        late_call_at: null,
        ended_at: null,
      })
      .execute();
    const run = { application_id: applicationId, dormant, now: device.now };
    await enterStep(trx, run, 'grant');
    await reportProgress(trx, run, { type: 'grant.sent' });
    return { started: true };
  });
}
