import type { OwnerId } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../../context.ts';

/** Of an owner who is gone: orders stay, as the books have to, without what people called their cameras. */
export async function forgetDeviceNames(trx: RegionTransaction, ownerId: OwnerId): Promise<void> {
  await trx
    .updateTable('owner_order')
    .set({ device_name: sql<string>`device_id` })
    .where('owner_id', '=', ownerId)
    .execute();
}
