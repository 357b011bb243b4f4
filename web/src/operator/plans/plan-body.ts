import {
  type control,
  decimalOf,
  type Output,
  parseMoney,
  type RegionalPrice,
  type RegionHealth,
} from '@kaitong/contract';

export type OperatorPlan = Output<typeof control.createPlan>;
export type PricedRegion = Pick<RegionHealth, 'region' | 'currency' | 'mainland'>;

/** What the form holds of each region: amounts as they were typed, each in the region's own currency or in dollars. */
export type PriceFields = Record<string, { price?: string; usDollar?: string } | undefined>;

/** In a region that charges dollars, the list price is the price unless another is given. */
const isSame = ({ price, usDollar }: RegionalPrice): boolean =>
  usDollar !== null && price.currency === 'USD' && price.amount === usDollar.amount;

export function priceFieldsOf(prices: readonly RegionalPrice[]): PriceFields {
  return Object.fromEntries(
    prices.map((one) => [
      one.region,
      {
        price: decimalOf(one.price),
        ...(one.usDollar === null || isSame(one) ? {} : { usDollar: decimalOf(one.usDollar) }),
      },
    ]),
  );
}

/**
 * The prices of the regions that have one; the others do not sell the plan.
 * @throws RangeError for an amount that its field's rule has let through by mistake
 */
export function pricesOf(fields: PriceFields, regions: readonly PricedRegion[]): RegionalPrice[] {
  return regions.flatMap(({ region, currency, mainland }): RegionalPrice[] => {
    const { price: typed = '', usDollar = '' } = fields[region] ?? {};
    if (typed.trim() === '') return [];
    const price = amountOf(typed, currency);
    if (mainland) return [{ region, price, usDollar: null }];
    const isLeftOut = currency === 'USD' && usDollar.trim() === '';
    return [{ region, price, usDollar: isLeftOut ? price : amountOf(usDollar, 'USD') }];
  });
}

function amountOf(typed: string, currency: RegionalPrice['price']['currency']): RegionalPrice['price'] {
  const money = parseMoney(typed, currency);
  if (!money) throw new RangeError(`${typed} is no amount of ${currency}`);
  return money;
}

const GB = 1e9;
/** As the form has it: in tenths of a gigabyte. */
export const gigabytesOf = (bytes: number): number => Math.round(bytes / (GB / 10)) / 10;
export const bytesOf = (gigabytes: number): number => Math.round(gigabytes * 10) * (GB / 10);
