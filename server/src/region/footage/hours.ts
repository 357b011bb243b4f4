import type { DeviceId } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';
import { endIn, type Recording } from './find-recording.ts';
import { takeFromTotal } from './footage-totals.ts';
import type { OwnedDevice } from './owned-device.ts';
import { hourOf } from './places.ts';

/**
 * Takes recordings out of the counts of the hours in which they began: `unread` only out of those of unread events,
 * `all` altogether. They are locked, so that nothing is added to them meanwhile.
 */
export async function takeFromHours(
  trx: RegionTransaction,
  { deviceId }: Pick<OwnedDevice, 'deviceId'>,
  recordings: readonly Recording[],
  what: 'unread' | 'all',
): Promise<void> {
  const hours = Map.groupBy(
    recordings,
    (one) => `${one.retention_class} ${one.day} ${hourOf(one.started_at).getTime()}`,
  );
  for (const key of [...hours.keys()].sort()) {
    const same = hours.get(key) ?? [];
    const [first] = same;
    if (!first) continue;
    const events = same.filter(({ recording, objects }) => recording === 'event' && objects > 0);
    const unread = events.filter(({ read_at }) => read_at === null).length;
    const gone = what === 'all' ? { events: events.length, bytes: sumOf(same) } : { events: 0, bytes: 0 };
    await sql`
      UPDATE footage_hour SET unread = unread - ${unread}, events = events - ${gone.events}, bytes = bytes - ${gone.bytes}
      WHERE retention_class = ${first.retention_class} AND day = ${first.day} AND device_id = ${deviceId}
        AND hour = ${hourOf(first.started_at)}`.execute(trx);
  }
  if (what === 'all') await forgetGone(trx, deviceId, recordings);
}

async function forgetGone(trx: RegionTransaction, deviceId: DeviceId, recordings: readonly Recording[]): Promise<void> {
  const places = Map.groupBy(recordings, (one) => `${one.day} ${one.retention_class}`);
  const inOrder = [...places.keys()].sort().map((key) => places.get(key) ?? []);
  for (const [first] of inOrder) if (first) await forgetEmptyHours(trx, deviceId, first);
  for (const same of inOrder) {
    const [first] = same;
    if (!first) continue;
    const place = { retentionClass: first.retention_class, day: first.day, deviceId };
    await takeFromTotal(trx, place, sumOf(same));
  }
}

const sumOf = (recordings: readonly Recording[]): number => recordings.reduce((sum, { bytes }) => sum + bytes, 0);

/** Continuous footage may go on from one hour into the next, so what is left of it is looked for. */
async function forgetEmptyHours(
  trx: RegionTransaction,
  deviceId: DeviceId,
  { retention_class, day }: Pick<Recording, 'retention_class' | 'day'>,
): Promise<void> {
  await sql`
      UPDATE footage_hour AS h SET continuous = false
      WHERE retention_class = ${retention_class} AND day = ${day} AND device_id = ${deviceId} AND continuous
        AND NOT EXISTS (
          SELECT FROM recorded_event AS e
          WHERE e.retention_class = ${retention_class} AND e.day = ${day} AND e.device_id = ${deviceId}
            AND e.recording = 'continuous' AND e.deleted_at IS NULL AND e.objects > 0
            AND e.started_at < h.hour + interval '1 hour' AND ${endIn('e')} >= h.hour)`.execute(trx);
  await sql`
      DELETE FROM footage_hour WHERE retention_class = ${retention_class} AND day = ${day} AND device_id = ${deviceId}
        AND NOT continuous AND events <= 0 AND bytes <= 0`.execute(trx);
}
