import { type Parsed, type Refusal, type Reply, refusal, type regionPlane } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { countDeviceLog, listDeviceLog } from '../device-log/list-device-log.ts';
import { findMakerDevice } from '../products/product-devices.ts';
import { findLogAccess, noteLook } from './log-access.ts';

/** A device's log, as much of it as its owner lets the account see. */
export async function showLog(
  { db }: RegionContext,
  { body: { deviceId, accountId, accountName, only, limit, ...query } }: Parsed<typeof regionPlane.getDeviceLog>,
): Promise<Reply<typeof regionPlane.getDeviceLog> | Refusal> {
  return await db.transaction().execute(async (trx) => {
    const access = await findLogAccess(trx, deviceId, accountId);
    if (!access) return refusal('device_unknown');
    const { ownerId, whole, until } = access;
    const days = await countDeviceLog(trx, deviceId);
    if (!whole) return { whole, until: null, lines: [], next: null, days, isFirstLook: false };
    const isFirstLook = await noteLook(trx, ownerId, { deviceId, accountId, accountName });
    const lines = await listDeviceLog(trx, deviceId, { ...query, limit: limit + 1, refusals: only === 'refusals' });
    const page = lines.slice(0, limit);
    const next = lines.length > limit ? (page.at(-1)?.n ?? null) : null;
    return { whole, until: until?.toISOString() ?? null, lines: page, next, days, isFirstLook };
  });
}

export async function showMakerDevice(
  context: RegionContext,
  { body: { deviceId, accountId } }: Parsed<typeof regionPlane.getMakerDevice>,
): Promise<Reply<typeof regionPlane.getMakerDevice>> {
  return { device: (await findMakerDevice(context, accountId, deviceId)) ?? null };
}
