import { type Money, type Refusal, type Region, refusal } from '@kaitong/contract';
import { invalidInput } from '../../invalid-input.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';

export type PriceList = readonly { region: Region; price: Money; usDollar: Money | null }[];

/**
 * Prices that a region cannot charge or that no share could be computed from: in another currency than the region's;
 * outside mainland China without a list price in US dollars, inside with one. `everywhere`: a region without is refused too.
 */
export async function refusePrices(
  { regions }: Pick<ControlContext, 'regions'>,
  trx: ControlTransaction,
  prices: PriceList,
  { everywhere }: { everywhere: boolean },
): Promise<Refusal | undefined> {
  const settings = await trx
    .selectFrom('region_setting')
    .selectAll()
    .where('region', 'in', [...regions.keys()])
    .orderBy('region')
    .execute();
  for (const [n, { region, usDollar }] of prices.entries()) {
    const setting = settings.find((one) => one.region === region);
    const isTwice = prices.findIndex((one) => one.region === region) < n;
    if (!setting || isTwice) return invalidInput({ path: `prices.${n}.region`, message: region });
    if (setting.mainland && usDollar !== null)
      return invalidInput({ path: `prices.${n}.usDollar`, message: `${region}: CNY` });
  }
  for (const { region, currency, mainland } of settings) {
    const given = prices.find((one) => one.region === region);
    if (!given && !everywhere) continue;
    const isComplete = given?.price.currency === currency && (mainland || given.usDollar?.currency === 'USD');
    if (!isComplete) return refusal('price_incomplete', { region, currency });
  }
  return undefined;
}
