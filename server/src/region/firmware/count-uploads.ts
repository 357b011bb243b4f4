import type { Parsed, Reply, regionPlane } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionContext } from '../context.ts';

/** Of so many units of each kind: what is asked for every few minutes costs the same for any fleet. */
const MOST_UNITS = 2000;
/** An upload that takes longer is none that an owner would call one. */
const SETTLED = sql`kaitong_now() - interval '10 minutes'`;
const SINCE = sql`kaitong_now() - interval '1 day'`;

type Row = { updated: boolean; units: number; opened: number; arrived: number };
const NONE = { units: 0, opened: 0, arrived: 0 };

/**
 * Events of the last day by units that run a release, since they do, and by others of the product: how many were opened, and
 * how many of them arrived whole; one that was closed with nothing in it did not. Continuous recordings are open for an hour and say nothing yet.
 */
export async function countUploads(
  { db }: RegionContext,
  { body: { pid, releaseId } }: Parsed<typeof regionPlane.countUploads>,
): Promise<Reply<typeof regionPlane.countUploads>> {
  const { rows } = await sql<Row>`
    WITH updated AS (
      SELECT device_id, reported_at AS since FROM firmware_update JOIN device USING (device_id)
      WHERE release_id = ${releaseId} AND pid = ${pid} AND report = 'installed' AND removed_at IS NULL
      ORDER BY reported_at DESC LIMIT ${MOST_UNITS}
    ), others AS (
      SELECT device_id, ${SINCE} AS since FROM device
      WHERE pid = ${pid} AND removed_at IS NULL AND NOT EXISTS (
        SELECT FROM firmware_update u
        WHERE u.device_id = device.device_id AND u.release_id = ${releaseId} AND u.report IS NOT NULL)
      ORDER BY paired_at DESC LIMIT ${MOST_UNITS}
    ), units AS (SELECT true AS updated, * FROM updated UNION ALL SELECT false, * FROM others)
    SELECT updated, count(DISTINCT event.device_id) AS units, count(*) AS opened,
      count(*) FILTER (WHERE completed_at IS NOT NULL AND objects > 0) AS arrived
    FROM units JOIN recorded_event AS event
      ON event.device_id = units.device_id AND event.started_at > ${SINCE} AND opened_at > units.since
      AND opened_at < ${SETTLED} AND recording = 'event'
    WHERE day >= floor(extract(epoch FROM ${SINCE}) / 86400)::int
    GROUP BY updated`.execute(db);
  const of = (updated: boolean) => {
    const row = rows.find((one) => one.updated === updated);
    return row ? { units: row.units, opened: row.opened, arrived: row.arrived } : NONE;
  };
  return { updated: of(true), others: of(false) };
}
