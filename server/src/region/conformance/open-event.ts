import { days, type device, EventId, type Parsed, type Refusal, type Reply, refusal, seconds } from '@kaitong/contract';
import { composeEventId, EVENT_ID_CHANCE } from '@kaitong/core';
import type { DeviceCaller } from '../../callers.ts';
import { randomId } from '../../secrets/ids.ts';
import { json } from '../../store/database.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { createEventKey, openEventKey } from '../uploads/event-keys.ts';
import { OLDEST } from '../verification/open-event.ts';
import { answerCall } from './answer-call.ts';
import { declareInto } from './declare-object.ts';
import type { LockedConformance } from './lock-conformance.ts';
import { type ConformanceEvent, findItemEvent } from './lock-event.ts';
import { observe } from './observe.ts';

type Body = Parsed<typeof device.openEvent>['body'];
type Opened = Reply<typeof device.openEvent>;

/** A wall clock that is further off is not trusted: the age by the monotonic clock counts instead. */
const CLOCK_TOLERANCE = seconds(5);

/** Opens an event of the item at work, as a subscription would. The same device event id again gives the same event. */
export async function openConformanceEvent(
  context: RegionContext,
  caller: DeviceCaller,
  body: Body,
): Promise<Opened | Refusal> {
  if (body.ageMs > OLDEST) return refusal('event_expired', { days: OLDEST / days(1) });
  return await answerCall(context, caller, async (trx, test) => {
    const known = await trx
      .selectFrom('conformance_event')
      .select('id')
      .where('conformance_id', '=', test.id)
      .where('device_event_id', '=', body.deviceEventId)
      .executeTakeFirst();
    if (known) {
      const event = await findItemEvent(trx, test, known.id);
      return event ? await answer(context, trx, test, event, body) : refusal('grant_ended');
    }
    if (test.stage.privacy) {
      test.stage.refusedOpenings += 1;
      observe(test, 'event.refused');
      return refusal('privacy_mode');
    }
    return await answer(context, trx, test, await insert(context, trx, test, body), body);
  });
}

async function insert(
  context: RegionContext,
  trx: RegionTransaction,
  test: LockedConformance,
  body: Body,
): Promise<ConformanceEvent> {
  const { now, stage, item } = test;
  const moment = momentOf(test, body);
  const eventId = composeEventId('conformance', moment.startedAt.getTime(), randomId('', EVENT_ID_CHANCE));
  const key = createEventKey(context, { eventId, ownerId: test.owner_id }, body.declaration.encryption);
  const n = stage.movedAt === null ? 0 : (await countEvents(trx, test)) + 1;
  const event = await trx
    .insertInto('conformance_event')
    .values({
      id: eventId,
      conformance_id: test.id,
      item: item as NonNullable<typeof item>,
      n,
      device_id: test.device_id,
      device_event_id: body.deviceEventId,
      declaration: json(body.declaration),
      started_at: moment.startedAt,
      skew_ms: moment.skewMs,
      age_error_ms: moment.ageErrorMs,
      max_event_ms: test.max_event_ms,
      wrapped_key: key?.wrapped ?? null,
      opened_at: now,
      closed_at: null,
      closed_objects: null,
      closed_duration_ms: null,
      footage_deleted_at: null,
      errors: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  stage.newsAt = now.toISOString();
  if (n > 0) {
    observe(test, 'event.opened', { event: n, eventId });
    if (item === 'wrong-clock')
      observe(test, 'clock.measured', { event: n, skewMs: moment.skewMs, ageMs: moment.ageErrorMs });
  }
  return event;
}

/** When its footage begins by the platform's clock, and how far off what the device says of it is. */
function momentOf({ now, stage }: LockedConformance, { startedAt, ageMs, preRecordMs = 0 }: Body) {
  const byAge = now.getTime() - ageMs;
  const skewMs = Math.round(Date.parse(startedAt) - byAge);
  const happened = Math.abs(skewMs) <= CLOCK_TOLERANCE ? Date.parse(startedAt) : byAge;
  const asked = stage.askedAt === null ? byAge : Date.parse(stage.askedAt);
  return { startedAt: new Date(happened - preRecordMs), skewMs, ageErrorMs: Math.max(0, asked - byAge) };
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

async function answer(
  context: RegionContext,
  trx: RegionTransaction,
  test: LockedConformance,
  event: ConformanceEvent,
  body: Body,
): Promise<Opened | Refusal> {
  const targets: Opened['targets'] = [];
  for (const object of event.closed_at === null ? body.objects : []) {
    const target = await declareInto(context, trx, test, event, object);
    if ('code' in target) return target;
    targets.push(target);
  }
  return {
    eventId: EventId.parse(event.id),
    state: event.closed_at === null ? 'open' : 'closed',
    key: openEventKey(context, event)?.toString('hex') ?? null,
    targets,
    maxFootageMs: event.max_event_ms,
    serverTime: new Date(test.now.getTime() - test.stage.clockBehindMs).toISOString(),
  };
}
