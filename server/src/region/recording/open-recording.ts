import {
  type Duration,
  type device,
  EventId,
  isRefusal,
  milliseconds,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import {
  CLOCK_TOLERANCE,
  composeEventId,
  type DayNumber,
  dayOf,
  decideOpening,
  EVENT_ID_CHANCE,
  keptFor,
  RECORDING_LIMIT,
  type Recorded,
  type Recording,
  type RetentionClass,
  refusePreRecord,
} from '@kaitong/core';
import { sql } from 'kysely';
import type { DeviceCaller } from '../../callers.ts';
import { randomId } from '../../secrets/ids.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { json } from '../../store/database.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { ensureDay } from '../footage/days.ts';
import { createRecordedEventKey, openRecordedEventKey } from '../footage/footage-key.ts';
import { declareInto } from './declare-object.ts';
import { type LockedRecording, lockRecording } from './lock-recording.ts';
import { type DeviceFacts, findRecordingFacts } from './recording-facts.ts';
import { refusalOf } from './refusal-of.ts';

type Body = Parsed<typeof device.openEvent>['body'];
type Opened = Reply<typeof device.openEvent>;

/** When an event is, by the platform's clock. */
type Moment = { recording: Recording; startedAt: Date; happenedAt: Date; day: DayNumber };
type Place = { retentionClass: RetentionClass; day: DayNumber; isLate: boolean };

/** No class keeps footage for longer, and no date comes near the end of what a `Date` holds. */
const OLDEST = keptFor('continuous30') * 2;

/**
 * Opens a recording that the owner's subscription pays for. The same device event id again gives the same event.
 *
 * The day's partitions are made before the transaction: should the plan change in between, the answer is another class,
 * and this goes once more round.
 */
export async function openRecording(
  context: RegionContext,
  caller: Pick<DeviceCaller, 'deviceId'>,
  body: Body,
): Promise<Opened | Refusal> {
  for (;;) {
    const facts = await findRecordingFacts(context.db, caller.deviceId);
    if (!facts) return refusal('device_removed');
    const place = placeOf(facts, body);
    if ('code' in place) return place;
    await ensureDay(context, place);
    const opened = await context.db.transaction().execute((trx) => openAt(context, trx, caller, body, place));
    if (opened === 'elsewhere') continue;
    return opened;
  }
}

function placeOf(facts: DeviceFacts, body: Body): (Place & Moment) | Refusal {
  const recording = body.type === 'continuous' ? 'continuous' : 'event';
  const preRecord: Duration = milliseconds(body.preRecordMs ?? 0);
  const tooLong = refusePreRecord(recording, preRecord);
  if (tooLong) return refusalOf(tooLong, { recording });
  if (body.ageMs > OLDEST) return refusalOf('event_expired', { recording });
  const happenedAt = correctClock(body, facts.now);
  const startedAt = new Date(happenedAt.getTime() - preRecord);
  const recordedAt = startedAt.getTime();
  const recorded: Recorded = { recording, recordedAt, happenedAt: happenedAt.getTime() };
  const decided = decideOpening(facts, recorded, facts.now.getTime());
  if ('refused' in decided) return refusalOf(decided.refused, { recording });
  const { retentionClass, lateAllowance } = decided;
  return {
    recording,
    happenedAt,
    startedAt,
    day: dayOf(recordedAt),
    retentionClass,
    isLate: lateAllowance !== undefined,
  };
}

/** When the event happened: what the device says, or by the age that its monotonic clock tells where that is far off. */
function correctClock(body: Body, now: Date): Date {
  const byAge = now.getTime() - body.ageMs;
  const said = Date.parse(body.startedAt);
  // Nothing has happened that is still to come.
  return new Date(Math.min(Math.abs(said - byAge) <= CLOCK_TOLERANCE ? said : byAge, now.getTime()));
}

async function openAt(
  context: RegionContext,
  trx: RegionTransaction,
  { deviceId }: Pick<DeviceCaller, 'deviceId'>,
  body: Body,
  place: Place,
): Promise<Opened | Refusal | 'elsewhere'> {
  // A device that repeats its request while the first one is on its way waits for it, and gets the same event.
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' opens ' || ${deviceId}, 0))`.execute(
    trx,
  );
  const known = await findByDeviceEventId(trx, { deviceId, deviceEventId: body.deviceEventId, day: place.day });
  if (known !== undefined) return await reopen(context, trx, { eventId: known, deviceId }, body);

  // What comes late must not slip in behind the end of its key, which waits for this or is over.
  if (place.isLate) await sql`SELECT FROM subscription WHERE device_id = ${deviceId} FOR SHARE`.execute(trx);
  const facts = await findRecordingFacts(trx, deviceId);
  if (!facts) return refusal('device_removed');
  const now = placeOf(facts, body);
  if ('code' in now) return now;
  if (now.retentionClass !== place.retentionClass || now.day !== place.day) return 'elsewhere';
  const tooMany = rateRefusal([await takeRate(trx, `events ${deviceId}`, context.limits.eventsPerDevice)]);
  if (tooMany) return tooMany;
  await sql`SAVEPOINT opening`.execute(trx);
  const eventId = await insert(context, trx, { deviceId, ownerId: facts.ownerId }, body, now);
  const event = await lockRecording(trx, { eventId, deviceId });
  if (!event) throw new Error(`event ${eventId} vanished while it was opened`);
  const opened = await answer(context, trx, event, body);
  // An object that is refused is refused with its event; the try still counts.
  if ('code' in opened) await sql`ROLLBACK TO SAVEPOINT opening`.execute(trx);
  return opened;
}

/** The event that a device's own id stands for. A clock that was corrected since may have moved it over midnight. */
export async function findByDeviceEventId(
  db: RegionContext['db'],
  { deviceId, deviceEventId, day }: { deviceId: string; deviceEventId: string; day: DayNumber },
): Promise<EventId | undefined> {
  const row = await db
    .selectFrom('device_event')
    .select('event_id')
    .where('day', 'in', [day - 1, day, day + 1])
    .where('device_id', '=', deviceId)
    .where('device_event_id', '=', deviceEventId)
    .executeTakeFirst();
  return row && EventId.parse(row.event_id);
}

async function reopen(
  context: RegionContext,
  trx: RegionTransaction,
  at: { eventId: EventId; deviceId: string },
  body: Body,
): Promise<Opened | Refusal> {
  const event = await lockRecording(trx, at);
  if (!event) return refusalOf('event_expired', { recording: 'event' });
  const isSame = event.type === body.type && sorted(event.declaration) === sorted(body.declaration);
  return isSame ? await answer(context, trx, event, body) : refusal('event_conflict');
}

async function insert(
  context: RegionContext,
  trx: RegionTransaction,
  { deviceId, ownerId }: { deviceId: string; ownerId: string },
  body: Body,
  { retentionClass, day, recording, startedAt, happenedAt }: Place & Moment,
): Promise<EventId> {
  const eventId = composeEventId(retentionClass, startedAt.getTime(), randomId('', EVENT_ID_CHANCE));
  const isEncrypted = body.declaration.encryption !== 'none';
  const key = isEncrypted ? await createRecordedEventKey(context, trx, { eventId, ownerId, deviceId }) : undefined;
  await trx
    .insertInto('recorded_event')
    .values({
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
      last_segment_n: null,
      last_segment_ms: null,
      snapshot_n: null,
      closed_at: null,
      closed_objects: null,
      closed_duration_ms: null,
      completed_at: null,
      read_at: null,
      deleted_at: null,
    })
    .execute();
  await trx
    .insertInto('device_event')
    .values({ day, device_id: deviceId, device_event_id: body.deviceEventId, event_id: eventId })
    .execute();
  return eventId;
}

async function answer(
  context: RegionContext,
  trx: RegionTransaction,
  event: LockedRecording,
  body: Body,
): Promise<Opened | Refusal> {
  const { going } = event;
  if (isRefusal(going) && event.deleted_at === null) return going;
  const isClosed = event.closed_at !== null || event.deleted_at !== null;
  const targets: Opened['targets'] = [];
  for (const object of body.objects) {
    if (isRefusal(going)) break;
    const target = await declareInto(context, trx, event, going, object);
    // What was not paid for does not cost what was: the device hears of it when it declares that object by itself.
    if ('code' in target && [going.beyond, 'event_not_paid'].includes(target.code)) break;
    if ('code' in target) return target;
    targets.push(target);
  }
  const key = await openRecordedEventKey({ ...context, db: trx }, event);
  return {
    eventId: event.id as EventId,
    state: isClosed ? 'closed' : 'open',
    key: key?.toString('hex') ?? null,
    targets,
    maxFootageMs: mostFootage(event),
    serverTime: event.now.toISOString(),
  };
}

/** An event under way is to end where what was paid for ends. */
const mostFootage = ({ recording, started_at, going }: LockedRecording): number =>
  Math.min(RECORDING_LIMIT[recording], isRefusal(going) ? Infinity : going.until - started_at.getTime());

const sorted = (record: object): string => JSON.stringify(Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1)));
