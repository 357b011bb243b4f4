import { type Alarms, type app, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { sql } from 'kysely';
import type { OwnerCaller } from '../../callers.ts';
import type { RegionContext } from '../context.ts';
import { hasRight } from '../household/has-right.ts';
import { openVapid } from './vapid.ts';

/** Of owners who never said where they live, and set no quiet hours. */
export const DEFAULT_ZONE = 'UTC';

/** An owner's phones, and what rings on them. */
export async function showAlarms(context: RegionContext, { ownerId, sessionId }: OwnerCaller): Promise<Alarms> {
  const { db } = context;
  const phones = await db
    .selectFrom('alarm_phone')
    .select(['id', 'browser', 'added_at', 'rang_at', 'login_session'])
    .where('owner_id', '=', ownerId)
    .orderBy('added_at')
    .orderBy('id')
    .execute();
  const setting = await db
    .selectFrom('alarm_setting')
    .select(['time_zone', 'quiet_from', 'quiet_until', 'reminders'])
    .select(sql<Date | null>`CASE WHEN snoozed_until > kaitong_now() THEN snoozed_until END`.as('snoozedUntil'))
    .where('owner_id', '=', ownerId)
    .executeTakeFirst();
  const cameras = await db
    .selectFrom('device')
    .leftJoin('alarm_camera', (join) =>
      join.onRef('alarm_camera.device_id', '=', 'device.device_id').on('alarm_camera.owner_id', '=', ownerId),
    )
    .select(['device.device_id as deviceId', 'device.name', 'alarm_camera.muted'])
    .where(seenBy(ownerId))
    .where('device.removed_at', 'is', null)
    .orderBy('device.paired_at', 'desc')
    .orderBy('device.device_id')
    .execute();
  const { quiet_from: from = null, quiet_until: until = null } = setting ?? {};
  return {
    serverKey: (await openVapid(context)).publicKey,
    phones: phones.map(({ id, browser, added_at, rang_at, login_session }) => ({
      ...{ id, browser, addedAt: added_at.toISOString(), rangAt: rang_at?.toISOString() ?? null },
      current: login_session === sessionId,
    })),
    timeZone: setting?.time_zone ?? DEFAULT_ZONE,
    quiet: from !== null && until !== null ? { from, until } : null,
    snoozedUntil: setting?.snoozedUntil?.toISOString() ?? null,
    reminders: setting?.reminders ?? true,
    cameras: cameras.map(({ deviceId, name, muted }) => ({ deviceId, name, muted: muted ?? [] })),
  };
}

/** The camera is theirs, or they may watch it. */
const seenBy = (personId: OwnerCaller['ownerId']) =>
  sql<boolean>`(device.owner_id = ${personId} OR ${hasRight({
    owner: sql`device.owner_id`,
    member: personId,
    device: sql`device.device_id`,
    right: 'watch',
  })})`;

/** Quiet hours, time zone, snoozing and reminders: what is not said stays. */
export async function changeAlarms(
  context: RegionContext,
  caller: OwnerCaller,
  { body: { timeZone, quiet, snoozeMinutes, reminders } }: Parsed<typeof app.changeAlarms>,
): Promise<Reply<typeof app.changeAlarms>> {
  const change = {
    ...(timeZone !== undefined && { time_zone: timeZone }),
    ...(reminders !== undefined && { reminders }),
    ...(quiet !== undefined && { quiet_from: quiet?.from ?? null, quiet_until: quiet?.until ?? null }),
    ...(snoozeMinutes !== undefined && {
      snoozed_until: snoozeMinutes === 0 ? null : sql<Date>`kaitong_now() + ${snoozeMinutes} * interval '1 minute'`,
    }),
  };
  const first = { time_zone: DEFAULT_ZONE, quiet_from: null, quiet_until: null, snoozed_until: null };
  await context.db
    .insertInto('alarm_setting')
    .values({ owner_id: caller.ownerId, ...first, ...change })
    .onConflict((conflict) =>
      conflict.column('owner_id').doUpdateSet({ owner_id: sql.ref('alarm_setting.owner_id'), ...change }),
    )
    .execute();
  return await showAlarms(context, caller);
}

/** Which kinds of a camera's events do not ring. */
export async function changeCameraAlarms(
  context: RegionContext,
  caller: OwnerCaller,
  { params: { deviceId }, body }: Parsed<typeof app.changeCameraAlarms>,
): Promise<Reply<typeof app.changeCameraAlarms> | Refusal> {
  const muted = [...new Set(body.muted)].sort();
  const { rows } = await sql`
    INSERT INTO alarm_camera (owner_id, device_id, muted)
    SELECT ${caller.ownerId}, device_id, ${muted} FROM device
    WHERE device_id = ${deviceId} AND removed_at IS NULL AND ${seenBy(caller.ownerId)}
    ON CONFLICT (owner_id, device_id) DO UPDATE SET muted = excluded.muted RETURNING device_id`.execute(context.db);
  return rows.length === 0 ? refusal('not_found') : await showAlarms(context, caller);
}
