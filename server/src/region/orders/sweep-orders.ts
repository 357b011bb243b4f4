import { hours } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../context.ts';

/** For whoever looks into why somebody could not order. */
const LEFT_OPEN_KEPT = hours(24 * 7);

/** Removes orders that were left half way and have ended since: nobody could see them, or pay for them. */
export async function sweepOrders(trx: RegionTransaction): Promise<void> {
  await trx
    .deleteFrom('owner_order')
    .where('prepared_at', 'is', null)
    .where('state', 'in', ['cancelled', 'expired'])
    .where('stray', '=', sql<never>`'[]'::jsonb`)
    .where('expires_at', '<', sql<Date>`kaitong_now() - ${LEFT_OPEN_KEPT} * interval '1 ms'`)
    .execute();
}
