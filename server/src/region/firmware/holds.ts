import {
  canDevice,
  type DeviceId,
  type Duration,
  days,
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
/** The next night lies within it, wherever the owner is; from the first hour that was chosen, however often another is. */
export const LONGEST_HOLD: Duration = days(1);
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

/**
 * Keeps a release back from a device until then; the camera is told when it is over.
 *
 * @returns `false`: it has been kept back for as long as it may be
 */
export async function keepBack(
  trx: RegionTransaction,
  deviceId: DeviceId,
  { releaseId, until, length }: Hold & { length: Duration },
): Promise<boolean> {
  const isSame = sql<boolean>`firmware_hold.release_id = ${releaseId}`;
  const held = await trx
    .insertInto('firmware_hold')
    .values({ device_id: deviceId, release_id: releaseId, until })
    .onConflict((conflict) =>
      conflict
        .column('device_id')
        .doUpdateSet({
          release_id: releaseId,
          until,
          since: sql<Date>`CASE WHEN ${isSame} THEN firmware_hold.since ELSE kaitong_now() END`,
        })
        .where(sql<boolean>`NOT ${isSame} OR ${until} <= firmware_hold.since + ${LONGEST_HOLD} * interval '1 ms'`),
    )
    .returning('device_id')
    .executeTakeFirst();
  if (!held) return false;
  await setDeadline(trx, HOLD_ENDS, deviceId, length);
  return true;
}

/** Lets a device have what there is, and tells it, if it listens. */
export async function letHave(trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  await endHold(trx, deviceId);
  await clearDeadline(trx, HOLD_ENDS, deviceId);
  await callDevice(trx, deviceId);
}

export const holdHandlers: Record<string, DeadlineHandler<RegionTables, DeviceId>> = {
  [HOLD_ENDS]: async ({ subject: deviceId }, trx) => {
    await endHold(trx, deviceId);
    await callDevice(trx, deviceId);
  },
};

/** Since when it was kept back stays known: who puts it off again has no more time for it. */
const endHold = async (trx: RegionTransaction, deviceId: DeviceId): Promise<void> =>
  void (await trx
    .updateTable('firmware_hold')
    .set({ until: sql<Date>`least(until, kaitong_now())` })
    .where('device_id', '=', deviceId)
    .execute());

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
