import type { DeviceId, EventId, OwnerId, Pid } from '@kaitong/contract';
import type { EventDeclaration } from '@kaitong/contract/checks';
import type { EventPlace, Moment, OpeningClass } from '@kaitong/core';
import { newEventId } from '../../secrets/new-ids.ts';
import { json } from '../../store/database.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { dayTableName } from './days.ts';
import { createRecordedEventKey } from './footage-key.ts';
import { countOpen } from './open-events.ts';

type Owned = { deviceId: DeviceId; ownerId: OwnerId; pid: Pid };
/** What the device says of it. */
type Opening = { deviceEventId: string; type: string; declaration: EventDeclaration; firmware: string };

/** What was open beside an event when it was opened, counted up to its limit. */
type Beside = { ofOwner: number; ofProduct: number };

/**
 * Stores an event as its device declared it, with a key of its own. The partitions of its day must be there.
 */
export async function addEvent(
  context: RegionContext,
  trx: RegionTransaction,
  { deviceId, ownerId, pid }: Owned,
  body: Opening,
  { retentionClass, day, recording, startedAt, happenedAt }: EventPlace & Moment & { retentionClass: OpeningClass },
): Promise<{ eventId: EventId; beside: Beside }> {
  const eventId = newEventId(retentionClass, startedAt);
  const isEncrypted = body.declaration.encryption !== 'none';
  const key = isEncrypted ? await createRecordedEventKey(context, trx, { eventId, ownerId, deviceId }) : undefined;
  const event = {
    retention_class: retentionClass,
    day,
    id: eventId,
    owner_id: ownerId,
    device_id: deviceId,
    device_event_id: body.deviceEventId,
    recording,
    type: body.type,
    declaration: json(body.declaration),
    started_at: startedAt,
    happened_at: happenedAt,
    firmware: body.firmware,
    wrapped_key: key?.wrappedKey ?? null,
    footage_key_id: key?.footageKeyId ?? null,
    ...{ last_segment_n: null, last_segment_ms: null, snapshot_n: null },
    ...{ closed_at: null, closed_objects: null, closed_duration_ms: null, completed_at: null },
    ...{ read_at: null, favourite_at: null, kept_at: null, note: null, deleted_at: null },
  };
  const { openEventsPerOwner, openEventsPerProduct } = context.limits;
  const beside = await trx
    .with('added', (db) => db.insertInto(dayTableName('recorded_event', { retentionClass, day })).values(event))
    .with('opened', (db) =>
      db.insertInto('open_event').values({ event_id: eventId, device_id: deviceId, owner_id: ownerId, pid }),
    )
    .insertInto(dayTableName('device_event', { day }))
    .values({ day, device_id: deviceId, device_event_id: body.deviceEventId, event_id: eventId })
    .returning([
      countOpen('owner_id', ownerId, openEventsPerOwner.limit).as('ofOwner'),
      countOpen('pid', pid, openEventsPerProduct.limit).as('ofProduct'),
    ])
    .executeTakeFirstOrThrow();
  return { eventId, beside };
}
