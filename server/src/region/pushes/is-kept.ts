import type { EventId } from '@kaitong/contract';
import { readEventId } from '@kaitong/core';
import type { RegionContext } from '../context.ts';

/** Is an object committed, and its event still there? */
export async function isKept({ db }: RegionContext, eventId: EventId, n: number): Promise<boolean> {
  const place = readEventId(eventId);
  if (!place) return false;
  const kept = await db
    .selectFrom('recorded_object as object')
    .innerJoin('recorded_event as event', (join) =>
      join
        .onRef('event.retention_class', '=', 'object.retention_class')
        .onRef('event.day', '=', 'object.day')
        .onRef('event.id', '=', 'object.event_id'),
    )
    .select('object.n')
    .where('object.retention_class', '=', place.retentionClass)
    .where('object.day', '=', place.day)
    .where('object.event_id', '=', eventId)
    .where('object.n', '=', n)
    .where('object.state', '=', 'committed')
    .where('event.deleted_at', 'is', null)
    .executeTakeFirst();
  return kept !== undefined;
}
