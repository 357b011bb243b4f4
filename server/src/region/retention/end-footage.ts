import { type DeviceId, milliseconds, type OwnerId } from '@kaitong/contract';
import { type EventPlace, firstKeptDay, KEPT } from '@kaitong/core';
import { sql } from 'kysely';
import { readNow } from '../../store/database-clock.ts';
import { clearDeadline, setDeadline } from '../../store/deadlines.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { endEvents } from '../footage/end-events.ts';
import { destroyFootageKey } from '../footage/footage-key.ts';
import { takeFromTotal } from '../footage/footage-totals.ts';
import { forgetKept, lockKept } from '../footage/kept-use.ts';
import { prefixesOf } from '../footage/object-keys.ts';
import { recordDeletion } from '../footage/record-deletion.ts';
import { tellOwner } from '../news/tell-owner.ts';

/** When the key of (owner, device) is due to be destroyed; the subject is the device. */
export const FOOTAGE_END = 'footage.end';

type Owned = { ownerId: OwnerId; deviceId: DeviceId };

/** Sets when the footage of a device ends, part of the transaction that changes its subscription. */
export async function setFootageEnd(
  trx: RegionTransaction,
  deviceId: DeviceId,
  now: Date,
  endsAt: Date | null,
): Promise<void> {
  if (endsAt === null) return await clearDeadline(trx, FOOTAGE_END, deviceId);
  await setDeadline(trx, FOOTAGE_END, deviceId, milliseconds(Math.max(0, endsAt.getTime() - now.getTime())));
}

/** For the deadline: something may have been bought, or have ended earlier, since it was set. */
export async function endFootageWhenDue(
  { log, region }: RegionContext,
  trx: RegionTransaction,
  deviceId: DeviceId,
): Promise<void> {
  const { rows } = await sql<{ owner_id: OwnerId }>`
    SELECT owner_id FROM subscription WHERE device_id = ${deviceId} AND key_ends_at <= kaitong_now()
    FOR UPDATE`.execute(trx);
  const [row] = rows;
  if (!row) return;
  const events = await endFootage(trx, { ownerId: row.owner_id, deviceId });
  log.info({ region, deviceId, events }, 'footage.ended');
}

/**
 * Ends all footage that a device has of its owner: its key is destroyed, so whatever is encrypted is noise from the commit
 * on, wherever copies of it are; what is plain becomes unreachable with it and goes object by object. The caller has
 * locked the subscription. What is recorded later gets a new key.
 *
 * @returns how many events there were
 */
export async function endFootage(trx: RegionTransaction, { ownerId, deviceId }: Owned): Promise<number> {
  const hadKey = await destroyFootageKey(trx, { ownerId, deviceId });
  await lockKept(trx, { deviceId });
  // Not only where something has arrived: a device that comes back with what it had opened must not go on with it.
  const { rows: places } = await sql<EventPlace>`
    SELECT retention_class AS "retentionClass", day FROM recorded_event
    WHERE device_id = ${deviceId} AND owner_id = ${ownerId} AND deleted_at IS NULL
      AND (day >= ${await oldestDay(trx)} OR retention_class = ${KEPT})
    GROUP BY day, retention_class ORDER BY day, retention_class`.execute(trx);
  const prefixes: string[] = [];
  const ended: Parameters<typeof forgetKept>[2][number][] = [];
  let [bytes, events] = [0, 0];
  const inHours: number[] = [];
  for (const { retentionClass, day } of places) {
    const { events: rows, hours } = await endEvents(trx, { retentionClass, day }, { ownerId, deviceId });
    inHours.push(sumOf(hours));
    prefixes.push(...rows.flatMap((row) => prefixesOf({ ...row, deviceId, retention_class: retentionClass })));
    bytes += sumOf(rows);
    events += rows.length;
    ended.push(...rows.map(({ id }) => ({ id, day, retention_class: retentionClass })));
  }
  await forgetKept(trx, deviceId, ended);
  for (const [n, place] of places.entries()) await takeFromTotal(trx, { ...place, deviceId }, inHours[n] ?? 0);
  if (!hadKey && events === 0) return 0;
  await recordDeletion(trx, { reason: 'key_destroyed', ownerId, deviceId, events, bytes }, prefixes);
  await tellOwner(trx, ownerId, { type: 'footage.changed', deviceId });
  return events;
}

const sumOf = (rows: readonly { bytes: number }[]): number => rows.reduce((sum, { bytes }) => sum + bytes, 0);

/** Older days hold nothing, and naming the first one keeps the others closed. */
async function oldestDay(trx: RegionTransaction): Promise<number> {
  return firstKeptDay('continuous30', (await readNow(trx)).getTime());
}
