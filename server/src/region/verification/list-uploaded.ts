import type { EventId } from '@kaitong/contract';
import type { RegionTransaction } from '../context.ts';
import type { UploadedObject } from '../uploads/purpose.ts';

/** All objects of an event, as far as they came, in order; without what the judge wrote. */
export async function listUploaded(trx: RegionTransaction, eventId: EventId): Promise<UploadedObject[]> {
  return await trx
    .selectFrom('event_object')
    .select(['n', 'kind', 'bytes', 'duration_ms as durationMs', 'md5', 'sha256', 'iv', 'state'])
    .where('event_id', '=', eventId)
    .orderBy('n')
    .execute();
}
