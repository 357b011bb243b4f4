import { hours } from '@kaitong/contract';
import { sql } from 'kysely';
import type { RegionTransaction } from '../../context.ts';

/** For whoever looks into why somebody could not order. */
const LEFT_OPEN_KEPT = hours(24 * 7);
/** Longer than any provider goes on telling of a payment, or takes one at a checkout: what is paid finds its order. */
const UNPAID_KEPT = hours(24 * 45);
/** Orders of one round; the next one is an hour later. */
const MOST = 5000;

/**
 * Removes orders that ended without a payment: soon those that were left half way, which nobody could see or pay for, and
 * later those that their owner saw. One for which any money ever came is kept for good.
 */
export async function sweepOrders(trx: RegionTransaction): Promise<void> {
  await sql`
    DELETE FROM owner_order WHERE id IN (
      SELECT id FROM owner_order
      WHERE state IN ('cancelled', 'expired') AND stray = '[]'
        AND expires_at < kaitong_now() - ${LEFT_OPEN_KEPT} * interval '1 ms'
        AND (prepared_at IS NULL OR expires_at < kaitong_now() - ${UNPAID_KEPT} * interval '1 ms')
      LIMIT ${MOST} FOR UPDATE SKIP LOCKED)`.execute(trx);
}
