import { type footage, type keeping, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { KEPT } from '@kaitong/core';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { changeRecordings, type Selected } from '../footage/change-recordings.ts';
import { type LoggedDeletion, logDeletion } from '../footage/deletion-log.ts';
import type { Recording } from '../footage/find-recording.ts';
import { takeFromHours } from '../footage/hours.ts';
import { forgetKept } from '../footage/kept-use.ts';
import { prefixesOf } from '../footage/object-keys.ts';
import { findOwnedDevice, type OwnedDevice } from '../footage/owned-device.ts';
import { listPlaces } from '../footage/places.ts';
import { isRecorded, recordDeletion } from '../footage/record-deletion.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { selectIds } from './mark-events-read.ts';

export async function deleteEvent(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId, eventId } }: Parsed<typeof footage.deleteEvent>,
): Promise<Reply<typeof footage.deleteEvent> | Refusal> {
  const device = await findOwnedDevice(context.db, ownerId, deviceId);
  if (!device) return refusal('not_found');
  const deleted = await deleteSelected(context, device, selectIds([eventId]));
  return deleted > 0 ? {} : refusal('not_found');
}

/** Those that somebody selected. */
export async function deleteEvents(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId }, body: { eventIds } }: Parsed<typeof keeping.deleteEvents>,
): Promise<Reply<typeof keeping.deleteEvents> | Refusal> {
  const device = await findOwnedDevice(context.db, ownerId, deviceId);
  if (!device) return refusal('not_found');
  return { deleted: await deleteSelected(context, device, selectIds(eventIds)) };
}

/** Everything that began between two moments. */
export async function deleteFootage(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId }, body }: Parsed<typeof keeping.deleteFootage>,
): Promise<Reply<typeof keeping.deleteFootage> | Refusal> {
  const { db, clock } = context;
  const device = await findOwnedDevice(db, ownerId, deviceId);
  if (!device) return refusal('not_found');
  const [from, to] = [new Date(body.from), new Date(body.to)];
  const places = await listPlaces(db, device, { from, to }, clock.now());
  const condition = sql`started_at >= ${from} AND started_at < ${to}`;
  let events = 0;
  // A day of it is one transaction: a camera that records meanwhile waits for no more than that. What is kept may move just then.
  for (const place of places) {
    const moved: Selected = { ...place, retentionClass: KEPT, condition };
    const both = place.retentionClass === KEPT ? [moved] : [{ ...place, condition }, moved];
    events += await deleteSelected(context, device, both);
  }
  return { events };
}

/**
 * In two phases: from the commit on the recordings are unreachable, their keys gone and their hours corrected; then
 * their objects go, whichever process does it, also if this one dies now. Before the commit it stands in the log of
 * deletions: whoever was told that they are gone will not see them again, whatever backup is restored.
 */
async function deleteSelected(context: RegionContext, device: OwnedDevice, selected: Selected[]): Promise<number> {
  const { db, log, region } = context;
  const deleted = await db.transaction().execute(async (trx) => {
    const rows = await takeAway(trx, device, selected);
    if (rows.length === 0) return 0;
    const { ownerId, deviceId } = device;
    const eventIds = rows.map(({ id }) => id);
    const isForGood = rows.some(({ kept_at }) => kept_at !== null);
    const logged = await logDeletion(context, { ownerId, deviceId, eventIds }, { isForGood });
    const prefixes = rows.flatMap((row) => prefixesOf({ ...row, deviceId }));
    await recordOf(trx, device, { rows, prefixes, events: rows.length, log: logged });
    return rows.length;
  });
  if (deleted > 0) log.info({ region, deviceId: device.deviceId, deleted }, 'footage.deleted');
  return deleted;
}

/**
 * Deletes again what its owner deleted, in a database that does not know it: what its index has of it, and the objects of
 * all of it, wherever they came from.
 */
export async function deleteAgain(
  { db }: RegionContext,
  { ownerId, deviceId, eventIds }: LoggedDeletion,
  log: string,
): Promise<void> {
  const device: OwnedDevice = { ownerId, deviceId, keyEndsAt: null };
  await db.transaction().execute(async (trx) => {
    const rows = await takeAway(trx, device, selectIds(eventIds));
    // Another process was deleting just these, and was waited for.
    if (await isRecorded(trx, log)) return;
    const prefixes = eventIds.flatMap((id) => prefixesOf({ id, deviceId, retention_class: KEPT, kept_at: null }));
    await recordOf(trx, device, { rows, prefixes, events: eventIds.length, log });
  });
}

async function takeAway(
  trx: RegionTransaction,
  device: OwnedDevice,
  selected: readonly Selected[],
): Promise<Recording[]> {
  const rows = await changeRecordings(
    trx,
    device,
    selected,
    sql`deleted_at = kaitong_now(), wrapped_key = NULL, favourite_at = NULL, note = NULL`,
  );
  if (rows.length > 0) await takeFromHours(trx, device, rows, 'all');
  await forgetKept(trx, device.deviceId, rows);
  return rows;
}

type Taken = { rows: readonly Recording[]; prefixes: readonly string[]; events: number; log: string };

async function recordOf(
  trx: RegionTransaction,
  { ownerId, deviceId }: OwnedDevice,
  { rows, prefixes, events, log }: Taken,
): Promise<void> {
  const bytes = rows.reduce((sum, one) => sum + one.bytes, 0);
  await recordDeletion(trx, { reason: 'owner_deleted', ownerId, deviceId, events, bytes, log }, prefixes);
  await tellOwner(trx, ownerId, { type: 'footage.changed', deviceId });
}
