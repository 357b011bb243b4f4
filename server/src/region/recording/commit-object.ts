import {
  type device,
  isRefusal,
  milliseconds,
  type Parsed,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import { assemble, refuseBeyond } from '@kaitong/core';
import { sql } from 'kysely';
import type { DeviceCaller } from '../../callers.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { tellFootage } from '../footage/footage-news.ts';
import { addedUp, totalRow } from '../footage/footage-totals.ts';
import { declareInto, findObject, isStored } from './declare-object.ts';
import { type LockedRecording, lockRecording } from './lock-recording.ts';
import { refusalOf } from './refusal-of.ts';
import { assemblyOf, type StoredObject } from './totals.ts';

type Committed = Reply<typeof device.commitObject>;

/**
 * Makes a stored object part of its event: from the answer on it survives whatever happens. With `next` it also declares
 * the object that follows. Its cost does not grow with the event: every camera calls this every few seconds.
 */
export async function commitRecordedObject(
  context: RegionContext,
  caller: Pick<DeviceCaller, 'deviceId'>,
  { params, body }: Parsed<typeof device.commitObject>,
): Promise<Committed | Refusal> {
  let news: LockedRecording | undefined;
  const answer = await context.db.transaction().execute(async (trx): Promise<Committed | Refusal> => {
    const event = await lockRecording(trx, { eventId: params.eventId, deviceId: caller.deviceId });
    if (!event) return refusal('event_unknown');
    const { going } = event;
    if (isRefusal(going)) return going;
    const known = await findObject(trx, event, params.n);
    const stored = known?.state === 'declared' && (await isStored(context, event, known));
    const after = assemble(assemblyOf(event, known), { type: 'commit', n: params.n, isStored: stored });
    if ('refused' in after) return refusalOf(after.refused, event);
    if (after.news && known) {
      // What was paid may have become less since it was declared.
      const refused = refuseBeyond(
        going,
        event.started_at.getTime(),
        milliseconds(event.duration_ms + footageOf(known)),
      );
      if (refused) return refusalOf(refused, event);
      await store(trx, event, known);
      news = event;
    }
    if (!body.next) return { next: null };
    const next = await declareInto(context, trx, event, going, body.next);
    return 'code' in next ? { next: null, refused: next } : { next };
  });
  if (news) tellFootage(context, news);
  return answer;
}

const footageOf = ({ kind, duration_ms }: StoredObject): number => (kind === 'segment' ? duration_ms : 0);

/** Object, event, its place, its hour and the total in one round trip. */
async function store(trx: RegionTransaction, event: LockedRecording, object: StoredObject) {
  const { n, kind } = object;
  const ms = footageOf(object);
  const objects = event.objects + 1;
  const isEvent = event.recording === 'event' && objects === 1;
  const place = { retentionClass: event.retention_class, day: event.day, deviceId: event.device_id };
  const happened = new Date(event.started_at.getTime() + event.duration_ms);
  await sql`
    WITH committed AS (
      UPDATE recorded_object SET state = 'committed', committed_at = kaitong_now()
      WHERE retention_class = ${event.retention_class} AND day = ${event.day} AND event_id = ${event.id} AND n = ${n}),
    grown AS (
      UPDATE recorded_event SET objects = ${objects}, bytes = bytes + ${object.bytes}, duration_ms = duration_ms + ${ms},
        snapshot_n = ${event.snapshot_n ?? (kind === 'snapshot' ? n : null)},
        completed_at = CASE WHEN closed_objects = ${objects} THEN kaitong_now() END
      WHERE retention_class = ${event.retention_class} AND day = ${event.day} AND id = ${event.id}),
    place AS (
      INSERT INTO footage_place (device_id, day, retention_class)
      SELECT ${event.device_id}, ${event.day}::int, ${event.retention_class} WHERE ${objects === 1}::boolean
      ON CONFLICT DO NOTHING),
    hours AS (
      INSERT INTO footage_hour AS hour
        (retention_class, day, owner_id, device_id, hour, events, unread, continuous, bytes)
      SELECT ${event.retention_class}, ${event.day}::int, ${event.owner_id}, ${event.device_id},
        date_trunc('hour', part.at), part.events, part.events, ${event.recording === 'continuous'}::boolean, part.bytes
      FROM (VALUES (true, ${event.started_at}::timestamptz, ${isEvent ? 1 : 0}::int, ${object.bytes}::bigint),
        (false, ${happened}::timestamptz, 0, 0)) AS part (begins, at, events, bytes)
      WHERE part.begins OR date_trunc('hour', part.at) <> date_trunc('hour', ${event.started_at}::timestamptz)
      ON CONFLICT (retention_class, day, device_id, hour) DO UPDATE SET
        events = hour.events + excluded.events, unread = hour.unread + excluded.unread,
        continuous = hour.continuous OR excluded.continuous, bytes = hour.bytes + excluded.bytes
      RETURNING 1)
    INSERT INTO footage_total AS total (retention_class, day, shard, bytes)
    SELECT ${totalRow(place, object.bytes)} FROM (SELECT count(*) FROM hours) AS after_them
    ${addedUp}`.execute(trx);
  event.objects = objects;
  event.duration_ms += ms;
}
