import { isRefusal, type keeping, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { changeRecordings } from '../footage/change-recordings.ts';
import { findOwned } from '../footage/find-owned.ts';
import { findOwnedDevice } from '../footage/owned-device.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { selectIds } from './mark-events-read.ts';
import { type ShownRecording, showRecording } from './show-recording.ts';

/** Makes recordings favourites, or none any more. */
export async function markFavourites(
  { db }: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId }, body: { eventIds, favourite } }: Parsed<typeof keeping.markFavourites>,
): Promise<Reply<typeof keeping.markFavourites> | Refusal> {
  const device = await findOwnedDevice(db, ownerId, deviceId);
  if (!device) return refusal('not_found');
  const others = selectIds(eventIds).map((one) => ({
    ...one,
    condition: sql`${one.condition} AND objects > 0 AND (favourite_at IS NULL) = ${favourite}`,
  }));
  const changed = await db.transaction().execute(async (trx) => {
    const change = favourite ? sql`favourite_at = kaitong_now()` : sql`favourite_at = NULL`;
    const rows = await changeRecordings(trx, device, others, change);
    if (rows.length > 0) await tellOwner(trx, ownerId, { type: 'footage.changed', deviceId });
    return rows.length;
  });
  return { changed };
}

/** Writes something down about a recording. */
export async function changeNote(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId, eventId }, body }: Parsed<typeof keeping.changeNote>,
): Promise<ShownRecording | Refusal> {
  const found = await findOwned(context, { ownerId, deviceId, eventId });
  if (isRefusal(found)) return found;
  const { device } = found;
  const note = body.note === '' ? null : body.note;
  const changed = await context.db.transaction().execute(async (trx) => {
    const [before] = await changeRecordings(trx, device, selectIds([eventId]), sql`note = ${note}`);
    if (before && before.note !== note) await tellOwner(trx, ownerId, { type: 'footage.changed', deviceId });
    return before;
  });
  return changed ? showRecording(context, device, { ...changed, note }) : refusal('not_found');
}
