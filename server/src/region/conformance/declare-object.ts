import { type device, milliseconds, type Parsed, type Refusal, type Reply, refusal, seconds } from '@kaitong/contract';
import { MAX_OBJECT_BYTES, MAX_SEGMENT_BYTES, type ObjectDeclaration } from '@kaitong/contract/checks';
import { OVERRUN, refuseDeclaration } from '@kaitong/core';
import type { DeviceCaller } from '../../callers.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { answerCall } from './answer-call.ts';
import type { LockedConformance } from './lock-conformance.ts';
import { type ConformanceEvent, type ConformanceObject, findItemEvent, listEventObjects } from './lock-event.ts';
import { conformanceKey } from './object-keys.ts';
import { observe } from './observe.ts';
import { offerImpostor } from './offer-impostor.ts';

type Target = Reply<typeof device.declareObject>;

const TARGET_LIFE = seconds(60);
const CONTENT_TYPE = 'application/octet-stream';
const MOST_OBJECTS = 400;

/** Declares an object of a test's event and answers where to put it. */
export async function declareConformanceObject(
  context: RegionContext,
  caller: DeviceCaller,
  { params, body }: Parsed<typeof device.declareObject>,
): Promise<Target | Refusal> {
  return await answerCall(context, caller, async (trx, test) => {
    const event = await findItemEvent(trx, test, params.eventId);
    return event ? await declareInto(context, trx, test, event, body) : refusal('event_unknown');
  });
}

/** The same within a call that has found the event. */
export async function declareInto(
  context: RegionContext,
  trx: RegionTransaction,
  test: LockedConformance,
  event: ConformanceEvent,
  object: ObjectDeclaration,
): Promise<Target | Refusal> {
  const limit = { mostObjects: MOST_OBJECTS, footage: milliseconds(event.max_event_ms) };
  const wrong = refuseDeclaration({ ...event.declaration, ...limit }, object);
  if (wrong) return wrong;
  const objects = await listEventObjects(trx, event.id);
  const known = objects.find(({ n }) => n === object.n);
  if (known && !isSame(known, object)) return refusal('object_conflict');
  if (!known) {
    const refused = whyNot(test, event, objects, object);
    if (refused?.code === 'footage_limit_reached') await noteCut(trx, test, event);
    if (refused) return refused;
    await store(trx, event, object);
  }
  if (known?.state === 'committed') await noteRepeated(trx, test, event, known);
  const target = await targetOf(context, test, event, object, known?.state === 'committed');
  return object.kind === 'segment' ? offerImpostor(context, test, event, target) : target;
}

function whyNot(
  { now }: LockedConformance,
  event: ConformanceEvent,
  objects: readonly ConformanceObject[],
  object: ObjectDeclaration,
): Refusal | undefined {
  const isBeyond = event.closed_objects !== null && object.n >= event.closed_objects;
  if (isBeyond) return refusal('event_closed');
  const isWholeClip = event.declaration.container === 'mp4' && object.kind === 'segment';
  const limit = isWholeClip ? MAX_OBJECT_BYTES : MAX_SEGMENT_BYTES;
  if (object.bytes > limit) return refusal('object_too_large', { limit });
  const before = objects.reduce((sum, { kind, duration_ms }) => sum + (kind === 'segment' ? duration_ms : 0), 0);
  const isSegment = object.kind === 'segment';
  const isLonger =
    isSegment && (before >= event.max_event_ms || before + object.durationMs > event.max_event_ms + OVERRUN);
  const isStale = now.getTime() - event.opened_at.getTime() > seconds(600);
  return isLonger || isStale || objects.length >= MOST_OBJECTS
    ? refusal('footage_limit_reached', { seconds: event.max_event_ms / seconds(1) })
    : undefined;
}

const isSame = (known: ConformanceObject, object: ObjectDeclaration): boolean =>
  known.sha256 === object.sha256 &&
  known.bytes === object.bytes &&
  known.kind === object.kind &&
  known.iv === object.iv;

async function store(trx: RegionTransaction, event: ConformanceEvent, object: ObjectDeclaration): Promise<void> {
  const { n, kind, bytes, durationMs, md5, sha256, iv } = object;
  await trx
    .insertInto('conformance_object')
    .values({ event_id: event.id, n, kind, bytes, duration_ms: durationMs, md5, sha256, iv, state: 'declared' })
    .execute();
}

async function noteCut(trx: RegionTransaction, test: LockedConformance, event: ConformanceEvent): Promise<void> {
  if (event.is_cut) return;
  observe(test, 'limit.reached', { event: event.n, seconds: event.max_event_ms / seconds(1) });
  await trx.updateTable('conformance_event').set({ is_cut: true }).where('id', '=', event.id).execute();
}

async function noteRepeated(
  trx: RegionTransaction,
  test: LockedConformance,
  event: ConformanceEvent,
  { n, is_repeated }: ConformanceObject,
): Promise<void> {
  if (is_repeated) return;
  observe(test, 'object.repeated', { event: event.n, object: n });
  await trx
    .updateTable('conformance_object')
    .set({ is_repeated: true })
    .where('event_id', '=', event.id)
    .where('n', '=', n)
    .execute();
}

async function targetOf(
  { objects }: RegionContext,
  { now }: LockedConformance,
  event: ConformanceEvent,
  { n, bytes, md5, sha256 }: ObjectDeclaration,
  isCommitted: boolean,
): Promise<Target> {
  const key = conformanceKey(event.id, n);
  const expiresAt = new Date(now.getTime() + TARGET_LIFE);
  const { url, headers } = await objects.presignPut(key, { bytes, md5, sha256, contentType: CONTENT_TYPE, expiresAt });
  const isStored = !isCommitted && (await objects.findInfo(key)) !== undefined;
  const state = isCommitted ? 'committed' : isStored ? 'stored' : 'waiting';
  return { n, state, method: 'PUT', url, headers, expiresAt: expiresAt.toISOString() };
}
