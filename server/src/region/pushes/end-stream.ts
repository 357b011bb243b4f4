import { type DeviceId, type EventId, isRefusal } from '@kaitong/contract';
import { dayOf, readEventId } from '@kaitong/core';
import type { DeadlineHandler } from '../../store/deadlines.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext } from '../context.ts';
import { ensureRepeats } from '../footage/days.ts';
import { findByDeviceEventId } from '../recording/find-by-device-event-id.ts';
import { recordingPurpose } from '../recording/purpose.ts';
import { closeEvent } from '../uploads/close-event.ts';
import { NO_FIRMWARE } from './opening.ts';
import { clearSilence, PUSH_SILENCE, placeOfSubject } from './silence.ts';
import { changeStream, findStream, isOpen, type OpenStream, type StreamPlace } from './streams.ts';

/** Closes the event that a stream goes into with what there is of it: the tool is done, or nothing fits to it any more. */
export async function endStream(context: RegionContext, place: StreamPlace): Promise<void> {
  const stream = await findStream(context.db, place);
  if (!isOpen(stream)) return;
  const eventId = stream.event_id ?? (await findAnnounced(context, stream));
  if (eventId) await closePushed(context, place.deviceId, eventId);
  await context.db.transaction().execute(async (trx) => {
    const ended = await changeStream(trx, place)
      .set({ is_open: false, event_id: eventId ?? null })
      .where('device_event_id', '=', stream.device_event_id)
      .executeTakeFirst();
    if (ended.numUpdatedRows > 0n) await clearSilence(trx, place);
  });
}

/** A tool that was killed sends no end: a deadline ends its stream. */
export function pushDeadlineHandlers(context: RegionContext): Record<string, DeadlineHandler<RegionTables>> {
  return { [PUSH_SILENCE]: async ({ subject }) => await endStream(context, placeOfSubject(subject)) };
}

/** Whoever opened it died before it could write down which event it is. */
async function findAnnounced(context: RegionContext, { device_id, device_event_id, used_at }: OpenStream) {
  const day = dayOf(used_at.getTime());
  await ensureRepeats(context, day);
  return await findByDeviceEventId(context.db, { deviceId: device_id, deviceEventId: device_event_id, day });
}

/** A segment that is just being kept may be committed between the count and the close: then it is counted again. */
const TRIES = 5;

/** Closes an event after the objects that are committed. */
export async function closePushed(context: RegionContext, deviceId: DeviceId, eventId: EventId): Promise<void> {
  for (let tries = 1; tries <= TRIES; tries++) {
    const counted = await countCommitted(context, eventId);
    const caller = { deviceId, tokenId: '' };
    const body = { ...counted, firmware: NO_FIRMWARE };
    const closed = await closeEvent(recordingPurpose, context, caller, { params: { eventId }, body });
    // Otherwise it is closed, or its owner has deleted it: then there is nothing to close.
    if (!isRefusal(closed) || closed.code !== 'event_conflict') return;
  }
}

async function countCommitted({ db }: RegionContext, eventId: EventId) {
  const place = readEventId(eventId);
  const { last, footage } = await db
    .selectFrom('recorded_object')
    .select(({ fn }) => [fn.max<number | null>('n').as('last'), fn.sum<number | null>('duration_ms').as('footage')])
    .where('retention_class', '=', place?.retentionClass ?? 'event7')
    .where('day', '=', place?.day ?? 0)
    .where('event_id', '=', eventId)
    .where('state', '=', 'committed')
    .executeTakeFirstOrThrow();
  return { objects: (last ?? -1) + 1, durationMs: Number(footage ?? 0) };
}
