import type { PlanKind } from '@kaitong/contract';
import { keptQuota } from '@kaitong/core';
import { sql } from 'kysely';

// Of a query with `product`.

/** Ids of the plans that the product's maker chose; null: none, it sells the defaults. Withdrawn ones among them too. */
export const chosenPlans = sql<string[] | null>`
  (SELECT array_agg(plan_id ORDER BY plan_id) FROM product_plan WHERE product_plan.pid = product.pid)`;

/** Whether the product sells a plan; of a query with `plan` as well. */
export const sellsPlan = sql<boolean>`
  plan.withdrawn_at IS NULL AND CASE
    WHEN EXISTS (SELECT FROM product_plan WHERE product_plan.pid = product.pid)
    THEN EXISTS (SELECT FROM product_plan WHERE product_plan.pid = product.pid AND product_plan.plan_id = plan.id)
    ELSE plan.is_default END`;

/** Events first, then by what is kept longer. */
export const planOrder = sql`plan.kind = 'continuous', plan.retention_days, plan.period, plan.created_at, plan.id`;

/** How much a camera may keep under a plan, whether the plan says so or not. */
export const keptQuotaOf = ({ kind, kept_bytes }: { kind: PlanKind; kept_bytes: number | null }): number =>
  keptQuota({ kind, keptBytes: kept_bytes ?? undefined });
