import {
  type device,
  isRefusal,
  milliseconds,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
  seconds,
} from '@kaitong/contract';
import { MAX_OBJECT_BYTES, MAX_SEGMENT_BYTES, type ObjectDeclaration } from '@kaitong/contract/checks';
import {
  assemble,
  type GoingOn,
  RECORDING_LIMIT,
  type Recording,
  refuseBeyond,
  refuseDeclaration,
} from '@kaitong/core';
import { sql } from 'kysely';
import type { DeviceCaller } from '../../callers.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { footageKey } from './footage-keys.ts';
import { MOST_BYTES_PER_SECOND, refuseLate } from './late-footage.ts';
import { type LockedRecording, lockRecording } from './lock-recording.ts';
import { refusalOf } from './refusal-of.ts';
import { assemblyOf, declaredOf, type StoredObject } from './totals.ts';

type Target = Reply<typeof device.declareObject>;

/** Bytes put later than this never become part of the event. */
const TARGET_LIFE = seconds(60);
const CONTENT_TYPE = 'application/octet-stream';
/** Durations are what the device says: an event ends by number and bytes too. Half-second segments fit. */
const MOST_OBJECTS = 1000;

const mostBytes = (recording: Recording): number =>
  Math.max(MAX_OBJECT_BYTES, (RECORDING_LIMIT[recording] / seconds(1)) * MOST_BYTES_PER_SECOND);

/** Declares an object of a recorded event and answers where to put it. Again, it answers a fresh target. */
export async function declareRecordedObject(
  context: RegionContext,
  caller: Pick<DeviceCaller, 'deviceId'>,
  { params, body }: Parsed<typeof device.declareObject>,
): Promise<Target | Refusal> {
  return await context.db.transaction().execute(async (trx) => {
    const event = await lockRecording(trx, { eventId: params.eventId, deviceId: caller.deviceId });
    if (!event) return refusal('event_unknown');
    return isRefusal(event.going) ? event.going : await declareInto(context, trx, event, event.going, body);
  });
}

/** The same within a call that has locked the event and may go on. */
export async function declareInto(
  context: RegionContext,
  trx: RegionTransaction,
  event: LockedRecording,
  going: GoingOn,
  object: ObjectDeclaration,
): Promise<Target | Refusal> {
  const limit = { mostObjects: MOST_OBJECTS, footage: RECORDING_LIMIT[event.recording] };
  const wrong = refuseDeclaration({ ...event.declaration, ...limit }, object);
  if (wrong) return wrong;
  const known = await findObject(trx, event, object.n);
  const answer = assemble(assemblyOf(event, known), { type: 'declare', object: declaredOf(object) });
  if ('refused' in answer) return refusalOf(answer.refused, event);
  if (answer.news) {
    const refused =
      refuseSize(event, object) ?? refuseTime(event, going, object) ?? (await refuseLate(trx, event, going, object));
    if (refused) return refused;
    await store(trx, event, object);
  }
  const stored = known && known.state === 'declared' && (await isStored(context, event, known));
  const state = known?.state === 'committed' ? 'committed' : stored ? 'stored' : 'waiting';
  return await targetOf(context, event, object, state);
}

export async function findObject(
  trx: RegionTransaction,
  { retention_class, day, id }: LockedRecording,
  n: number,
): Promise<StoredObject | undefined> {
  return await trx
    .selectFrom('recorded_object')
    .selectAll()
    .where('retention_class', '=', retention_class)
    .where('day', '=', day)
    .where('event_id', '=', id)
    .where('n', '=', n)
    .executeTakeFirst();
}

export async function isStored(
  { objects }: RegionContext,
  event: LockedRecording,
  { n, bytes }: Pick<StoredObject, 'n' | 'bytes'>,
): Promise<boolean> {
  return (await objects.findInfo(footageKey(placeOf(event), n)))?.bytes === bytes;
}

const placeOf = (event: LockedRecording) => ({
  retentionClass: event.retention_class,
  day: event.day,
  deviceId: event.device_id,
  eventId: event.id,
});

function refuseSize(event: LockedRecording, { kind, bytes }: ObjectDeclaration): Refusal | undefined {
  const isWholeClip = event.declaration.container === 'mp4' && kind === 'segment';
  const limit = isWholeClip ? MAX_OBJECT_BYTES : MAX_SEGMENT_BYTES;
  if (bytes > limit) return refusal('object_too_large', { limit });
  const isFull = event.declared_objects >= MOST_OBJECTS || event.declared_bytes + bytes > mostBytes(event.recording);
  return isFull ? refusalOf('footage_limit_reached', event) : undefined;
}

/** Whatever order they come in, all segments together are as long as the footage is. */
function refuseTime(event: LockedRecording, going: GoingOn, object: ObjectDeclaration): Refusal | undefined {
  const footage = milliseconds(event.declared_ms + declaredOf(object).durationMs);
  const refused = refuseBeyond(going, event.started_at.getTime(), footage);
  return refused && refusalOf(refused, event);
}

/** Object and totals in one round trip; the totals of `event` grow with it, for what the same call declares next. */
async function store(trx: RegionTransaction, event: LockedRecording, object: ObjectDeclaration): Promise<void> {
  const { n, kind, bytes, durationMs, md5, sha256, iv } = object;
  const isSegment = kind === 'segment';
  event.declared_objects += 1;
  event.declared_bytes += bytes;
  if (isSegment) event.declared_ms += durationMs;
  if (isSegment && n > (event.last_segment_n ?? -1)) {
    event.last_segment_n = n;
    event.last_segment_ms = durationMs;
  }
  await sql`
    WITH declared AS (
      INSERT INTO recorded_object (retention_class, day, event_id, n, kind, bytes, duration_ms, md5, sha256, iv, state)
      VALUES (${event.retention_class}, ${event.day}, ${event.id}, ${n}, ${kind}, ${bytes}, ${durationMs}, ${md5},
        ${sha256}, ${iv}, 'declared'))
    UPDATE recorded_event SET declared_objects = ${event.declared_objects}, declared_bytes = ${event.declared_bytes},
      declared_ms = ${event.declared_ms}, last_segment_n = ${event.last_segment_n},
      last_segment_ms = ${event.last_segment_ms}
    WHERE retention_class = ${event.retention_class} AND day = ${event.day} AND id = ${event.id}`.execute(trx);
}

async function targetOf(
  { objects }: RegionContext,
  event: LockedRecording,
  { n, bytes, md5, sha256 }: ObjectDeclaration,
  state: Target['state'],
): Promise<Target> {
  const expiresAt = new Date(event.now.getTime() + TARGET_LIFE);
  const { url, headers } = await objects.presignPut(footageKey(placeOf(event), n), {
    bytes,
    md5,
    sha256,
    contentType: CONTENT_TYPE,
    expiresAt,
  });
  return { n, state, method: 'PUT', url, headers, expiresAt: expiresAt.toISOString() };
}
