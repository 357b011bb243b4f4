import { type Duration, type FirmwareVersion, hours, milliseconds, minutes, type SoakHour } from '@kaitong/contract';
import { type ReadLines, readLines, type SoakLine } from '@kaitong/core';
import { type Selectable, sql } from 'kysely';
import type { SoakTable } from '../../store/region/soak.ts';
import type { RegionTransaction } from '../context.ts';

const HOUR = hours(1);
/** An event that needs longer is none that an owner would call one. */
const LATE = minutes(5);
/** From the beginning of an hour until it can be told. */
export const HOUR_SETTLED: Duration = milliseconds(HOUR + LATE);

/** When the n-th hour of a soak, from 0, is over and settled. */
export const settledAt = (startedAt: Date, n: number): number => startedAt.getTime() + n * HOUR + HOUR_SETTLED;

type Soak = Pick<Selectable<SoakTable>, 'device_id' | 'started_at' | 'asks' | 'was_away'>;

/** What is known of the n-th hour: from what the device recorded, and from what was noted of it. */
export async function readHour(
  trx: RegionTransaction,
  soak: Soak,
  n: number,
): Promise<{ hour: SoakHour; isAway: boolean }> {
  const from = new Date(soak.started_at.getTime() + n * HOUR);
  const to = new Date(from.getTime() + HOUR);
  const { opened, arrived, middle, slow, firmware } = await readEvents(trx, soak, from, to);
  const { isAway, ...noted } = await readNoted(trx, soak, from, to);
  const hour = {
    hour: n,
    from: from.toISOString(),
    asked: soak.asks.filter((at) => Date.parse(at) >= from.getTime() && Date.parse(at) < to.getTime()).length,
    ...{ opened, arrived, firmware },
    firstMs: middle === null || slow === null ? null : { middle: Math.round(middle), slow: Math.round(slow) },
    ...noted,
  };
  return { hour, isAway };
}

type Events = {
  opened: number;
  arrived: number;
  middle: number | null;
  slow: number | null;
  firmware: FirmwareVersion | null;
};

async function readEvents(trx: RegionTransaction, { device_id: deviceId }: Soak, from: Date, to: Date) {
  const { rows } = await sql<Events>`
    SELECT count(*) AS opened, count(*) FILTER (WHERE completed_at IS NOT NULL AND objects > 0) AS arrived,
      percentile_cont(0.5) WITHIN GROUP (ORDER BY late) AS middle, percentile_cont(0.95) WITHIN GROUP (ORDER BY late) AS slow,
      (array_agg(firmware ORDER BY opened_at DESC))[1] AS firmware
    FROM (
      SELECT event.*, extract(epoch FROM first.at - event.happened_at)::float8 * 1000 AS late
      FROM recorded_event AS event LEFT JOIN LATERAL (
        SELECT min(committed_at) AS at FROM recorded_object AS object
        WHERE object.retention_class = event.retention_class AND object.day = event.day AND object.event_id = event.id
          AND kind = 'segment') AS first ON true
      WHERE event.device_id = ${deviceId} AND recording = 'event' AND opened_at >= ${from} AND opened_at < ${to}
        AND event.day BETWEEN floor(extract(epoch FROM ${from}::timestamptz) / 86400)::int - 1
          AND floor(extract(epoch FROM ${to}::timestamptz) / 86400)::int + 1) AS events`.execute(trx);
  const [row] = rows;
  return row ?? { opened: 0, arrived: 0, middle: null, slow: null, firmware: null };
}

async function readNoted(trx: RegionTransaction, soak: Soak, from: Date, to: Date): Promise<ReadLines> {
  const lines = await trx
    .selectFrom('device_log')
    .select(['at', 'code', 'reason', 'count'])
    .where('device_id', '=', soak.device_id)
    .where('at', '>=', from)
    .where('at', '<', to)
    .where('code', 'in', ['connected', 'disconnected', 'call_refused', 'put_refused'])
    .orderBy('n')
    .execute();
  const noted = lines.map((line): SoakLine => ({ ...line, at: line.at.getTime() }));
  return readLines(noted, { from: from.getTime(), to: to.getTime(), wasAway: soak.was_away });
}
