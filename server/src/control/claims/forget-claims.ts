import { type Region, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { setDeadline } from '../../store/deadlines.ts';
import type { Executor } from '../../store/executor.ts';
import { CLAIMS, deliveryKind } from '../regions/delivery-names.ts';

/**
 * For a control that was restored: which pairings hold their units it knows of a day that is over, so each region is asked
 * to claim its own anew. What was lost or given back by then stays so.
 */
export async function forgetClaims(db: Executor): Promise<void> {
  await sql`DELETE FROM unit_claim WHERE state = 'held'`.execute(db);
  const { rows: regions } = await sql<{ region: Region }>`SELECT region FROM catalogue_publication`.execute(db);
  for (const { region } of regions) await setDeadline(db, deliveryKind(region), CLAIMS, seconds(0));
}
