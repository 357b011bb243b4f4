import {
  type AccountId,
  type DeviceId,
  milliseconds,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
  type regionPlane,
  seconds,
} from '@kaitong/contract';
import { standingAt } from '@kaitong/core';
import { sql } from 'kysely';
import { json } from '../../store/database.ts';
import { setDeadline } from '../../store/deadlines.ts';
import { readLostBefore } from '../../uptime/read-tally.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { addNotice } from '../news/notices.ts';
import { lendGrant } from '../recording/lent-grant.ts';
import { findRecordingFacts } from '../recording/recording-facts.ts';
import { CONFORMANCE_STEP } from './deadline-kinds.ts';
import { freshStage, openItems, USUAL_EVENT } from './items.ts';
import { findConformanceOf } from './lock-conformance.ts';
import { report } from './save-conformance.ts';

type Start = Parsed<typeof regionPlane.startConformance>;

/** Starts the extended test of a device whose owner is a tester of the account. Repeated, it changes nothing. */
export async function startConformance(
  context: RegionContext,
  { params: { conformanceId: id }, body }: Start,
): Promise<Reply<typeof regionPlane.startConformance> | Refusal> {
  return await context.db.transaction().execute(async (trx) => {
    const device = await lockDevice(trx, body.deviceId);
    const known = await trx.selectFrom('conformance').select('id').where('id', '=', id).executeTakeFirst();
    if (known) return { started: true };
    if (!device || device.pid !== body.pid) return refusal('device_unknown');
    const refused = await whyNot(trx, device, body.accountId);
    if (refused) return refused;
    const items = openItems(body.items, {
      hasImpostor: context.impostorUrls.size > 0,
      isLineEncrypted: context.mqttUrl.startsWith('mqtts:'),
      sleepy: device.sleepy,
      now: device.now,
    });
    await trx
      .insertInto('conformance')
      .values({
        id,
        device_id: device.device_id,
        pid: device.pid,
        owner_id: device.owner_id,
        account_id: body.accountId,
        state: 'running',
        items: json(items),
        item: null,
        stage: json(freshStage('motion-off')),
        deadline_at: device.now,
        max_event_ms: USUAL_EVENT,
        sleepy: device.sleepy,
        commanded: device.simulate,
        motion_detection: device.motion_detection && json(device.motion_detection),
        privacy_mode: device.privacy_mode,
        lost_seen_ms: await readLostBefore(trx),
        problem: null,
        ended_at: null,
      })
      .execute();
    for (const item of items) if (item.state === 'ended') await report(trx, id, { type: 'item', item });
    await lendGrant(trx, device.device_id, milliseconds(USUAL_EVENT));
    await setDeadline(trx, CONFORMANCE_STEP, id, seconds(0));
    await addNotice(trx, { ownerId: device.owner_id, type: 'tested', deviceId: device.device_id });
    context.log.info({ conformanceId: id, deviceId: device.device_id }, 'conformance.started');
    return { started: true };
  });
}

/** Two starts on one device, and a run, wait for each other here. */
async function lockDevice(trx: RegionTransaction, deviceId: DeviceId) {
  return await trx
    .selectFrom('device_now')
    .selectAll()
    .select(sql<Date>`kaitong_now()`.as('now'))
    .where('device_id', '=', deviceId)
    .where('removed_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
}

type Device = NonNullable<Awaited<ReturnType<typeof lockDevice>>>;

async function whyNot(trx: RegionTransaction, device: Device, accountId: AccountId): Promise<Refusal | undefined> {
  const link = await trx
    .selectFrom('tester_link')
    .select('owner_id')
    .where('owner_id', '=', device.owner_id)
    .where('account_id', '=', accountId)
    .where('removed_at', 'is', null)
    .forShare() // whoever ends the link meanwhile waits, and then finds the test to end
    .executeTakeFirst();
  if (!link) return refusal('tester_required');
  if (await findConformanceOf(trx, device.device_id)) return refusal('conformance_in_progress');
  const run = await trx
    .selectFrom('run')
    .select('application_id')
    .where('device_id', '=', device.device_id)
    .where('state', '=', 'running')
    .executeTakeFirst();
  if (run) return refusal('run_in_progress');
  if (device.privacy_mode) return refusal('privacy_mode');
  const facts = await findRecordingFacts(trx, device.device_id);
  const isPaid = facts && standingAt(facts.subscription, device.now.getTime()).state === 'active';
  return isPaid ? refusal('device_subscribed') : undefined;
}
