import { type DeviceId, type DeviceLogCode, REFUSED_LOG_CODES } from '@kaitong/contract';
import { type Kysely, type RawBuilder, sql } from 'kysely';
import { notify } from '../../store/notifications.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionTransaction } from '../context.ts';

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

const REFUSED: ReadonlySet<string> = new Set(REFUSED_LOG_CODES);

/**
 * Adds lines, in their order, to the logs of those devices that are paired here. Numbers are given under the lock of the
 * device's head, and heads are locked in the order of their ids: two processes that write of the same devices would
 * otherwise deadlock. Several statements: as one it made the session that happened to run it keep a megabyte for good.
 */
export async function storeLines(db: Kysely<RegionTables>, lines: readonly HeardLine[]): Promise<void> {
  const counts = new Map<string, number>();
  for (const { deviceId } of lines.filter(isStorable)) counts.set(deviceId, (counts.get(deviceId) ?? 0) + 1);
  await db.transaction().execute(async (trx) => {
    const heads = await raiseHeads(trx, counts);
    const next = new Map<string, number>(
      heads.map((head) => [head.deviceId, head.last - (counts.get(head.deviceId) ?? 0)]),
    );
    const numbered = lines.flatMap((line) => {
      const n = (next.get(line.deviceId) ?? Number.NaN) + 1;
      if (Number.isNaN(n)) return [];
      next.set(line.deviceId, n);
      return [{ ...line, n }];
    });
    if (numbered.length === 0) return;
    await addLines(trx, numbered);
    const refused = numbered.filter(({ code }) => REFUSED.has(code));
    if (refused.length > 0) await countRefused(trx, refused);
    const full = heads.filter(({ last }) => last > MOST_LINES);
    if (full.length > 0) await dropOldest(trx, full);
    for (const { deviceId, isFollowed } of heads) if (isFollowed) await notify(trx, DEVICE_LOGGED, deviceId);
  });
}

/** What PostgreSQL cannot hold is the id of nobody. */
const isStorable = ({ deviceId }: HeardLine): boolean => !deviceId.includes('\0') && deviceId.isWellFormed();

type NumberedLine = HeardLine & { n: number };
type Head = { deviceId: DeviceId; last: number; isFollowed: boolean | null };

async function raiseHeads(trx: RegionTransaction, counts: ReadonlyMap<string, number>): Promise<Head[]> {
  const { rows } = await sql<Head>`
    INSERT INTO device_log_head AS head (device_id, last)
    SELECT device_id, lines FROM unnest(${[...counts.keys()]}::text[], ${[...counts.values()]}::bigint[]) AS heard (device_id, lines)
      JOIN device USING (device_id)
    WHERE device.removed_at IS NULL ORDER BY device_id
    ON CONFLICT (device_id) DO UPDATE SET last = head.last + excluded.last
    RETURNING device_id AS "deviceId", last, followed_until > kaitong_now() AS "isFollowed"`.execute(trx);
  return rows;
}

/** As arrays: what JSON takes to read would stay with the session. */
const asTable = (lines: readonly NumberedLine[]): RawBuilder<unknown> => {
  const all = <Name extends keyof NumberedLine>(name: Name): NumberedLine[Name][] => lines.map((line) => line[name]);
  return sql`unnest(${all('deviceId')}::text[], ${all('n')}::bigint[], ${all('at')}::timestamptz[], ${all('code')}::text[],
    ${all('name')}::text[], ${all('reason')}::text[], ${all('detail')}::text[], ${all('count')}::int[])
    AS heard (device_id, n, at, code, name, reason, detail, count)`;
};

const addLines = (trx: RegionTransaction, lines: readonly NumberedLine[]): Promise<unknown> =>
  sql`INSERT INTO device_log (device_id, n, at, code, name, reason, detail, count)
    SELECT device_id, n, at, code, name, reason, detail, count FROM ${asTable(lines)}`.execute(trx);

const countRefused = (trx: RegionTransaction, lines: readonly NumberedLine[]): Promise<unknown> =>
  sql`INSERT INTO device_log_day AS told (device_id, day, code, name, reason, count)
    SELECT device_id, (at AT TIME ZONE 'UTC')::date, code, name, reason, sum(count) FROM ${asTable(lines)}
    GROUP BY 1, 2, 3, 4, 5
    ON CONFLICT (device_id, day, code, name, reason) DO UPDATE SET count = told.count + excluded.count`.execute(trx);

const dropOldest = (trx: RegionTransaction, heads: readonly Head[]): Promise<unknown> =>
  sql`DELETE FROM device_log
    USING unnest(${heads.map(({ deviceId }) => deviceId)}::text[], ${heads.map(({ last }) => last - MOST_LINES)}::bigint[])
      AS head (device_id, last)
    WHERE device_log.device_id = head.device_id AND n <= head.last`.execute(trx);
