import { seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { setDeadline } from '../../store/deadlines.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { CLAIMS, deliveryKind } from '../regions/delivery-names.ts';

/**
 * For a control whose database was brought back: which pairings hold their units it knows of a day that is over, so each
 * region is asked to claim its own anew. What was lost or given back by then stays so.
 */
export async function claimAllAnew(
  { regions }: Pick<ControlContext, 'regions'>,
  trx: ControlTransaction,
): Promise<void> {
  await sql`DELETE FROM unit_claim WHERE state = 'held'`.execute(trx);
  for (const region of regions.keys()) await setDeadline(trx, deliveryKind(region), CLAIMS, seconds(0));
}
