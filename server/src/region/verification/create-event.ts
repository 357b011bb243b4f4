import { type device, type Parsed, seconds } from '@kaitong/contract';
import { composeEventId, EVENT_ID_CHANCE } from '@kaitong/core';
import { randomId } from '../../secrets/ids.ts';
import { json } from '../../store/database.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { createEventKey } from '../uploads/event-keys.ts';
import { findEvent, type StoredEvent } from './find-event.ts';
import type { LockedRun } from './lock-run.ts';

export type OpenBody = Parsed<typeof device.openEvent>['body'];

/** A wall clock that is further off is not trusted: the age by the monotonic clock counts instead. */
const CLOCK_TOLERANCE = seconds(5);

/** Stores a run's event as its device declared it, with a key of its own; `probeId`: the test event. */
export async function createEvent(
  context: RegionContext,
  trx: RegionTransaction,
  run: LockedRun,
  body: OpenBody,
  probeId: string | null,
): Promise<StoredEvent> {
  const { startedAt, skewMs } = correctClock(body, run.now);
  const eventId = composeEventId('verification', startedAt.getTime(), randomId('', EVENT_ID_CHANCE));
  const key = createEventKey(context, { eventId, ownerId: run.owner_id }, body.declaration.encryption);
  await trx
    .insertInto('event')
    .values({
      id: eventId,
      device_id: run.device_id,
      device_event_id: body.deviceEventId,
      run_id: run.application_id,
      probe_id: probeId,
      type: body.type,
      state: 'open',
      declaration: json(body.declaration),
      started_at: startedAt,
      clock_skew_ms: skewMs,
      pre_record_ms: body.preRecordMs ?? null,
      firmware: body.firmware,
      firmware_sha256: body.firmwareSha256 ?? null,
      wrapped_key: key?.wrapped ?? null,
      closed_at: null,
      closed_objects: null,
      closed_duration_ms: null,
      closed_firmware: null,
      footage_deleted_at: null,
    })
    .execute();
  const event = await findEvent(trx, { eventId, deviceId: run.device_id });
  if (!event) throw new Error(`event ${eventId} vanished while it was opened`);
  return event;
}

/** When the event began by the platform's clock, and how far the device's clock is off it. */
function correctClock(body: OpenBody, now: Date): { startedAt: Date; skewMs: number } {
  const byAge = now.getTime() - body.ageMs;
  const skewMs = Math.round(Date.parse(body.startedAt) - byAge);
  const trusted = Math.abs(skewMs) <= CLOCK_TOLERANCE;
  return { startedAt: new Date(trusted ? Date.parse(body.startedAt) : byAge), skewMs };
}
