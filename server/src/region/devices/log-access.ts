import { type AccountId, type DeviceId, days, type OwnerId } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionTransaction } from '../context.ts';
import { tellOwner } from '../news/tell-owner.ts';

/** How long an owner can see who looked. */
const LOOKS_KEPT = days(30);

export type LogAccess = {
  ownerId: OwnerId;
  /** Its owner is the account's tester, or lets it look for a while. */
  whole: boolean;
  until: Date | null;
};

/** How much of a device's log its owner lets an account see; undefined where it is not paired here. */
export async function findLogAccess(
  db: Kysely<RegionTables>,
  deviceId: DeviceId,
  accountId: AccountId,
): Promise<LogAccess | undefined> {
  const { rows } = await sql<{ owner_id: OwnerId; is_tester: boolean; until: Date | null }>`
    SELECT device.owner_id, until,
      EXISTS (SELECT FROM tester_link AS link WHERE link.owner_id = device.owner_id AND link.account_id = ${accountId}
        AND link.removed_at IS NULL) AS is_tester
    FROM device LEFT JOIN device_support AS support ON support.device_id = device.device_id
      AND support.owner_id = device.owner_id AND support.account_id = ${accountId} AND until > kaitong_now()
    WHERE device.device_id = ${deviceId} AND device.removed_at IS NULL`.execute(db);
  const [row] = rows;
  if (!row) return undefined;
  const { owner_id: ownerId, is_tester: isTester, until } = row;
  return { ownerId, whole: isTester || until !== null, until: isTester ? null : until };
}

type Look = { deviceId: DeviceId; accountId: AccountId; accountName: string };

/** Writes down for the owner who reads the log, before it is read. @returns whether it is the account's first look in this hour */
export async function noteLook(
  trx: RegionTransaction,
  ownerId: OwnerId,
  { deviceId, accountId, accountName }: Look,
): Promise<boolean> {
  const { rows } = await sql<{ is_first: boolean }>`
    INSERT INTO device_look AS look (device_id, account_id, hour, account_name, last_at)
    VALUES (${deviceId}, ${accountId}, date_trunc('hour', kaitong_now()), ${accountName}, kaitong_now())
    ON CONFLICT (device_id, account_id, hour)
      DO UPDATE SET last_at = kaitong_now(), account_name = excluded.account_name
    RETURNING xmax = 0 AS is_first`.execute(trx);
  const isFirst = rows[0]?.is_first === true;
  if (isFirst) await tellOwner(trx, ownerId, { type: 'devices.changed', deviceId });
  return isFirst;
}

/** With the device goes who may read of it, and who did. */
export async function forgetLogAccess(trx: RegionTransaction, deviceId: DeviceId): Promise<void> {
  await trx.deleteFrom('device_support').where('device_id', '=', deviceId).execute();
  await trx.deleteFrom('device_look').where('device_id', '=', deviceId).execute();
}

export async function sweepLogAccess(trx: RegionTransaction): Promise<void> {
  await trx.deleteFrom('device_support').where('until', '<', sql<Date>`kaitong_now()`).execute();
  await trx
    .deleteFrom('device_look')
    .where('hour', '<', sql<Date>`kaitong_now() - ${LOOKS_KEPT} * interval '1 ms'`)
    .execute();
}
