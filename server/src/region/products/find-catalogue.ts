import type { OperatorContact, PlanId, PricedPlan } from '@kaitong/contract';
import { keptQuota } from '@kaitong/core';
import type { Kysely } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';

export type Catalogue = { plans: PricedPlan[]; defaults: PlanId[]; contact: OperatorContact };

const NOBODY: OperatorContact = { name: '', phone: '', email: '', note: '' };

/** What control told last; nothing is sold before it told anything. Read anew for each request: nothing is cached. */
export async function findCatalogue(db: Kysely<RegionTables>): Promise<Catalogue> {
  const row = await db.selectFrom('catalogue').select(['plans', 'defaults', 'contact']).executeTakeFirst();
  if (!row) return { plans: [], defaults: [], contact: NOBODY };
  // One that an older control told does not say how much may be kept.
  return { ...row, plans: row.plans.map((plan) => ({ ...plan, keptBytes: keptQuota(plan) })) };
}
