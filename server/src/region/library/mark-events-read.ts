import { type EventId, type footage, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { KEPT, readEventId } from '@kaitong/core';
import { type RawBuilder, sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { changeRecordings, type Selected } from '../footage/change-recordings.ts';
import { takeFromHours } from '../footage/hours.ts';
import { findOwnedDevice, type OwnedDevice } from '../footage/owned-device.ts';
import { listUnreadPlaces } from '../footage/places.ts';
import { tellOwner } from '../news/tell-owner.ts';

/** Marks events as seen, and takes them out of the unread counts of their hours in the same transaction. */
export async function markEventsRead(
  context: RegionContext,
  { ownerId }: OwnerCaller,
  { params: { deviceId }, body }: Parsed<typeof footage.markEventsRead>,
): Promise<Reply<typeof footage.markEventsRead> | Refusal> {
  const device = await findOwnedDevice(context.db, ownerId, deviceId);
  if (!device) return refusal('not_found');
  const selected =
    'until' in body ? await selectUntil(context, device, new Date(body.until)) : selectIds(body.eventIds);
  // One of which nothing has arrived was seen by nobody, and is counted as unread with its first object.
  const unread = selected.map((one) => ({
    ...one,
    condition: sql`${one.condition} AND read_at IS NULL AND objects > 0`,
  }));
  await context.db.transaction().execute(async (trx) => {
    const rows = await changeRecordings(trx, device, unread, sql`read_at = kaitong_now()`);
    const seen = rows.filter(({ recording }) => recording === 'event');
    await takeFromHours(trx, device, seen, 'unread');
    if (seen.length > 0) await tellOwner(trx, ownerId, { type: 'footage.changed', deviceId });
  });
  return {};
}

async function selectUntil({ db, clock }: RegionContext, device: OwnedDevice, until: Date): Promise<Selected[]> {
  const now = clock.now();
  // Its footage begins before an event happens, and that is the hour and the day in which it stands.
  const places = await listUnreadPlaces(
    db,
    device,
    { to: until < now ? new Date(until.getTime() + 1) : undefined },
    now,
  );
  return places.map((place) => ({ ...place, condition: sql`happened_at <= ${until} AND recording = 'event'` }));
}

/** Where they began, and where they are moved to be kept. */
export function selectIds(eventIds: readonly EventId[]): Selected[] {
  const places = Map.groupBy(eventIds, (id) => JSON.stringify(readEventId(id)));
  return [...places.values()].flatMap((ids) => {
    const place = ids[0] && readEventId(ids[0]);
    if (!place) return [];
    const condition = idIn(ids);
    return [
      { ...place, condition },
      { retentionClass: KEPT, day: place.day, condition },
    ];
  });
}

export const idIn = (ids: readonly EventId[]): RawBuilder<unknown> => sql`id = ANY(${ids})`;
