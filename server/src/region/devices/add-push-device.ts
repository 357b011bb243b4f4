import { type DeviceId, type OwnerId, PUSH_PID, type Refusal, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import { newDeviceId, newUuid } from '../../secrets/new-ids.ts';
import type { RegionTransaction } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { holdOwner, lockOwner } from '../owners/leaving-owners.ts';
import { addPresence } from '../presence/device-presence.ts';

/** As many cameras as a large shop has; each is a row and what is bought for it. */
const MOST_PUSH_DEVICES = 50;

/**
 * A device that nothing stands behind: no unit, so nothing is claimed at control, and no secret, so nobody is ever signed in
 * as it.
 */
export async function addPushDevice(
  trx: RegionTransaction,
  { ownerId, name }: { ownerId: OwnerId; name: string },
): Promise<DeviceId | Refusal> {
  // Of two that are made at once, the second one sees the first.
  if (!(await lockOwner(trx, ownerId)) || !(await holdOwner(trx, ownerId))) return refusal('not_signed_in');
  const { count } = await trx
    .selectFrom('device')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('owner_id', '=', ownerId)
    .where('kind', '=', 'push')
    .where('removed_at', 'is', null)
    .executeTakeFirstOrThrow();
  if (count >= MOST_PUSH_DEVICES) return refusal('push_devices_full', { limit: MOST_PUSH_DEVICES });
  const deviceId = newDeviceId();
  await trx
    .insertInto('device')
    .values({
      device_id: deviceId,
      kind: 'push',
      uuid: newUuid(),
      pid: PUSH_PID,
      owner_id: ownerId,
      name,
      wrapped_secret: null,
      paired_at: sql<Date>`date_trunc('milliseconds', kaitong_now())`,
      removed_at: null,
      claim_kind: 'late',
      claim: null,
      ended: null,
    })
    .execute();
  await addPresence(trx, deviceId, { firmware: null, features: { sleepy: false, probe: false, simulate: false } });
  await tellOwner(trx, ownerId, { type: 'devices.changed', deviceId });
  return deviceId;
}
