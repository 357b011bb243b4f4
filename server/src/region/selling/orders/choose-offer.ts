import {
  type Money,
  type Pid,
  type PlanId,
  type PlanPeriod,
  type PlanTerms,
  type Purchase,
  type Refusal,
  refusal,
} from '@kaitong/contract';
import { keptQuota, type Length, lengthOf, TRIAL } from '@kaitong/core';
import type { Kysely } from 'kysely';
import type { RegionTables } from '../../../store/region/tables.ts';
import { findOffers } from '../../products/offers.ts';

/** What somebody wants to buy, at the price of this region. */
export type ChosenOffer = {
  planId: PlanId | null;
  terms: PlanTerms;
  period: PlanPeriod | null;
  length: Length;
  listPrice: Money;
  usDollar: Money | null;
};

/** The offer that a purchase names, if the product sells it now. */
export async function chooseOffer(
  db: Kysely<RegionTables>,
  pid: Pid,
  purchase: Purchase,
): Promise<ChosenOffer | Refusal> {
  const { onSale, plans, stage } = await findOffers(db, pid);
  if (!onSale) return refusal('product_not_on_sale');
  if ('trial' in purchase) {
    if (stage !== 'debug') return refusal('trial_not_in_debug');
    const { price: listPrice, terms, length } = TRIAL;
    return { planId: null, terms, period: null, length, listPrice, usDollar: null };
  }
  const plan = plans.find(({ id }) => id === purchase.planId);
  if (!plan) return refusal('plan_not_on_sale');
  const { id: planId, kind, retentionDays, period, price: listPrice, usDollar } = plan;
  // Named in the order, whatever plans that name none are given later.
  const terms = { kind, retentionDays, keptBytes: keptQuota(plan) };
  return { planId, terms, period, length: lengthOf(period), listPrice, usDollar };
}
