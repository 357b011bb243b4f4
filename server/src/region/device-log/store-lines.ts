import { type DeviceId, type DeviceLogCode, REFUSED_LOG_CODES } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import { jsonText } from '../../store/database.ts';
import { notify } from '../../store/notifications.ts';
import type { RegionTables } from '../../store/region/tables.ts';

export type HeardLine = {
  /** As somebody called itself. */
  deviceId: string;
  at: Date;
  code: DeviceLogCode;
  name: string;
  reason: string;
  detail: string;
  count: number;
};

/** Of a device that is noisier the oldest go. */
export const MOST_LINES = 10_000;

/** What followers of a log listen to; the payload is the device's id. */
export const DEVICE_LOGGED = 'device-log';

const REFUSED = [...REFUSED_LOG_CODES];

/**
 * Adds lines, in their order, to the logs of those devices that are paired here. Numbers are given under the lock of the
 * device's head, and heads are locked in the order of their ids: two processes that write of the same devices would
 * otherwise deadlock.
 */
export async function storeLines(db: Kysely<RegionTables>, lines: readonly HeardLine[]): Promise<void> {
  const heard = jsonText(lines.map((line, order) => ({ ...line, order })));
  await db.transaction().execute(async (trx) => {
    const { rows } = await sql<{ device_id: DeviceId }>`
      WITH heard AS MATERIALIZED (
        SELECT h.* FROM jsonb_to_recordset(${heard}::jsonb) AS h ("order" int, "deviceId" text, at timestamptz,
          code text, name text, reason text, detail text, count int)
        JOIN device ON device.device_id = h."deviceId" AND device.removed_at IS NULL),
      counted AS (SELECT "deviceId" AS device_id, count(*) AS lines FROM heard GROUP BY 1),
      head AS (
        INSERT INTO device_log_head AS head (device_id, last)
        SELECT device_id, lines FROM counted ORDER BY device_id
        ON CONFLICT (device_id) DO UPDATE SET last = head.last + excluded.last
        RETURNING device_id, last, followed_until > kaitong_now() AS followed),
      written AS (
        INSERT INTO device_log (device_id, n, at, code, name, reason, detail, count)
        SELECT head.device_id, head.last - lines + row_number() OVER (PARTITION BY head.device_id ORDER BY "order"),
          at, code, name, reason, detail, count
        FROM heard JOIN head ON head.device_id = "deviceId" JOIN counted ON counted.device_id = head.device_id),
      told AS (
        INSERT INTO device_log_day AS told (device_id, day, code, name, reason, count)
        SELECT head.device_id, (at AT TIME ZONE 'UTC')::date, code, name, reason, sum(count)
        FROM heard JOIN head ON head.device_id = "deviceId" WHERE code = ANY(${REFUSED}::text[]) GROUP BY 1, 2, 3, 4, 5
        ON CONFLICT (device_id, day, code, name, reason) DO UPDATE SET count = told.count + excluded.count),
      gone AS (
        DELETE FROM device_log USING head
        WHERE device_log.device_id = head.device_id AND device_log.n <= head.last - ${MOST_LINES})
      SELECT device_id FROM head WHERE followed`.execute(trx);
    for (const { device_id } of rows) await notify(trx, DEVICE_LOGGED, device_id);
  });
}
