import type { DeviceId } from '@kaitong/contract';
import { type Kysely, sql } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';
import type { DeviceLogCode } from './codes.ts';

export type LogLine = {
  /** As somebody called itself. */
  deviceId: string;
  code: DeviceLogCode;
  detail: string;
  firstAt: Date;
  lastAt: Date;
  count: number;
};

/** A line a minute for a week; of a device that is noisier the oldest go. */
export const MOST_LINES = 10_000;

/** Adds lines to the log of those devices that are paired here; what is alike within a minute becomes one line. */
export async function storeLines(db: Kysely<RegionTables>, lines: readonly LogLine[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // In the order of their keys: two processes that write of the same devices would otherwise deadlock.
    const { rows } = await sql<{ device_id: DeviceId }>`
      INSERT INTO device_log AS line (device_id, minute, code, detail, first_at, last_at, count)
      SELECT h."deviceId", date_trunc('minute', h."firstAt"), h.code, h.detail, h."firstAt", h."lastAt", h.count
      FROM jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) AS h ("deviceId" text, code text, detail text,
        "firstAt" timestamptz, "lastAt" timestamptz, count int)
      JOIN device ON device.device_id = h."deviceId" AND device.removed_at IS NULL
      ORDER BY 1, 2, 3, 4
      ON CONFLICT (device_id, minute, code, detail) DO UPDATE
        SET count = line.count + excluded.count, last_at = greatest(line.last_at, excluded.last_at)
      RETURNING device_id`.execute(trx);
    const deviceIds = [...new Set(rows.map(({ device_id }) => device_id))];
    await sql`
      DELETE FROM device_log AS line USING (
        SELECT device_id, (
          SELECT minute FROM device_log AS own WHERE own.device_id = noisy.device_id
          ORDER BY minute DESC OFFSET ${MOST_LINES} LIMIT 1) AS until
        FROM unnest(${deviceIds}::text[]) AS noisy (device_id)) AS surplus
      WHERE line.device_id = surplus.device_id AND line.minute <= surplus.until`.execute(trx);
  });
}
