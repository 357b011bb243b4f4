import {
  ALARM_LIFE,
  type DeviceId,
  type EventId,
  milliseconds,
  type OwnerId,
  type ReminderKind,
} from '@kaitong/contract';
import { sql } from 'kysely';
import { setDeadline } from '../../store/deadlines.ts';
import type { RegionTransaction } from '../context.ts';

/** Subject: an alarm that may be due. */
export const RINGING = 'alarm.ring';

type OpenedEvent = { ownerId: OwnerId; deviceId: DeviceId; eventId: EventId; type: string; happenedAt: Date };

/**
 * Has an event ring on each phone of its owner and of those who may watch the camera, as part of the transaction that makes it. Whether its owner wants to
 * hear it is looked at when it is sent; what happened long ago is no alarm. A phone that is going just now is passed over:
 * waited for, it would hold up the recording, and gone by then, it would break it.
 */
export async function queueAlarms(trx: RegionTransaction, event: OpenedEvent): Promise<void> {
  const { ownerId, deviceId, eventId, type, happenedAt } = event;
  const { rows } = await sql<{ id: string }>`
    INSERT INTO alarm (phone_id, owner_id, device_id, event_id, kind, happened_at)
    SELECT id, owner_id, ${deviceId}, ${eventId}, ${type}, ${happenedAt} FROM alarm_phone
    WHERE owner_id = ANY (ARRAY(SELECT member_id FROM household_right
        WHERE owner_id = ${ownerId} AND device_id = ${deviceId} AND 'watch' = ANY (rights)) || ${ownerId}::text)
      AND ${happenedAt}::timestamptz > kaitong_now() - ${ALARM_LIFE} * interval '1 ms'
    FOR KEY SHARE SKIP LOCKED
    RETURNING id`.execute(trx);
  for (const { id } of rows) await setDeadline(trx, RINGING, id, milliseconds(0));
}

type Due = { ownerId: OwnerId; deviceId: DeviceId; type: ReminderKind; at: Date | null };

/** The same of a notice, which is its owner's alone: as part of the transaction that adds the notice. */
export async function queueReminders(trx: RegionTransaction, { ownerId, deviceId, type, at }: Due): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    INSERT INTO alarm (phone_id, owner_id, device_id, kind, happened_at)
    SELECT id, owner_id, ${deviceId}, ${type}, coalesce(${at}::timestamptz, kaitong_now()) FROM alarm_phone WHERE owner_id = ${ownerId}
    FOR KEY SHARE SKIP LOCKED
    RETURNING id`.execute(trx);
  for (const { id } of rows) await setDeadline(trx, RINGING, id, milliseconds(0));
}
