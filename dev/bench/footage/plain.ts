import { days } from '@kaitong/contract';
import type { DayNumber } from '@kaitong/core';
import type { Database, RegionTables, Statement } from '@kaitong/server/testing';
import { type Ask, LIMIT, type PageName } from './pages.ts';

const DAY_MS = days(1);

/** The peer: the same rows in tables without partitions, with the indexes that somebody would give them. */
export async function makePlain({ pool }: Database<RegionTables>): Promise<void> {
  await pool.query('CREATE TABLE plain_event (LIKE recorded_event INCLUDING DEFAULTS)');
  await pool.query('INSERT INTO plain_event SELECT * FROM recorded_event');
  await pool.query('CREATE INDEX ON plain_event (device_id, started_at DESC, id DESC)');
  await pool.query('CREATE TABLE plain_hour (LIKE footage_hour INCLUDING DEFAULTS)');
  await pool.query('INSERT INTO plain_hour SELECT * FROM footage_hour');
  await pool.query('CREATE INDEX ON plain_hour (device_id, hour)');
}

/** What such a page would ask of them: one statement. */
export function plainPages(today: DayNumber): Record<PageName, (ask: Ask) => Statement> {
  const at = (day: number): Date => new Date(day * DAY_MS);
  const events =
    (where: string, order: string, ...values: unknown[]) =>
    ({ deviceId, ownerId }: Ask): Statement => ({
      text: `SELECT * FROM plain_event WHERE device_id = $1 AND owner_id = $2 AND deleted_at IS NULL AND ${where} ${order}`,
      values: [deviceId, ownerId, ...values],
    });
  const newest = `ORDER BY started_at DESC, id DESC LIMIT ${LIMIT + 1}`;
  return {
    newest: events('objects > 0', newest),
    older: events('objects > 0 AND started_at < $3', newest, at(today - 2)),
    unread: events(`objects > 0 AND read_at IS NULL AND recording = 'event'`, newest),
    timeline: events('started_at >= $3 AND started_at < $4', 'ORDER BY started_at', at(today - 1), at(today)),
    calendar: ({ deviceId, ownerId }) => ({
      text: 'SELECT * FROM plain_hour WHERE device_id = $1 AND owner_id = $2 AND hour >= $3 AND hour < $4',
      values: [deviceId, ownerId, at(today - 30), at(today + 1)],
    }),
  };
}
