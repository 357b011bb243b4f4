import type { DeviceId } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';
import type { DeviceLogCode } from './codes.ts';
import type { LogLine } from './store-lines.ts';

/** What was ignored or refused of a device, newest first; `before` goes on where a list ended. */
export async function listDeviceLog(
  db: Kysely<RegionTables>,
  deviceId: DeviceId,
  { limit, before }: { limit: number; before?: Date },
): Promise<Omit<LogLine, 'deviceId'>[]> {
  const lines = db.selectFrom('device_log').selectAll().where('device_id', '=', deviceId);
  const rows = await (before ? lines.where('last_at', '<', before) : lines)
    .orderBy('last_at', 'desc')
    .orderBy('code')
    .orderBy('detail')
    .limit(limit)
    .execute();
  return rows.map(({ code, detail, first_at, last_at, count }) => ({
    code: code as DeviceLogCode,
    detail,
    firstAt: first_at,
    lastAt: last_at,
    count,
  }));
}
