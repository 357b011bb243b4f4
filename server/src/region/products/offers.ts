import { canDevice, kindOfProduct, type Pid, type PlanId, type PricedPlan, type ProductStage } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { RegionTables } from '../../store/region/tables.ts';
import { type Catalogue, findCatalogue } from './find-catalogue.ts';

export type Offers = { onSale: boolean; plans: PricedPlan[]; stage: ProductStage };

/** As control told it; null: it has told nothing of such a product. */
type Told = { activated: boolean | null; on_sale: boolean | null; plan_ids: PlanId[] | null };
type Sale = { isActivated: boolean; onSale: boolean; planIds: PlanId[] | null };

/** How a product is sold. Where there is no maker to decide, it is on sale with the defaults, and control never tells of it. */
export const saleOf = (pid: Pid, told: Told | undefined): Sale =>
  kindOfProduct(pid) === 'push'
    ? { isActivated: true, onSale: true, planIds: null }
    : {
        isActivated: told?.activated === true,
        onSale: told?.activated === true && told.on_sale === true,
        planIds: told?.plan_ids ?? null,
      };

/** What a product sells in this region now. */
export async function findOffers(db: Kysely<RegionTables>, pid: Pid): Promise<Offers> {
  const product = await db
    .selectFrom('product')
    .select(['activated', 'on_sale', 'plan_ids', 'stage'])
    .where('pid', '=', pid)
    .executeTakeFirst();
  const sale = saleOf(pid, product);
  const plans = sale.onSale ? plansSold(pid, sale, await findCatalogue(db)) : [];
  // A trial is of a product that is not released yet.
  const stage = canDevice(kindOfProduct(pid), 'try') ? (product?.stage ?? 'released') : 'released';
  return { onSale: sale.onSale, plans, stage };
}

/** What a product on sale sells of the catalogue: what its maker chose, or else the defaults as they are now. */
export function plansSold(
  pid: Pid,
  { planIds }: Pick<Sale, 'planIds'>,
  { plans, defaults }: Pick<Catalogue, 'plans' | 'defaults'>,
): PricedPlan[] {
  const sold = planIds ?? defaults;
  const allDay = canDevice(kindOfProduct(pid), 'recordAllDay');
  return plans.filter(({ id, kind }) => sold.includes(id) && (allDay || kind !== 'continuous'));
}
