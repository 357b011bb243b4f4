import { isRefusal, type Parsed, type Refusal, type Reply, refusal, type soaks } from '@kaitong/contract';
import { sql } from 'kysely';
import type { MakerCaller } from '../../callers.ts';
import { newSoakId } from '../../secrets/new-ids.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { json } from '../../store/database.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { audit, auditAhead } from '../audit/audit.ts';
import { findTestable } from '../conformance/start-conformance.ts';
import type { ControlContext } from '../context.ts';
import { readDeviceId } from '../read-device-id.ts';
import { askRegion, refusalOf } from '../regions/ask-region.ts';
import { findSoakOf, showSoak } from './show-soak.ts';
import { armEnd, disarmEnd, tellEnd } from './silence.ts';

/** Starts the soak of a device as `startConformance` does a test; that it has a plan is the region's to know. */
export async function startSoak(
  context: ControlContext,
  caller: MakerCaller,
  { body }: Parsed<typeof soaks.startSoak>,
): Promise<Reply<typeof soaks.startSoak> | Refusal> {
  const deviceId = readDeviceId(body.deviceId);
  if (isRefusal(deviceId)) return deviceId;
  const { db, limits } = context;
  const { accountId, userId } = caller;
  const tooMany = rateRefusal([await takeRate(db, `soak ${accountId}`, limits.conformancePerAccount)]);
  if (tooMany) return tooMany;
  const device = await findTestable(context, caller, deviceId, 'startSoak');
  if (isRefusal(device)) return device;
  const { region, pid, firmware } = device;
  const id = newSoakId();
  // Before the region knows of it: its first report must find it.
  await db.transaction().execute(async (trx) => {
    await trx
      .insertInto('soak')
      .values({
        ...{ id, account_id: accountId, user_id: userId, device_id: device.deviceId, pid, firmware, region },
        ...{ sleepy: false, state: 'running', problem: null, ended_at: null },
      })
      .execute();
    await armEnd(trx, id);
    await audit(trx, caller, 'soak.started', id);
  });
  const answer = await askRegion(context, region, (client) =>
    client.startSoak({ params: { soakId: id }, body: { deviceId: device.deviceId, pid, accountId } }).catch(refusalOf),
  );
  await db.transaction().execute(async (trx) => {
    if (!isRefusal(answer)) {
      await trx.updateTable('soak').set({ sleepy: answer.sleepy }).where('id', '=', id).execute();
      return;
    }
    await disarmEnd(trx, id);
    if (answer.code !== 'region_silent') return void (await trx.deleteFrom('soak').where('id', '=', id).execute());
    // It may have started it all the same.
    await trx
      .updateTable('soak')
      .set({ state: 'ended', problem: json(answer), ended_at: sql<Date>`kaitong_now()` })
      .where('id', '=', id)
      .execute();
    await tellEnd(trx, id);
  });
  if (isRefusal(answer)) return answer;
  const soak = await findSoakOf(db, caller, id);
  return soak ? showSoak(soak) : refusal('not_found');
}

/** Has the region end a soak; that it has is reported. One that is over is fine. */
export async function endSoak(
  context: ControlContext,
  caller: MakerCaller,
  { params: { id } }: Parsed<typeof soaks.endSoak>,
): Promise<Reply<typeof soaks.endSoak> | Refusal> {
  const soak = await findSoakOf(context.db, caller, id);
  if (!soak) return refusal('not_found');
  if (soak.state === 'ended') return {};
  await auditAhead(context.db, caller, 'soak.ended', id);
  const answer = await askRegion(context, soak.region, (client) => client.endSoak({ params: { soakId: id } }));
  return isRefusal(answer) ? answer : {};
}
