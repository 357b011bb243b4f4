import type { OperatorContact, PlanId, PricedPlan } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';

export type Catalogue = { plans: PricedPlan[]; defaults: PlanId[]; contact: OperatorContact };

const NOBODY: OperatorContact = { name: '', phone: '', email: '', note: '' };

/** What control told last; nothing is sold before it told anything. Read anew for each request: nothing is cached. */
export async function findCatalogue(db: Kysely<RegionTables>): Promise<Catalogue> {
  const row = await db.selectFrom('catalogue').select(['plans', 'defaults', 'contact']).executeTakeFirst();
  return row ?? { plans: [], defaults: [], contact: NOBODY };
}
