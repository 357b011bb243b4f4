import {
  type EventId,
  isRefusal,
  milliseconds,
  type ProblemCode,
  type PushedFootage,
  type Refusal,
  refusal,
} from '@kaitong/contract';
import { RECORDING_LIMIT, readEventId } from '@kaitong/core';
import type { PushCaller } from '../../callers.ts';
import { randomId } from '../../secrets/ids.ts';
import { json } from '../../store/database.ts';
import type { RegionContext } from '../context.ts';
import { recordingPurpose } from '../recording/purpose.ts';
import { openEvent } from '../uploads/open-event.ts';
import { beginStream } from './begin-stream.ts';
import { endStream } from './end-stream.ts';
import { isKept } from './is-kept.ts';
import { type Arrival, openingOf } from './opening.ts';
import type { ReadVideo } from './read-footage.ts';
import { setSilence } from './silence.ts';
import { type PlainObject, storeObject } from './store-object.ts';
import { follows, tailOf } from './stream-tail.ts';
import { changeStream, findStream, isOpen, type OpenStream, type StreamPlace } from './streams.ts';

export type PushedFile = StreamPlace & { name: string; sha256: string; bytes: Buffer; arrival: Arrival };

/** The event takes no more of it, and another one may. */
const ENDINGS: readonly ProblemCode[] = ['event_closed', 'event_unknown', 'object_conflict', 'footage_limit_reached'];

/**
 * Puts a segment where it belongs: at the end of its stream’s event, or into a new one where it does not go on from there,
 * or the event has as much as one takes.
 */
export async function pushSegment(
  context: RegionContext,
  caller: PushCaller,
  file: PushedFile,
  video: ReadVideo,
): Promise<PushedFootage | Refusal> {
  const stream = await findStream(context.db, file);
  // The tool did not hear that it was kept, or whoever kept it died half way.
  const isRepeated = stream?.last_name === file.name && stream.last_sha256 === file.sha256;
  if (
    isRepeated &&
    !isOpen(stream) &&
    stream.event_id !== null &&
    (await isKept(context, stream.event_id, stream.last_n))
  )
    return { eventId: stream.event_id, state: 'closed' };
  if (isOpen(stream) && (isRepeated || (follows(stream, file.name, video) && !isFull(stream, video)))) {
    const answer = await append(context, caller, stream, file, video, isRepeated ? stream.last_n : undefined);
    if (!isRefusal(answer)) return answer;
    await endStream(context, file);
    if (!ENDINGS.includes(answer.code)) return answer;
  }
  await endStream(context, file);
  const goesOn = isOpen(stream) && stream.tail !== null && follows(stream, file.name, video);
  return await begin(context, caller, file, video, { notBefore: stream?.ends_at ?? null, goesOn });
}

const isFull = ({ footage_ms }: OpenStream, { durationMs }: ReadVideo): boolean =>
  footage_ms > 0 && footage_ms + durationMs > RECORDING_LIMIT.event;

async function begin(
  context: RegionContext,
  caller: PushCaller,
  file: PushedFile,
  video: ReadVideo,
  after: { notBefore: Date | null; goesOn: boolean },
): Promise<PushedFootage | Refusal> {
  const body = openingOf(video, file.arrival, { deviceEventId: `push.${randomId('', 20)}`, ...after });
  const full = await beginStream(context, file, body);
  if (full) return full;
  const opened = await openEvent(recordingPurpose, context, caller, { body });
  if (isRefusal(opened)) {
    await endStream(context, file);
    return opened;
  }
  await changeStream(context.db, file).set({ event_id: opened.eventId }).execute();
  const stream = await findStream(context.db, file);
  if (!isOpen(stream)) return refusal('event_closed');
  const answer = await append(context, caller, stream, file, video);
  if (isRefusal(answer)) await endStream(context, file);
  return answer;
}

/** Written ahead, stored, and only then part of what the next segment is compared with. */
async function append(
  context: RegionContext,
  caller: PushCaller,
  stream: OpenStream,
  { name, sha256, bytes, ...place }: PushedFile,
  video: ReadVideo,
  known?: number,
): Promise<PushedFootage | Refusal> {
  const eventId = stream.event_id;
  if (eventId === null) return refusal('event_unknown');
  const isFragmented = stream.declaration.container === 'fmp4';
  const first = isFragmented ? 1 : 0; // its init segment comes before it
  const n = known ?? Math.max(first, stream.last_n + 1);
  await context.db.transaction().execute(async (trx) => {
    await changeStream(trx, place).set({ last_n: n, last_name: name, last_sha256: sha256 }).execute();
    await setSilence(trx, place, milliseconds(video.durationMs));
  });
  const segment: PlainObject = { n, kind: 'segment', durationMs: video.durationMs, bytes };
  const init = isFragmented && n === first ? stream.init : null;
  const objects = init ? [{ n: 0, kind: 'init' as const, durationMs: 0, bytes: init }, segment] : [segment];
  for (const object of objects) {
    const refused = await storeObject(context, caller, eventId, object);
    if (refused) return refused;
  }
  await noteEnd(context, place, eventId, name, video);
  return { eventId, state: 'open' };
}

async function noteEnd(
  { db }: RegionContext,
  place: StreamPlace,
  eventId: EventId,
  name: string,
  video: ReadVideo,
): Promise<void> {
  const at = readEventId(eventId);
  const event = await db
    .selectFrom('recorded_event')
    .select(['started_at', 'duration_ms'])
    .where('retention_class', '=', at?.retentionClass ?? 'event7')
    .where('day', '=', at?.day ?? 0)
    .where('id', '=', eventId)
    .executeTakeFirstOrThrow();
  const endsAt = new Date(event.started_at.getTime() + event.duration_ms);
  await changeStream(db, place)
    .set({ tail: json(tailOf(name, video)), footage_ms: event.duration_ms, ends_at: endsAt })
    .execute();
}
