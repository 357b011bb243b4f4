import { type footage, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { readEventId } from '@kaitong/core';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { changeRecordings, type Selected } from '../footage/change-recordings.ts';
import { takeFromHours } from '../footage/hours.ts';
import { footagePrefix } from '../footage/object-keys.ts';
import { findOwnedDevice, type OwnedDevice } from '../footage/owned-device.ts';
import { listPlaces } from '../footage/places.ts';
import { recordDeletion } from '../footage/record-deletion.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { idIn } from './mark-events-read.ts';

export async function deleteEvent(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId, eventId } }: Parsed<typeof footage.deleteEvent>,
): Promise<Reply<typeof footage.deleteEvent> | Refusal> {
  const device = await findOwnedDevice(context.db, ownerId, deviceId);
  const place = readEventId(eventId);
  if (!device || !place) return refusal('not_found');
  const deleted = await deleteSelected(context, device, [{ ...place, condition: idIn([eventId]) }]);
  return deleted > 0 ? {} : refusal('not_found');
}

/** Everything that began between two moments. */
export async function deleteFootage(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId }, body }: Parsed<typeof footage.deleteFootage>,
): Promise<Reply<typeof footage.deleteFootage> | Refusal> {
  const { db, clock } = context;
  const device = await findOwnedDevice(db, ownerId, deviceId);
  if (!device) return refusal('not_found');
  const [from, to] = [new Date(body.from), new Date(body.to)];
  const places = await listPlaces(db, device, { from, to }, clock.now());
  const condition = sql`started_at >= ${from} AND started_at < ${to}`;
  let events = 0;
  // A day of it is one transaction: a camera that records meanwhile waits for no more than that.
  for (const place of places) events += await deleteSelected(context, device, [{ ...place, condition }]);
  return { events };
}

/**
 * In two phases: from the commit on the recordings are unreachable, their keys gone and their hours corrected; then
 * their objects go, whichever process does it, also if this one dies now.
 */
async function deleteSelected(context: RegionContext, device: OwnedDevice, selected: Selected[]): Promise<number> {
  const { db, log, region } = context;
  const deleted = await db.transaction().execute(async (trx) => {
    const rows = await changeRecordings(trx, device, selected, sql`deleted_at = kaitong_now(), wrapped_key = NULL`);
    if (rows.length === 0) return 0;
    await takeFromHours(trx, device, rows, 'all');
    const prefixes = rows.map(({ retention_class: retentionClass, day, device_id: deviceId, id: eventId }) =>
      footagePrefix({ retentionClass, day, deviceId, eventId }),
    );
    const bytes = rows.reduce((sum, one) => sum + one.bytes, 0);
    await recordDeletion(trx, { reason: 'owner_deleted', ...device, events: rows.length, bytes }, prefixes);
    await tellOwner(trx, device.ownerId, { type: 'footage.changed', deviceId: device.deviceId });
    return rows.length;
  });
  if (deleted > 0) log.info({ region, deviceId: device.deviceId, deleted }, 'footage.deleted');
  return deleted;
}
