import type { OwnerDevice } from '@kaitong/contract';

type Plan = NonNullable<OwnerDevice['cloudStorage']>['plans'][number];
export type PlanGroup = { kind: Plan['kind']; retentions: { days: number; periods: Plan['period'][] }[] };

const KINDS = ['event', 'continuous'] as const;
const PERIODS = ['month', 'year'] as const;

/** Plans as people choose: what is recorded, how long it is kept, by which period it is paid. */
export function groupPlans(plans: readonly Plan[]): PlanGroup[] {
  return KINDS.flatMap((kind) => {
    const ofKind = plans.filter((plan) => plan.kind === kind);
    const lengths = [...new Set(ofKind.map(({ retentionDays }) => retentionDays))].sort((a, b) => a - b);
    const retentions = lengths.map((days) => ({
      days,
      periods: PERIODS.filter((period) => ofKind.some((plan) => plan.retentionDays === days && plan.period === period)),
    }));
    return retentions.length === 0 ? [] : [{ kind, retentions }];
  });
}
