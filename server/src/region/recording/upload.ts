import { isRefusal, milliseconds, type Refusal } from '@kaitong/contract';
import type { ObjectDeclaration } from '@kaitong/contract/checks';
import { declaredOf, type GoingOn, recordingLimits, refuseBeyond } from '@kaitong/core';
import type { ObjectInfo } from '../../objects/object-store.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { changeEvent, closeEvent, declaredOfRow, type EventChange } from '../footage/change-event.ts';
import { minutesOver } from '../footage/filmstrip-minutes.ts';
import { findObject, listObjects, type RecordedObject } from '../footage/find-recording.ts';
import { openRecordedEventKey } from '../footage/footage-key.ts';
import { footageKey } from '../footage/object-keys.ts';
import type { EventStage } from '../measures.ts';
import type { AskStore } from '../uploads/ask-store.ts';

import { closedOf } from '../uploads/assembly.ts';
import type { Upload, UploadedObject } from '../uploads/purpose.ts';
import { refuseLate } from './late-footage.ts';
import type { FoundRecording, LockedRecording } from './lock-recording.ts';
import { refusalOf } from './refusal-of.ts';

/**
 * `hasNews`: more can be watched once the transaction is committed; `hasSnapshot`: the event's picture too; `isPlayable`: of
 * what happened something can be watched for the first time; `stage`: how far it has come by this call; `minutes`: which
 * minutes of it have all of their footage now.
 */
export type RecordingUpload = Upload & {
  readonly event: LockedRecording;
  readonly hasNews: boolean;
  readonly hasSnapshot: boolean;
  readonly isPlayable: boolean;
  readonly stage: EventStage | undefined;
  readonly minutes: readonly number[];
};

/** Where the calls on an event read and write. */
type Rows = Pick<Upload, 'findObject' | 'listObjects'> & {
  findStored(key: string): Promise<ObjectInfo | undefined>;
  change(change: EventChange): Promise<void>;
  close: (...given: Parameters<Upload['close']>) => Promise<void>;
  refuseLate(going: GoingOn, object: ObjectDeclaration): Promise<Refusal | undefined>;
};

/** On an event that the transaction holds locked. */
export const lockedUpload = (
  context: RegionContext,
  trx: RegionTransaction,
  event: LockedRecording & Pick<FoundRecording, 'version'>,
  ask: AskStore,
): RecordingUpload =>
  recordingUpload(context, event, {
    // An object that is lost between the answer and the lock is opened anew, and its event is then another version.
    findStored: (key) => ask(key, event.version),
    async findObject(n) {
      const object = await findObject(trx, event, n);
      return object && readObject(object);
    },
    listObjects: async () => (await listObjects(trx, event, [event.id])).map(readObject),
    change: async (change) => void (await changeEvent(trx, event, change)),
    close: (body, after) => closeEvent(trx, event, body, after),
    refuseLate: (going, object) => refuseLate(trx, event, going, object),
  });

/** On one that was only read, with the objects that the call is about: what it changes is noted, to be written at once. */
export function notedUpload(context: RegionContext, event: FoundRecording, noted: EventChange): RecordingUpload {
  let { near } = event;
  return recordingUpload(context, event, {
    findStored: context.objects.findInfo,
    findObject: async (n) => near.find((object) => object.n === n),
    listObjects: () => Promise.reject(new Error('an event is listed under its lock')),
    async change(change) {
      Object.assign(noted, change);
      // A call that goes on sees what it did, as it would under the lock.
      near = near.map((object) => (object.n === change.committed?.n ? { ...object, state: 'committed' } : object));
    },
    close: () => Promise.reject(new Error('an event is closed under its lock')),
    refuseLate: () => Promise.reject(new Error('what comes late is taken under the lock of its event')),
  });
}

/** A recorded event as the calls work on it: each reads one object, and sums for the rest, however long it is. */
function recordingUpload(context: RegionContext, event: LockedRecording, rows: Rows): RecordingUpload {
  const { going } = event;
  const place = { retentionClass: event.retention_class, day: event.day, deviceId: event.device_id, eventId: event.id };
  let declared = declaredOfRow(event);
  let hasNews = false;
  let hasSnapshot = false;
  let isPlayable = false;
  let stage: EventStage | undefined;
  let minutes: readonly number[] = [];
  /** Whatever order they come in, all segments together are as long as the footage is. */
  const refuseFootage = ({ until, beyond }: GoingOn, footageMs: number): Refusal | undefined => {
    const refused = refuseBeyond({ until, beyond }, event.started_at.getTime(), milliseconds(footageMs));
    return refused && refusalOf(refused, event);
  };
  return {
    event,
    eventId: event.id,
    type: event.type,
    declaration: event.declaration,
    now: event.now,
    serverTime: event.now,
    limits: recordingLimits[event.recording],
    closed: closedOf(event),
    isGivenUp: event.deleted_at !== null,
    stopped: isRefusal(going) ? going : undefined,
    maxFootageMs: mostFootage(event),
    get declared() {
      return declared;
    },
    get hasNews() {
      return hasNews;
    },
    get hasSnapshot() {
      return hasSnapshot;
    },
    get isPlayable() {
      return isPlayable;
    },
    get stage() {
      return stage;
    },
    get minutes() {
      return minutes;
    },
    readKey: () => openRecordedEventKey(context, event),
    objectKey: (n) => footageKey(place, n),
    findStored: (n) => rows.findStored(footageKey(place, n)),
    findObject: rows.findObject,
    listObjects: rows.listObjects,
    async refuseObject(object) {
      if (isRefusal(going)) return going;
      const refused = refuseFootage(going, declared.footageMs + declaredOf(object).durationMs);
      return refused ?? (going.lateAllowance === undefined ? undefined : await rows.refuseLate(going, object));
    },
    noteAge: async () => {}, // nobody judges the time of what was bought
    async declareObject(object, after) {
      declared = after;
      await rows.change({ added: { object, declared: after } });
    },
    async commitObject(object) {
      // What was paid may have become less since it was declared.
      const refused = isRefusal(going)
        ? going
        : refuseFootage(going, event.duration_ms + declaredOf(object).durationMs);
      if (refused) return refused;
      await rows.change({ committed: object });
      hasNews = true;
      isPlayable = object.kind === 'segment' && event.duration_ms === 0;
      if (event.objects + 1 === event.closed_objects) stage = 'completed';
      hasSnapshot ||= object.kind === 'snapshot' && event.snapshot_n === null;
      const footageMs = event.duration_ms + declaredOf(object).durationMs;
      minutes = minutesOver(event, footageMs, { isWhole: event.closed_objects === event.objects + 1 });
      return undefined;
    },
    async close(body, after) {
      await rows.close(body, after);
      stage = after.isComplete ? 'whole' : 'incomplete';
      hasNews = true;
      if (after.isComplete) minutes = minutesOver(event, event.duration_ms, { isWhole: true });
      return undefined;
    },
    offer: async (target) => target,
    noteRefusal: async () => {},
    // What was not paid for does not cost what was.
    isBeyondEnd: ({ code }) => code === 'event_not_paid' || (!isRefusal(going) && code === going.beyond),
  };
}

/** An event under way is to end where what was paid for ends. */
const mostFootage = ({ recording, started_at, going }: LockedRecording): number =>
  Math.min(recordingLimits[recording].footage, isRefusal(going) ? Infinity : going.until - started_at.getTime());

function readObject({ duration_ms, ...object }: RecordedObject): UploadedObject {
  const { n, kind, bytes, md5, sha256, iv, state } = object;
  return { n, kind, bytes, md5, sha256, iv, state, durationMs: duration_ms } satisfies ObjectDeclaration & {
    state: string;
  };
}
