import type { Pid, PlanId, PricedPlan, ProductStage } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';
import { type Catalogue, findCatalogue } from './find-catalogue.ts';

export type Offers = { onSale: boolean; plans: PricedPlan[]; stage: ProductStage };

/** What a product sells in this region now. */
export async function findOffers(db: Kysely<RegionTables>, pid: Pid): Promise<Offers> {
  const product = await db
    .selectFrom('product')
    .select(['activated', 'on_sale', 'plan_ids', 'stage'])
    .where('pid', '=', pid)
    .executeTakeFirst();
  const onSale = product?.activated === true && product.on_sale;
  const plans = onSale ? plansSold(product, await findCatalogue(db)) : [];
  return { onSale, plans, stage: product?.stage ?? 'released' };
}

/** What a product on sale sells of the catalogue: what its maker chose, or else the defaults as they are now. */
export function plansSold(
  { plan_ids }: { plan_ids: PlanId[] | null },
  { plans, defaults }: Pick<Catalogue, 'plans' | 'defaults'>,
): PricedPlan[] {
  const sold = plan_ids ?? defaults;
  return plans.filter(({ id }) => sold.includes(id));
}
