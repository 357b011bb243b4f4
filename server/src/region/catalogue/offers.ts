import type { PricedPlan, ProductStage } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';
import { findCatalogue } from './find-catalogue.ts';

export type Offers = { onSale: boolean; plans: PricedPlan[]; stage: ProductStage };

/** What a product sells in this region now. */
export async function findOffers(db: Kysely<RegionTables>, pid: string): Promise<Offers> {
  const product = await db
    .selectFrom('product')
    .select(['activated', 'on_sale', 'plan_ids', 'stage'])
    .where('pid', '=', pid)
    .executeTakeFirst();
  if (!product?.activated || !product.on_sale) return { onSale: false, plans: [], stage: product?.stage ?? 'released' };
  const { plans, defaults } = await findCatalogue(db);
  const sold = product.plan_ids ?? defaults;
  return { onSale: true, plans: plans.filter(({ id }) => sold.includes(id)), stage: product.stage };
}
