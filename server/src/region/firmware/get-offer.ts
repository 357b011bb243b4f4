import {
  type FirmwareVersion,
  type firmwareUpdates,
  minutes,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import { limits } from '@kaitong/contract/limits';
import { sql } from 'kysely';
import type { DeviceCaller } from '../../callers.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { readNow } from '../../store/database-clock.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext } from '../context.ts';
import { noteAsker } from './call-cameras.ts';
import { chooseOffers, findOfferable } from './choose-offers.ts';
import { findHold, mayWait } from './holds.ts';
import { imageKey } from './image-key.ts';
import { fetchAgain } from './keep-images.ts';

/** A download that breaks off later asks for its offer again, and goes on where it was. */
const URL_LIFE = minutes(15);
/** Every start asks, and every address that is over: not more often than a camera that starts again and again. */
const OFFERS = limits.region.firmwareOffersPerDevice;

/** The release that this camera should install, if there is one whose image is here. */
export async function getFirmwareOffer(
  context: RegionContext,
  { deviceId }: DeviceCaller,
  { query: { firmware } }: Parsed<typeof firmwareUpdates.getFirmwareOffer>,
): Promise<Reply<typeof firmwareUpdates.getFirmwareOffer> | Refusal> {
  const { db, objects } = context;
  const tooMany = rateRefusal([await takeRate(db, `firmware offer ${deviceId}`, OFFERS)]);
  if (tooMany) return tooMany;
  const device = await db
    .selectFrom('device')
    .leftJoin('product', 'product.pid', 'device.pid')
    .select(['device.pid', 'releases'])
    .where('device_id', '=', deviceId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!device) {
    const isThere = await db.selectFrom('device').select('pid').where('device_id', '=', deviceId).executeTakeFirst();
    return isThere ? { offer: null } : refusal('device_removed');
  }
  const { pid, releases } = device;
  await noteAsker(context, { pid, deviceId });
  const tested = await context.hooks.offerAsked?.(context, deviceId);
  const offerable = (await findOfferable(db, releases ?? [])).map((one) =>
    one.releaseId === tested ? { ...one, percent: 100 as const } : one,
  );
  const chosen = (await chooseOffers(db, pid, offerable, [{ deviceId, firmware }])).get(deviceId);
  if (!chosen) return { offer: null };
  const { releaseId, manifest, signature, notes } = chosen;
  const hold = await findHold(db, deviceId);
  if (releaseId !== tested && hold?.releaseId === releaseId && mayWait(manifest)) return { offer: null };
  const info = await objects.findInfo(imageKey(releaseId));
  if (info?.bytes !== manifest.bytes) {
    context.log.error({ region: context.region, releaseId }, 'firmware.lost');
    await db.transaction().execute((trx) => fetchAgain(trx, releaseId));
    return { offer: null };
  }
  await noteOffer(context, { deviceId, releaseId, firmware });
  const expiresAt = new Date((await readNow(db)).getTime() + URL_LIFE);
  const url = await objects.presignGet(imageKey(releaseId), expiresAt, { contentType: 'application/octet-stream' });
  return { offer: { releaseId, manifest, signature, notes, url, expiresAt: expiresAt.toISOString() } };
}

/** Asked again, it stays what it was: the version before the update is what it is compared with. */
async function noteOffer(
  { db }: RegionContext,
  {
    deviceId,
    releaseId,
    firmware,
  }: Pick<DeviceCaller, 'deviceId'> & {
    releaseId: Parameters<typeof imageKey>[0];
    firmware: FirmwareVersion;
  },
): Promise<void> {
  await db
    .insertInto('firmware_update')
    .values({
      device_id: deviceId,
      release_id: releaseId,
      from_firmware: firmware,
      offered_at: sql<Date>`kaitong_now()`,
      attempt: null,
      report: null,
      reason: null,
      reported_at: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}
