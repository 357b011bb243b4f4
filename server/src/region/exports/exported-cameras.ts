import type { EventId, OwnerId } from '@kaitong/contract';
import { KEPT, readEventId } from '@kaitong/core';
import { sql } from 'kysely';
import type { RegionContext } from '../context.ts';
import type { Recording } from '../footage/find-recording.ts';
import { namesKeptDay } from '../footage/kept-day.ts';
import type { OwnedDevice } from '../footage/owned-device.ts';
import { inPlace } from '../footage/places.ts';
import { selectIds } from '../library/mark-events-read.ts';
import type { Session } from '../watching/sessions.ts';

export type ExportedCamera = OwnedDevice & { name: string | null };

/** Removed ones too, as long as their footage is there: it is nobody else's. */
export async function listAllCameras({ db }: RegionContext, ownerId: OwnerId): Promise<ExportedCamera[]> {
  return await db
    .selectFrom('device')
    .leftJoin('subscription', 'subscription.device_id', 'device.device_id')
    .select([
      'device.device_id as deviceId',
      'device.owner_id as ownerId',
      'device.name',
      'subscription.key_ends_at as keyEndsAt',
    ])
    .where('device.owner_id', '=', ownerId)
    .orderBy('device.paired_at')
    .orderBy('device.device_id')
    .execute();
}

/** Those that an export was asked for. */
export async function listCameras(context: RegionContext, session: Session): Promise<ExportedCamera[]> {
  const { owner_id: ownerId, device_ids: chosen } = session;
  const cameras = await listAllCameras(context, ownerId);
  return chosen === null ? cameras : cameras.filter(({ deviceId }) => chosen.includes(deviceId));
}

/** Recordings that somebody selected, of whatever cameras of theirs: a statement for each day and class, one after the other. */
export async function listSelected(
  { db, clock }: RegionContext,
  ownerId: OwnerId,
  eventIds: readonly EventId[],
): Promise<Recording[]> {
  const now = clock.now().getTime();
  const days = eventIds.map((id) => readEventId(id)?.day ?? 0);
  const kept = sql`retention_class = ${KEPT} AND day = ANY(${days}) AND id = ANY(${eventIds})`;
  const own = selectIds(eventIds.filter((id) => namesKeptDay(id, now))).filter((one) => one.retentionClass !== KEPT);
  const selected: Recording[] = [];
  for (const where of [...own.map(({ condition, ...place }) => sql`${inPlace(place)} AND ${condition}`), kept]) {
    const { rows } = await sql<Recording>`SELECT * FROM recorded_event
      WHERE ${where} AND owner_id = ${ownerId} AND deleted_at IS NULL AND objects > 0`.execute(db);
    selected.push(...rows);
  }
  return selected.sort((a, b) => b.started_at.getTime() - a.started_at.getTime() || (a.id < b.id ? 1 : -1));
}

/** Whether nothing was chosen: an account's other data goes along with all of its footage only. */
export const isWhole = ({
  device_ids,
  span_from,
  span_to,
}: Pick<Session, 'device_ids' | 'span_from' | 'span_to'>): boolean =>
  device_ids === null && span_from === null && span_to === null;
