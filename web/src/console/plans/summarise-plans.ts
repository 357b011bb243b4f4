import type { Money, Plan, Region } from '@kaitong/contract';

export type PlanWithPrices = Plan & { prices: readonly { region: Region; price: Money; usDollar: Money | null }[] };

const KINDS = ['event', 'continuous'] as const;
const PERIODS = ['month', 'year'] as const;

/** One kept length of one kind, with the plans of each period; several, where the operator offers several. */
export type PlanRow = {
  key: string;
  kind: Plan['kind'];
  days: Plan['retentionDays'];
  plans: Record<Plan['period'], PlanWithPrices[]>;
};

/** Plans as rows of a price list: by what is recorded, then by how long it is kept. */
export function rowsOfPlans(plans: readonly PlanWithPrices[]): PlanRow[] {
  return KINDS.flatMap((kind) => {
    const ofKind = plans.filter((plan) => plan.kind === kind);
    const lengths = [...new Set(ofKind.map(({ retentionDays }) => retentionDays))].sort((a, b) => a - b);
    return lengths.map((days) => {
      const same = ofKind.filter(({ retentionDays }) => retentionDays === days);
      const [month, year] = PERIODS.map((period) => same.filter((plan) => plan.period === period));
      return { key: `${kind} ${days}`, kind, days, plans: { month: month ?? [], year: year ?? [] } };
    });
  });
}

/** The regions in which something is sold, in the order of the alphabet. */
export const regionsOf = (plans: readonly PlanWithPrices[]): Region[] =>
  [...new Set(plans.flatMap(({ prices }) => prices.map(({ region }) => region)))].sort();

/** The lowest price of each region. A region has one currency, so its prices compare. */
export function lowestPrices(plans: readonly PlanWithPrices[]): { region: Region; price: Money }[] {
  const all = plans.flatMap(({ prices }) => prices);
  return regionsOf(plans).flatMap((region) => {
    const [lowest] = all.filter((one) => one.region === region).sort((a, b) => a.price.amount - b.price.amount);
    return lowest ? [{ region, price: lowest.price }] : [];
  });
}
