import type { ItemName } from '@kaitong/contract';
import type { Moment } from '@kaitong/core';
import { newEventId } from '../../secrets/new-ids.ts';
import { json } from '../../store/database.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { createEventKey } from '../uploads/event-keys.ts';
import type { OpenBody } from '../uploads/purpose.ts';
import type { LockedConformance } from './lock-conformance.ts';
import type { ConformanceEvent } from './lock-event.ts';
import { observe } from './observe.ts';

/** Stores an event of the item at work; it is counted if the item has asked for motion already. */
export async function addEvent(
  context: RegionContext,
  trx: RegionTransaction,
  test: LockedConformance & { item: ItemName },
  body: OpenBody,
  { startedAt, skew }: Moment,
): Promise<ConformanceEvent> {
  const { now, stage, item } = test;
  const eventId = newEventId('conformance', startedAt);
  const key = createEventKey(context, eventId, body.declaration.encryption);
  const n = stage.movedAt === null ? 0 : (await countEvents(trx, test)) + 1;
  const byAge = now.getTime() - body.ageMs;
  const ageErrorMs = stage.askedAt === null ? 0 : Math.max(0, Date.parse(stage.askedAt) - byAge);
  const event = await trx
    .insertInto('conformance_event')
    .values({
      id: eventId,
      conformance_id: test.id,
      item,
      n,
      device_id: test.device_id,
      device_event_id: body.deviceEventId,
      type: body.type,
      declaration: json(body.declaration),
      started_at: startedAt,
      skew_ms: skew,
      age_error_ms: ageErrorMs,
      pre_record_ms: body.type === 'continuous' ? 0 : (body.preRecordMs ?? null),
      max_event_ms: test.max_event_ms,
      wrapped_key: key?.wrapped ?? null,
      opened_at: now,
      ...{
        closed_at: null,
        closed_objects: null,
        closed_duration_ms: null,
        footage_deleted_at: null,
        errors: null,
        speed: null,
      },
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  stage.newsAt = now.toISOString();
  if (n === 0) return event;
  observe(test, 'event.opened', { event: n, eventId });
  if (item === 'wrong-clock') observe(test, 'clock.measured', { event: n, skewMs: skew, ageMs: ageErrorMs });
  return event;
}

async function countEvents(trx: RegionTransaction, { id, item }: LockedConformance): Promise<number> {
  const { count } = await trx
    .selectFrom('conformance_event')
    .select((has) => has.fn.countAll<number>().as('count'))
    .where('conformance_id', '=', id)
    .where('item', '=', item)
    .where('n', '>', 0)
    .executeTakeFirstOrThrow();
  return Number(count);
}
