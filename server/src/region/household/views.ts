import { type app, type DeviceId, days, type EventId, type OwnerId, type Parsed, type Reply } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import { toPage } from '../../paging.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';

const KEPT = days(30);

/** Written down before whoever watches has the address. */
export async function noteView(
  db: Kysely<RegionTables>,
  view: {
    ownerId: OwnerId;
    memberId: OwnerId;
    deviceId: DeviceId;
    eventId: EventId | null;
    kind: 'playback' | 'download' | 'share';
  },
): Promise<void> {
  const { ownerId, memberId, deviceId, eventId, kind } = view;
  await db
    .insertInto('household_view')
    .values({ owner_id: ownerId, member_id: memberId, device_id: deviceId, event_id: eventId, kind })
    .execute();
}

export async function listHouseholdViews(
  { db }: RegionContext,
  { ownerId }: OwnerCaller,
  { query: { cursor, limit } }: Parsed<typeof app.listHouseholdViews>,
): Promise<Reply<typeof app.listHouseholdViews>> {
  const before = /^\d{1,15}$/.test(cursor ?? '') ? Number(cursor) : Number.MAX_SAFE_INTEGER;
  const rows = await db
    .selectFrom('household_view as seen')
    .innerJoin('login_user', 'login_user.id', 'seen.member_id')
    .innerJoin('device', 'device.device_id', 'seen.device_id')
    .select(['seen.id', 'login_user.name as memberName', 'seen.device_id as deviceId', 'device.name as deviceName'])
    .select(['seen.kind', 'seen.event_id as eventId', 'seen.at'])
    .where('seen.owner_id', '=', ownerId)
    .where('seen.id', '<', before)
    .where('seen.at', '>', sql<Date>`kaitong_now() - ${KEPT} * interval '1 ms'`)
    .orderBy('seen.id', 'desc')
    .limit(limit + 1)
    .execute();
  return toPage(
    rows,
    limit,
    ({ id }) => String(id),
    ({ id, at, ...row }) => ({ ...row, id: String(id), at: at.toISOString() }),
  );
}

/** Views after their time, links that are good for nothing, and rights on cameras that are gone. */
export async function sweepHousehold(trx: RegionTransaction): Promise<void> {
  await sql`DELETE FROM household_view WHERE at < kaitong_now() - ${KEPT} * interval '1 ms'`.execute(trx);
  await sql`DELETE FROM household_invitation WHERE expires_at < kaitong_now()`.execute(trx);
  await sql`DELETE FROM household_camera WHERE NOT EXISTS (SELECT FROM device
    WHERE device.device_id = household_camera.device_id AND device.owner_id = household_camera.owner_id
      AND device.removed_at IS NULL)`.execute(trx);
}
