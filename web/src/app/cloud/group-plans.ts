import type { app, Output } from '@kaitong/contract';

export type OfferedPlan = Output<typeof app.listOffers>['plans'][number];
export type PlanGroup = { kind: OfferedPlan['kind']; retentions: { days: number; plans: OfferedPlan[] }[] };

const KINDS = ['event', 'continuous'] as const;
const PERIODS = ['month', 'year'] as const;

/** Plans as people choose: what is recorded, how long it is kept, by which period it is paid. */
export function groupPlans(plans: readonly OfferedPlan[]): PlanGroup[] {
  return KINDS.flatMap((kind) => {
    const ofKind = plans.filter((plan) => plan.kind === kind);
    const lengths = [...new Set(ofKind.map(({ retentionDays }) => retentionDays))].sort((a, b) => a - b);
    const retentions = lengths.map((days) => ({
      days,
      plans: PERIODS.flatMap((period) =>
        ofKind.filter((plan) => plan.retentionDays === days && plan.period === period).sort(byPrice),
      ),
    }));
    return retentions.length === 0 ? [] : [{ kind, retentions }];
  });
}

/** All prices of a region stand in its currency. */
const byPrice = (a: OfferedPlan, b: OfferedPlan): number => a.price.amount - b.price.amount;
