import { Region, type RegionalPrice } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { type PricedRegion, priceFieldsOf, pricesOf } from './plan-body.ts';

const [cn, eu, us] = [Region.parse('cn'), Region.parse('eu'), Region.parse('us')];
const REGIONS: PricedRegion[] = [
  { region: cn, currency: 'CNY', mainland: true },
  { region: eu, currency: 'EUR', mainland: false },
  { region: us, currency: 'USD', mainland: false },
];
const dollars = (amount: number) => ({ amount, currency: 'USD' as const });

test('amounts are typed as people write them and sent in minor units; an empty region sells nothing', () => {
  const fields = { cn: { price: ' 9.9 ' }, eu: { price: '1,299', usDollar: '1400' }, us: { price: ' ' } };
  expect(pricesOf(fields, REGIONS)).toEqual([
    { region: cn, price: { amount: 990, currency: 'CNY' }, usDollar: null },
    { region: eu, price: { amount: 129_900, currency: 'EUR' }, usDollar: dollars(140_000) },
  ]);
  expect(pricesOf({}, REGIONS)).toEqual([]);
});

test('where dollars are charged, the list price is the price unless another one is typed', () => {
  expect(pricesOf({ us: { price: '2.99' } }, REGIONS)[0]?.usDollar).toEqual(dollars(299));
  expect(pricesOf({ us: { price: '2.99', usDollar: '3.50' } }, REGIONS)[0]?.usDollar).toEqual(dollars(350));
});

test('a plan that is opened and saved again keeps every price', () => {
  const prices: RegionalPrice[] = [
    { region: cn, price: { amount: 1, currency: 'CNY' }, usDollar: null },
    { region: eu, price: { amount: 299, currency: 'EUR' }, usDollar: dollars(310) },
    { region: us, price: dollars(299), usDollar: dollars(299) },
  ];
  expect(pricesOf(priceFieldsOf(prices), REGIONS)).toEqual(prices);
  const apart = [{ region: us, price: dollars(299), usDollar: dollars(400) }];
  expect(pricesOf(priceFieldsOf(apart), REGIONS)).toEqual(apart);
});

test('what is no amount of the currency is a mistake of the form', () => {
  expect(() => pricesOf({ cn: { price: '9.999' } }, REGIONS)).toThrow(RangeError);
  expect(() => pricesOf({ eu: { price: '2' } }, REGIONS)).toThrow(RangeError);
});
