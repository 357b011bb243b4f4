import type { OwnerId } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

/** Of an owner who is gone: rows of devices stay, since applications name them, without what people called them. */
export async function forgetNames(trx: RegionTransaction, ownerId: OwnerId): Promise<void> {
  await trx
    .updateTable('device')
    .set({ name: sql<string>`device_id`, verification_footage_allowed: false })
    .where('owner_id', '=', ownerId)
    .execute();
}
