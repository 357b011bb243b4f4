import { type Duration, type device, type Parsed, type Refusal, type Reply, refusal, seconds } from '@kaitong/contract';
import { MAX_OBJECT_BYTES, MAX_SEGMENT_BYTES, type ObjectDeclaration } from '@kaitong/contract/checks';
import { FOOTAGE_LIMIT, PROBE_FOOTAGE, refuseDeclaration } from '@kaitong/core';
import { sql } from 'kysely';
import type { DeviceCaller } from '../../callers.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { lockRun } from '../runs/lock-run.ts';
import { noteFlow } from '../runs/note-flow.ts';
import { findEvent, type StoredEvent } from './find-event.ts';
import { grantOfRun } from './grant-of-device.ts';
import { noteLateCall } from './note-late-call.ts';
import { noteRefusal } from './note-refusal.ts';
import { objectKey } from './object-keys.ts';

type Target = Reply<typeof device.declareObject>;

/** Bytes put later than this never become part of the event. */
const TARGET_LIFE = seconds(60);
/** Durations are what the device says. By number and bytes its event ends too: 15 s in segments of a tenth of a second. */
const MOST_OBJECTS = 160;
const CONTENT_TYPE = 'application/octet-stream';

/** Declares an object and answers where to put it. The same declaration again answers a fresh target. */
export async function declareObject(
  context: RegionContext,
  caller: DeviceCaller,
  { params, body }: Parsed<typeof device.declareObject>,
): Promise<Target | Refusal> {
  return await context.db.transaction().execute(async (trx) => {
    const event = await findEvent(trx, { eventId: params.eventId, deviceId: caller.deviceId });
    if (!event) return refusal('event_unknown');
    const run = await grantOfRun(trx, event.run_id);
    if ('code' in run) return await noteLateCall(trx, event, body, run);
    if (event.state === 'closed') return await noteRefusal(trx, event, refusal('event_closed'));
    return await declare(context, trx, event, body);
  });
}

/** The same within a call that has looked at event and grant already. */
export async function declare(
  context: RegionContext,
  trx: RegionTransaction,
  event: StoredEvent,
  object: ObjectDeclaration,
): Promise<Target | Refusal> {
  const limit = { mostObjects: MOST_OBJECTS, footage: footageLimitOf(event) };
  const refused = refuseDeclaration({ ...event.declaration, ...limit }, object) ?? (await whyNot(trx, event, object));
  if (refused) return await noteRefusal(trx, event, refused);
  const key = objectKey(event.id, object.n);
  await trx
    .insertInto('event_object')
    .values({
      event_id: event.id,
      device_id: event.device_id,
      n: object.n,
      kind: object.kind,
      bytes: object.bytes,
      duration_ms: object.durationMs,
      md5: object.md5,
      sha256: object.sha256,
      iv: object.iv,
      object_key: key,
      state: 'declared',
      committed_at: null,
      inspection: null,
      decoding: null,
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const stored = await trx
    .selectFrom('event_object')
    .select(['state', 'sha256', 'bytes', 'kind', 'iv'])
    .where('event_id', '=', event.id)
    .where('n', '=', object.n)
    .executeTakeFirstOrThrow();
  const same =
    stored.sha256 === object.sha256 &&
    stored.bytes === object.bytes &&
    stored.kind === object.kind &&
    stored.iv === object.iv;
  if (!same) return await noteRefusal(trx, event, refusal('object_conflict'));
  return await targetOf(context, trx, object, key, stored.state);
}

async function targetOf(
  context: RegionContext,
  trx: RegionTransaction,
  object: ObjectDeclaration,
  key: string,
  state: 'declared' | 'committed',
): Promise<Target> {
  const { rows } = await sql<{ now: Date }>`SELECT kaitong_now() AS now`.execute(trx);
  const now = rows[0]?.now ?? context.clock.now();
  const expiresAt = new Date(now.getTime() + TARGET_LIFE);
  const { url, headers } = await context.objects.presignPut(key, {
    bytes: object.bytes,
    md5: object.md5,
    sha256: object.sha256,
    contentType: CONTENT_TYPE,
    expiresAt,
  });
  const waiting = (await context.objects.findInfo(key)) === undefined ? 'waiting' : 'stored';
  return {
    n: object.n,
    state: state === 'committed' ? 'committed' : waiting,
    method: 'PUT',
    url,
    headers,
    expiresAt: expiresAt.toISOString(),
  };
}

async function whyNot(
  trx: RegionTransaction,
  event: StoredEvent,
  object: ObjectDeclaration,
): Promise<Refusal | undefined> {
  const isWholeClip = event.declaration.container === 'mp4' && object.kind === 'segment';
  const limit = isWholeClip ? MAX_OBJECT_BYTES : MAX_SEGMENT_BYTES;
  if (object.bytes > limit) return refusal('object_too_large', { limit });
  const { rows } = await sql<{ ms: number; bytes: number; objects: number }>`
    SELECT coalesce(sum(duration_ms) FILTER (WHERE kind = 'segment'), 0)::bigint AS ms,
      coalesce(sum(bytes), 0)::bigint AS bytes, count(*) AS objects FROM event_object
    WHERE event_id = ${event.id} AND n <> ${object.n}`.execute(trx);
  const before = rows[0] ?? { ms: 0, bytes: 0, objects: 0 };
  const footage = footageLimitOf(event);
  const isLonger = object.kind === 'segment' && before.ms >= footage;
  if (isLonger) await noteTooLong(trx, event, object, before.ms + object.durationMs);
  const enough = isLonger || before.objects >= MOST_OBJECTS || before.bytes + object.bytes > MAX_OBJECT_BYTES;
  return enough ? refusal('footage_limit_reached', { seconds: footage / seconds(1) }) : undefined;
}

/** What a run takes of an event. A test event needs less: it shows the way up, and no wave. */
export const footageLimitOf = ({ probe_id }: Pick<StoredEvent, 'probe_id'>): Duration =>
  probe_id === null ? FOOTAGE_LIMIT : PROBE_FOOTAGE;

/** A device that goes on beyond what the grant asked for does not read `maxFootageMs`. */
async function noteTooLong(
  trx: RegionTransaction,
  event: StoredEvent,
  { n, kind }: ObjectDeclaration,
  measured: number,
): Promise<void> {
  const run = event.probe_id === null ? await lockRun(trx, event.run_id) : undefined;
  if (run) await noteFlow(trx, run, 'flow.event_too_long', { measured, limit: FOOTAGE_LIMIT, object: n, kind });
}
