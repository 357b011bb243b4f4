import { expect, test } from 'vitest';
import { doneSteps, type Standing } from './first-steps.ts';

const NOTHING: Standing = { agreed: false, products: [], devices: [], approved: [], items: [] };
const onSale = { stage: 'released', sale: { state: 'on_sale' } } as Standing['items'][number];
const inDebug = { ...onSale, stage: 'debug' } as const;

test('each step is done once the account’s lists show it', () => {
  const done = (has: Partial<Standing>) => [...doneSteps({ ...NOTHING, ...has })];
  expect(done({})).toEqual([]);
  expect(done({ agreed: true })).toEqual(['agreement']);
  expect(done({ products: [{ licences: 0 }] })).toEqual(['product']);
  expect(done({ products: [{ licences: 0 }, { licences: 5 }] })).toEqual(['product', 'licence']);
  expect(done({ devices: [{ deviceId: 'd' }] })).toEqual(['pair']);
});

test('an activated product needs neither licence nor camera any more, and is sold once it is released and on sale', () => {
  const activated = { ...NOTHING, agreed: true, products: [{ licences: 0 }], items: [inDebug] };
  expect(doneSteps(activated).has('wave')).toBe(true);
  expect(doneSteps(activated).has('sell')).toBe(false);
  expect(doneSteps({ ...activated, items: [onSale] }).size).toBe(6);
});
