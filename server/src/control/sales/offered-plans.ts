import type { Output, PlanId, Reply, sales } from '@kaitong/contract';
import type { ControlContext } from '../context.ts';
import { keptQuotaOf, planOrder } from './sold-plans.ts';

type OfferedPlan = Output<typeof sales.listPlans>['items'][number];

/** Plans that can be bought now, with their prices in the regions of this installation. */
export async function readOfferedPlans({
  db,
  regions,
}: Pick<ControlContext, 'db' | 'regions'>): Promise<{ plan: OfferedPlan; isDefault: boolean }[]> {
  const plans = await db.selectFrom('plan').selectAll().where('withdrawn_at', 'is', null).orderBy(planOrder).execute();
  const prices = await readPrices(
    { db, regions },
    plans.map(({ id }) => id),
  );
  return plans.map(({ id, kind, retention_days: retentionDays, period, is_default: isDefault, kept_bytes }) => ({
    plan: {
      ...{ id, kind, retentionDays, keptBytes: keptQuotaOf({ kind, kept_bytes }), period },
      prices: prices.get(id) ?? [],
    },
    isDefault,
  }));
}

/** Prices by plan, the regions in the order of their names. */
export async function readPrices(
  { db, regions }: Pick<ControlContext, 'db' | 'regions'>,
  planIds: readonly PlanId[],
): Promise<Map<PlanId, OfferedPlan['prices']>> {
  const prices = new Map<PlanId, OfferedPlan['prices']>();
  if (planIds.length === 0) return prices;
  const rows = await db
    .selectFrom('plan_price')
    .selectAll()
    .where('plan_id', 'in', planIds)
    .where('region', 'in', [...regions.keys()])
    .orderBy('region')
    .execute();
  for (const { plan_id, region, amount, currency, us_dollar } of rows) {
    const usDollar = us_dollar === null ? null : ({ amount: us_dollar, currency: 'USD' } as const);
    const price = { region, price: { amount, currency }, usDollar };
    prices.set(plan_id, [...(prices.get(plan_id) ?? []), price]);
  }
  return prices;
}

/** What a maker can choose from. */
export async function listPlans(context: ControlContext): Promise<Reply<typeof sales.listPlans>> {
  return { items: (await readOfferedPlans(context)).map(({ plan }) => plan) };
}
