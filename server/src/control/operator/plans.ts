import {
  isRefusal,
  type Output,
  type operator,
  type Parsed,
  type PlanId,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import { sql } from 'kysely';
import type { OperatorCaller } from '../../callers.ts';
import { newPlanId } from '../../secrets/new-ids.ts';
import { tellEverybody } from '../accounts/tell-account.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { publishCatalogue } from '../regions/publish-catalogue.ts';
import { readPrices } from '../sales/offered-plans.ts';
import { keptQuotaOf, planOrder, sellsPlan } from '../sales/sold-plans.ts';
import { type PriceList, refusePrices } from './plan-prices.ts';

type OperatorPlan = Output<typeof operator.createPlan>;

/** All plans, withdrawn ones last, with the number of activated products that sell each. */
export async function listOperatorPlans(
  context: Pick<ControlContext, 'db' | 'regions'>,
): Promise<Reply<typeof operator.listOperatorPlans>> {
  return { items: await readPlans(context) };
}

/** Offers a plan. As a default, it is sold at once by every product that has chosen none. */
export async function createPlan(
  context: ControlContext,
  caller: OperatorCaller,
  { body }: Parsed<typeof operator.createPlan>,
): Promise<OperatorPlan | Refusal> {
  const id = newPlanId();
  const { kind, retentionDays, keptBytes, period, prices, default: isDefault } = body;
  const created = await context.db.transaction().execute(async (trx) => {
    const wrong = await refusePrices(context, trx, prices, { everywhere: isDefault });
    if (wrong) return wrong;
    const terms = { kind, retention_days: retentionDays, kept_bytes: keptBytes ?? null, period };
    const plan = { id, ...terms, is_default: isDefault, withdrawn_at: null };
    await trx.insertInto('plan').values(plan).execute();
    await storePrices(trx, id, prices);
    await publishCatalogue(context, trx);
    await tellEverybody(trx, 'sales.changed');
    await audit(trx, caller, 'plan.created', id, body);
    return await readPlan({ ...context, db: trx }, id);
  });
  if (!isRefusal(created)) context.log.info({ planId: id }, 'plan.created');
  return created;
}

/** Changes prices, how much may be kept, whether it is a default, or whether it is offered. Orders made before keep what they were made at. */
export async function changePlan(
  context: ControlContext,
  caller: OperatorCaller,
  { params: { planId }, body }: Parsed<typeof operator.changePlan>,
): Promise<OperatorPlan | Refusal> {
  const changed = await context.db.transaction().execute(async (trx) => {
    const row = await trx.selectFrom('plan').selectAll().where('id', '=', planId).forUpdate().executeTakeFirst();
    if (!row) return refusal('not_found');
    const before = await readPlan({ ...context, db: trx }, planId);
    const isDefault = body.default ?? row.is_default;
    const withdrawn = body.withdrawn ?? row.withdrawn_at !== null;
    const wrong = await refusePrices(context, trx, body.prices ?? before.prices, {
      everywhere: isDefault && !withdrawn,
    });
    if (wrong) return wrong;
    await trx
      .updateTable('plan')
      .set({
        is_default: isDefault,
        kept_bytes: body.keptBytes ?? row.kept_bytes,
        withdrawn_at: withdrawn ? sql<Date>`coalesce(withdrawn_at, kaitong_now())` : null,
      })
      .where('id', '=', planId)
      .execute();
    if (body.prices) {
      await trx
        .deleteFrom('plan_price')
        .where('plan_id', '=', planId)
        .where('region', 'in', [...context.regions.keys()])
        .execute();
      await storePrices(trx, planId, body.prices);
    }
    await publishCatalogue(context, trx);
    await tellEverybody(trx, 'sales.changed');
    await audit(trx, caller, 'plan.changed', planId, { before, change: body });
    return await readPlan({ ...context, db: trx }, planId);
  });
  if (!isRefusal(changed)) context.log.info({ planId }, 'plan.changed');
  return changed;
}

async function storePrices(trx: ControlTransaction, planId: PlanId, prices: PriceList): Promise<void> {
  const rows = prices.map(({ region, price, usDollar }) => ({
    plan_id: planId,
    region,
    amount: price.amount,
    currency: price.currency,
    us_dollar: usDollar?.amount ?? null,
  }));
  await trx.insertInto('plan_price').values(rows).execute();
}

async function readPlans(context: Pick<ControlContext, 'db' | 'regions'>, only?: PlanId): Promise<OperatorPlan[]> {
  let query = context.db
    .selectFrom('plan')
    .selectAll()
    .select(sql<number>`(SELECT count(*) FROM product JOIN activation USING (pid) WHERE ${sellsPlan})`.as('products'));
  if (only !== undefined) query = query.where('id', '=', only);
  const rows = await query.orderBy(sql`withdrawn_at IS NOT NULL, ${planOrder}`).execute();
  const prices = await readPrices(
    context,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    id: row.id,
    kind: row.kind,
    retentionDays: row.retention_days,
    keptBytes: keptQuotaOf(row),
    period: row.period,
    default: row.is_default,
    prices: prices.get(row.id) ?? [],
    products: row.products,
    withdrawnAt: row.withdrawn_at?.toISOString() ?? null,
  }));
}

async function readPlan(context: Pick<ControlContext, 'db' | 'regions'>, id: PlanId): Promise<OperatorPlan> {
  const [plan] = await readPlans(context, id);
  if (!plan) throw new Error(`there is no plan ${id}`);
  return plan;
}
