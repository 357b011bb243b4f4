import { type device, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { assemble, missingOf } from '@kaitong/core';
import { sql } from 'kysely';
import type { DeviceCaller } from '../../callers.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { tellFootage } from '../footage/footage-news.ts';
import { type LockedRecording, lockRecording } from './lock-recording.ts';
import { refusalOf } from './refusal-of.ts';
import { totalsOf, wholeAssemblyOf } from './totals.ts';

/**
 * Closes a recorded event: the device says how many objects there are, and those that are missing may still come.
 * Repeating it is fine. It adds no footage, so a device that must stop may still say that it has.
 */
export async function closeRecording(
  context: RegionContext,
  caller: Pick<DeviceCaller, 'deviceId'>,
  { params, body }: Parsed<typeof device.closeEvent>,
): Promise<Reply<typeof device.closeEvent> | Refusal> {
  let news: LockedRecording | undefined;
  const answer = await context.db.transaction().execute(async (trx) => {
    const event = await lockRecording(trx, { eventId: params.eventId, deviceId: caller.deviceId });
    if (!event) return refusal('event_unknown');
    const before = wholeAssemblyOf(event, await listObjects(trx, event));
    const after = assemble(before, { type: 'close', objects: body.objects, durationMs: body.durationMs });
    if ('refused' in after) return refusalOf(after.refused, event);
    if (after.news) {
      const kept = [...after.assembly.objects.values()];
      const isComplete = missingOf(after.assembly).length === 0;
      await trx
        .updateTable('recorded_event')
        .set({
          closed_at: sql<Date>`kaitong_now()`,
          closed_objects: body.objects,
          closed_duration_ms: body.durationMs,
          completed_at: isComplete ? sql<Date>`kaitong_now()` : null,
          ...totalsOf(kept),
        })
        .where('retention_class', '=', event.retention_class)
        .where('day', '=', event.day)
        .where('id', '=', event.id)
        .execute();
      if (kept.length < before.objects.size) await forgetBeyond(trx, event, body.objects);
      news = event;
    }
    return { eventId: params.eventId, state: 'closed' as const };
  });
  if (news) tellFootage(context, news);
  return answer;
}

const listObjects = (trx: RegionTransaction, { retention_class, day, id }: LockedRecording) =>
  trx
    .selectFrom('recorded_object')
    .selectAll()
    .where('retention_class', '=', retention_class)
    .where('day', '=', day)
    .where('event_id', '=', id)
    .execute();

/** Declared beyond the end and never committed: no part of the event. What was put under it is swept as a stray. */
async function forgetBeyond(trx: RegionTransaction, { retention_class, day, id }: LockedRecording, objects: number) {
  await trx
    .deleteFrom('recorded_object')
    .where('retention_class', '=', retention_class)
    .where('day', '=', day)
    .where('event_id', '=', id)
    .where('n', '>=', objects)
    .execute();
}
