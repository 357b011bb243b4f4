import {
  canDevice,
  type DeviceId,
  type Duration,
  type FirmwareManifest,
  minutes,
  type ReleaseId,
} from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import { clearDeadline, type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import { sendCommand } from '../commands/send-command.ts';
import type { RegionTransaction } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';

// Its subject is a device.
const HOLD_ENDS = 'firmware.hold';
/** Whoever comes back later asks by itself. */
const LIFE = minutes(5);

type Hold = { releaseId: ReleaseId; until: Date };

/** What takes a version back ends some harm, and is not put off. */
export const mayWait = ({ takesBack }: Pick<FirmwareManifest, 'takesBack'>): boolean => takesBack === null;

/** Which release is kept back from a device now, as its owner chose. */
export async function findHold(db: Kysely<RegionTables>, deviceId: DeviceId): Promise<Hold | undefined> {
  const hold = await db
    .selectFrom('firmware_hold')
    .select(['release_id', 'until'])
    .where('device_id', '=', deviceId)
    .where('until', '>', sql<Date>`kaitong_now()`)
    .executeTakeFirst();
  return hold && { releaseId: hold.release_id, until: hold.until };
}

/** Keeps a release back from a device until then; the camera is told when it is over. */
export async function keepBack(
  trx: RegionTransaction,
  deviceId: DeviceId,
  { releaseId, until, length }: Hold & { length: Duration },
): Promise<void> {
  await trx
    .insertInto('firmware_hold')
    .values({ device_id: deviceId, release_id: releaseId, until })
    .onConflict((conflict) => conflict.column('device_id').doUpdateSet({ release_id: releaseId, until }))
    .execute();
  await setDeadline(trx, HOLD_ENDS, deviceId, length);
}

/** Lets a device have what there is, and tells it, if it listens. */
export async function letHave(trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  await trx.deleteFrom('firmware_hold').where('device_id', '=', deviceId).execute();
  await clearDeadline(trx, HOLD_ENDS, deviceId);
  await callDevice(trx, deviceId);
}

export const holdHandlers: Record<string, DeadlineHandler<RegionTables, DeviceId>> = {
  [HOLD_ENDS]: async ({ subject: deviceId }, trx) => {
    await trx.deleteFrom('firmware_hold').where('device_id', '=', deviceId).execute();
    await callDevice(trx, deviceId);
  },
};

async function callDevice(trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  const device = await trx
    .selectFrom('device_now')
    .select(['owner_id', 'kind', 'presence'])
    .where('device_id', '=', deviceId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!device) return;
  if (canDevice(device.kind, 'update') && device.presence === 'online')
    await sendCommand(trx, { deviceId, name: 'update', payload: {}, life: LIFE });
  await tellOwner(trx, device.owner_id, { type: 'devices.changed', deviceId });
}
