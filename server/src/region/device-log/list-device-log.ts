import type { DeviceId, DeviceLogDay, DeviceLogLine } from '@kaitong/contract';
import { REFUSED_LOG_CODES } from '@kaitong/contract';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { DeviceLogTable } from '../../store/region/device-log.ts';
import type { RegionTables } from '../../store/region/tables.ts';

export type LogQuery = {
  limit: number;
  /** Goes on where a list ended. */
  before?: number | undefined;
  search?: string | undefined;
  /** Only what was ignored or refused. */
  refusals?: boolean | undefined;
};

/** Of one device, newest first. */
export async function listDeviceLog(
  db: Kysely<RegionTables>,
  deviceId: DeviceId,
  { limit, before, search, refusals }: LogQuery,
): Promise<DeviceLogLine[]> {
  let lines = db.selectFrom('device_log').selectAll().where('device_id', '=', deviceId);
  if (before !== undefined) lines = lines.where('n', '<', before);
  if (refusals) lines = lines.where('code', 'in', [...REFUSED_LOG_CODES]);
  for (const word of search?.split(/\s+/).filter(Boolean) ?? []) {
    const part = `%${word.replace(/[\\%_]/g, '\\$&')}%`;
    lines = lines.where(sql<boolean>`concat_ws(' ', code, name, reason, detail) ILIKE ${part}`);
  }
  const rows = await lines.orderBy('n', 'desc').limit(limit).execute();
  return rows.map(toLine);
}

/** What came after a line, in its order. */
export async function linesAfter(
  db: Kysely<RegionTables>,
  deviceId: DeviceId,
  n: number,
  most: number,
): Promise<DeviceLogLine[]> {
  const lines = db.selectFrom('device_log').selectAll().where('device_id', '=', deviceId).where('n', '>', n);
  return (await lines.orderBy('n').limit(most).execute()).map(toLine);
}

export async function lastLine(db: Kysely<RegionTables>, deviceId: DeviceId): Promise<number> {
  const head = db.selectFrom('device_log_head').select('last').where('device_id', '=', deviceId);
  return (await head.executeTakeFirst())?.last ?? 0;
}

/** For a minute from now, each new line is told. What is written after this returns is. */
export async function keepFollowed(db: Kysely<RegionTables>, deviceId: DeviceId): Promise<void> {
  await sql`
    INSERT INTO device_log_head (device_id, last, followed_until)
    SELECT device_id, 0, kaitong_now() + interval '1 minute' FROM device
    WHERE device_id = ${deviceId} AND removed_at IS NULL
    ON CONFLICT (device_id) DO UPDATE SET followed_until = excluded.followed_until`.execute(db);
}

/** Refusals by day, newest first, of days that are over: while a day goes on its counts would tell when something came. */
export async function countDeviceLog(db: Kysely<RegionTables>, deviceId: DeviceId): Promise<DeviceLogDay[]> {
  return await db
    .selectFrom('device_log_day')
    .select(['day', 'code', 'name', 'reason', 'count'])
    .where('device_id', '=', deviceId)
    .where('day', '<', sql<string>`(kaitong_now() AT TIME ZONE 'UTC')::date`)
    .orderBy('day', 'desc')
    .orderBy('count', 'desc')
    .orderBy('code')
    .orderBy('name')
    .orderBy('reason')
    .execute();
}

const toLine = ({ n, at, code, name, reason, detail, count }: Selectable<DeviceLogTable>): DeviceLogLine => ({
  ...{ n, at: at.toISOString(), code, name, reason, detail, count },
});
