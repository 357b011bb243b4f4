import { type Currency, PlanId, type PlanKind, type PlanPeriod, Region, type RetentionDays } from '@kaitong/contract';
import type { Kysely } from 'kysely';
import type { SaleTables } from './sales.ts';

type Prices = Record<'CNY' | 'EUR' | 'USD', number>;

/** What a new platform sells until its operator says otherwise; in fen and cents, a year for ten months. */
const MONTHLY: { kind: PlanKind; retentionDays: RetentionDays; price: Prices }[] = [
  { kind: 'event', retentionDays: 7, price: { CNY: 990, EUR: 299, USD: 299 } },
  { kind: 'event', retentionDays: 15, price: { CNY: 1500, EUR: 449, USD: 449 } },
  { kind: 'event', retentionDays: 30, price: { CNY: 2500, EUR: 699, USD: 699 } },
  { kind: 'continuous', retentionDays: 7, price: { CNY: 2900, EUR: 799, USD: 799 } },
  { kind: 'continuous', retentionDays: 30, price: { CNY: 6900, EUR: 1799, USD: 1799 } },
];
const PERIODS: Record<PlanPeriod, number> = { month: 1, year: 10 };

const REGIONS: { region: Region; currency: Currency & keyof Prices; mainland: boolean }[] = [
  { region: Region.parse('cn'), currency: 'CNY', mainland: true },
  { region: Region.parse('eu'), currency: 'EUR', mainland: false },
  { region: Region.parse('us'), currency: 'USD', mainland: false },
];

/** The same id on every platform: nothing that refers to a default plan has to look it up first. */
const idOf = (kind: PlanKind, days: RetentionDays, period: PlanPeriod): PlanId =>
  PlanId.parse(`pl${`${kind}${days}${period}`.padEnd(18, '0')}`);

/** Fills a new platform, so that a product sells as soon as it is activated. Regions added later take US prices over. */
export async function defaultPlansMigration(untyped: Kysely<unknown>): Promise<void> {
  const db = untyped as Kysely<SaleTables>;
  await db.insertInto('region_setting').values(REGIONS).execute();
  for (const { kind, retentionDays, price } of MONTHLY) {
    for (const [period, months] of Object.entries(PERIODS) as [PlanPeriod, number][]) {
      const id = idOf(kind, retentionDays, period);
      const plan = { id, kind, retention_days: retentionDays, period, is_default: true, withdrawn_at: null };
      await db.insertInto('plan').values(plan).execute();
      const prices = REGIONS.map(({ region, currency, mainland }) => ({
        plan_id: id,
        region,
        amount: price[currency] * months,
        currency,
        us_dollar: mainland ? null : price.USD * months,
      }));
      await db.insertInto('plan_price').values(prices).execute();
    }
  }
}
