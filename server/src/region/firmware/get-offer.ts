import {
  type FirmwareVersion,
  type firmwareUpdates,
  minutes,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import { chooseOffer } from '@kaitong/core';
import { sql } from 'kysely';
import type { DeviceCaller } from '../../callers.ts';
import { readNow } from '../../store/database-clock.ts';
import type { RegionContext } from '../context.ts';
import { fetchAgain, imageKey } from './keep-images.ts';

/** A download that breaks off later asks for its offer again, and goes on where it was. */
const URL_LIFE = minutes(15);

/** The release that this camera should install, if there is one whose image is here. */
export async function getFirmwareOffer(
  context: RegionContext,
  { deviceId }: DeviceCaller,
  { query: { firmware } }: Parsed<typeof firmwareUpdates.getFirmwareOffer>,
): Promise<Reply<typeof firmwareUpdates.getFirmwareOffer> | Refusal> {
  const { db, objects } = context;
  const device = await db
    .selectFrom('device')
    .innerJoin('product', 'product.pid', 'device.pid')
    .select(['device.pid', 'releases'])
    .where('device_id', '=', deviceId)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  if (!device) {
    const isThere = await db.selectFrom('device').select('pid').where('device_id', '=', deviceId).executeTakeFirst();
    return isThere ? { offer: null } : refusal('device_removed');
  }
  const { pid, releases } = device;
  const offerable = releases.flatMap(({ percent, ...one }) => (percent ? [{ ...one, percent }] : []));
  if (offerable.length === 0) return { offer: null };
  const [updates, images] = await Promise.all([
    db
      .selectFrom('firmware_update')
      .select(['release_id', 'attempt', 'report'])
      .where('device_id', '=', deviceId)
      .where('report', 'is not', null)
      .execute(),
    db
      .selectFrom('firmware_image')
      .select('release_id')
      .where('stored', '=', true)
      .where(
        'release_id',
        'in',
        offerable.map(({ releaseId }) => releaseId),
      )
      .execute(),
  ]);
  const tried = new Map(
    updates.flatMap(({ release_id, attempt, report }) =>
      attempt === null || report === null ? [] : [[release_id as string, { attempt, report }]],
    ),
  );
  const stored = new Set(images.map(({ release_id }) => release_id));
  const chosen = chooseOffer(
    { deviceId, pid, firmware, tried },
    offerable.filter(({ releaseId }) => stored.has(releaseId)),
  );
  if (!chosen) return { offer: null };
  const { releaseId, manifest, signature, notes } = chosen;
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
