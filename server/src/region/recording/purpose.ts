import {
  type DeviceId,
  type EventId,
  isRefusal,
  milliseconds,
  minutes,
  type Refusal,
  refusal,
} from '@kaitong/contract';
import { type DayNumber, dayOf, decideOpening, type Moment, momentOf, type OpeningClass } from '@kaitong/core';
import { sql } from 'kysely';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { addEvent } from '../footage/add-event.ts';
import { changeEvent, type EventChange } from '../footage/change-event.ts';
import { areRepeatsGone, ensureDay, isDayGone } from '../footage/days.ts';
import { tellFootage, tellMinute, tellSnapshot } from '../footage/footage-news.ts';
import { namesKeptDay, OLDEST } from '../footage/kept-day.ts';
import { type AskStore, askingBefore, nothingStored } from '../uploads/ask-store.ts';
import type { Act, OpenBody, Purpose, UploadCaller } from '../uploads/purpose.ts';
import { unlessRefused } from '../uploads/unless-refused.ts';
import { findByDeviceEventId } from './find-by-device-event-id.ts';
import { findRecordingNow, lockRecording } from './lock-recording.ts';
import { type DeviceFacts, findRecordingFacts } from './recording-facts.ts';
import { refusalOf } from './refusal-of.ts';
import { refuseOpen } from './refuse-open.ts';
import { lockedUpload, notedUpload, type RecordingUpload } from './upload.ts';

type Place = { retentionClass: OpeningClass; day: DayNumber; isLate: boolean };

/** What others change at the same time is read anew so many times; then the event is locked. */
const MOST_READS = 3;

type RecordingAt = { eventId: EventId; deviceId: DeviceId };
type Done<Answer> = { answer: Answer | Refusal; upload?: RecordingUpload };

/**
 * What an owner's subscription pays for. A call about one object or two reads the event with them and changes it by one
 * statement, if it still is what was read; others lock its row. Players hear of it when it is committed.
 */
export const recordingPurpose: Purpose = {
  async onEvent(context, { deviceId }, eventId, act, about) {
    if (!namesKeptDay(eventId, context.clock.now().getTime())) return refusal('event_unknown');
    const at = { eventId, deviceId };
    try {
      const { answer, upload } =
        (about && (await actOnVersion(context, at, act, about.objects))) ?? (await actUnderLock(context, at, act));
      if (upload?.hasNews) tellFootage(context, upload.event);
      if (upload?.hasSnapshot) tellSnapshot(context, upload.event.id);
      if (upload) {
        measure(context, upload);
        for (const minute of upload.minutes) tellMinute(context, `${upload.event.id}.${minute}`);
      }
      return answer;
    } catch (error) {
      if (isDayGone(error)) return refusal('event_unknown');
      throw error;
    }
  },

  /**
   * The day's partitions are made before the transaction: should the plan change in between, the answer is another class,
   * and this goes once more round.
   */
  async onOpening(context, caller, body, act) {
    for (;;) {
      const facts = await findRecordingFacts(context.db, caller.deviceId);
      if (!facts) return refusal('device_removed');
      const place = placeOf(facts, body);
      if (isRefusal(place)) return place;
      await ensureDay(context, place);
      try {
        const opened = await askingBefore(context.objects, (ask) =>
          context.db.transaction().execute((trx) => openAt({ context, trx, ask }, caller, body, place, act)),
        );
        if (opened === 'elsewhere') continue;
        const { answer, isNew } = opened;
        if (isNew && !isRefusal(answer))
          context.measures.eventMoved({ pid: facts.pid, firmware: body.firmware }, 'opened');
        return answer;
      } catch (error) {
        // Dropped a moment after they were found there: they are made anew.
        if (areRepeatsGone(error)) continue;
        // The event that it repeats was recorded in a day, or as a class, that has been dropped since.
        if (isDayGone(error)) return refusalOf('event_expired', {});
        throw error;
      }
    }
  },
};

/** `undefined`: it has to be done under the lock. */
async function actOnVersion<Answer>(
  context: RegionContext,
  at: RecordingAt,
  act: Act<Answer>,
  objects: readonly number[],
): Promise<Done<Answer> | undefined> {
  for (let reads = 0; reads < MOST_READS; reads++) {
    const event = await findRecordingNow(context.db, at, objects);
    if (!event) return { answer: refusal('event_unknown') };
    if (!isRefusal(event.going) && event.going.lateAllowance !== undefined) return undefined;
    const noted: EventChange = {};
    const upload = notedUpload(context, event, noted);
    const answer = await act(upload);
    const isChanged = Object.keys(noted).length > 0;
    if (!isChanged || (await changeEvent(context.db, event, noted, event.version))) return { answer, upload };
  }
  return undefined;
}

async function actUnderLock<Answer>(context: RegionContext, at: RecordingAt, act: Act<Answer>): Promise<Done<Answer>> {
  return await askingBefore(context.objects, (ask) =>
    context.db.transaction().execute(async (trx): Promise<Done<Answer>> => {
      const upload = await findUpload({ context, trx, ask }, at);
      return upload ? { answer: await act(upload), upload } : { answer: refusal('event_unknown') };
    }),
  );
}

type Call = { context: RegionContext; trx: RegionTransaction; ask: AskStore };

async function findUpload({ context, trx, ask }: Call, at: RecordingAt): Promise<RecordingUpload | undefined> {
  const event = await lockRecording(trx, at);
  return event && lockedUpload(context, trx, event, ask);
}

function placeOf(facts: DeviceFacts, body: OpenBody): (Place & Moment) | Refusal {
  const now = facts.now.getTime();
  const moment = momentOf(body, now);
  if (isRefusal(moment)) return moment;
  const { recording, startedAt, happenedAt } = moment;
  if (body.ageMs > OLDEST) return refusalOf('event_expired', {});
  const recorded = { recording, recordedAt: startedAt.getTime(), happenedAt: happenedAt.getTime() };
  const decided = decideOpening(facts, recorded, now);
  if ('refused' in decided) return refusalOf(decided.refused, {});
  const { retentionClass, lateAllowance } = decided;
  return { ...moment, retentionClass, day: dayOf(recorded.recordedAt), isLate: lateAllowance !== undefined };
}

async function openAt<Answer>(
  call: Call,
  { deviceId }: UploadCaller,
  body: OpenBody,
  place: Place,
  act: Act<Answer>,
): Promise<{ answer: Answer | Refusal; isNew: boolean } | 'elsewhere'> {
  const { context, trx } = call;
  // A device that repeats its request while the first one is on its way waits for it, and gets the same event.
  await sql`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ' opens ' || ${deviceId}, 0))`.execute(
    trx,
  );
  const known = await findByDeviceEventId(trx, { deviceId, deviceEventId: body.deviceEventId, day: place.day });
  if (known !== undefined) {
    const upload = await findUpload(call, { eventId: known, deviceId });
    return { answer: upload ? await act(upload) : refusalOf('event_expired', {}), isNew: false };
  }
  // What comes late must not slip in behind the end of its key, which waits for this or is over.
  if (place.isLate) await sql`SELECT FROM subscription WHERE device_id = ${deviceId} FOR SHARE`.execute(trx);
  const facts = await findRecordingFacts(trx, deviceId);
  if (!facts) return { answer: refusal('device_removed'), isNew: false };
  const now = placeOf(facts, body);
  if (isRefusal(now)) return { answer: now, isNew: false };
  if (now.retentionClass !== place.retentionClass || now.day !== place.day) return 'elsewhere';
  const tooMany = rateRefusal([await takeRate(trx, `events ${deviceId}`, context.limits.eventsPerDevice)]);
  if (tooMany) return { answer: tooMany, isNew: false };
  // The try counts, also when it is refused.
  const answer = await unlessRefused(trx, async () => {
    const { ownerId, pid } = facts;
    const { eventId, beside } = await addEvent(context, trx, { deviceId, ownerId, pid }, body, now);
    const tooManyOpen = refuseOpen(context.limits, beside);
    if (tooManyOpen) return tooManyOpen;
    if (now.recording === 'event' && !now.isLate)
      await context.hooks.eventOpened?.(trx, {
        ...{ ownerId, deviceId, eventId, type: body.type },
        happenedAt: now.happenedAt,
      });
    const upload = await findUpload({ context, trx, ask: nothingStored }, { eventId, deviceId });
    if (!upload) throw new Error(`event ${eventId} vanished while it was opened`);
    return await act(upload);
  });
  return { answer, isNew: true };
}

/** Of footage that comes late it is the camera's line that says how long it took. */
const AT_ONCE = minutes(1);

/** What a call made of an event, once it is committed. */
function measure({ measures, clock }: RegionContext, { event, stage, isPlayable }: RecordingUpload): void {
  if (stage) measures.eventMoved({ pid: event.pid, firmware: event.firmware }, stage);
  const { recording, opened_at: openedAt, happened_at: happenedAt } = event;
  if (!isPlayable || recording !== 'event' || openedAt.getTime() - happenedAt.getTime() > AT_ONCE) return;
  measures.eventPlayable(milliseconds(Math.max(0, clock.now().getTime() - happenedAt.getTime())));
}
