import type { Money } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { shownState } from './shown-state.ts';

const yuan = (amount: number): Money => ({ amount, currency: 'CNY' });

test.each([
  ['nothing came back', { state: 'paid', refunded: null, refundable: yuan(2500) }, 'paid'],
  ['its time is used up', { state: 'paid', refunded: null, refundable: null }, 'paid'],
  [
    'its time was taken back for a part of the price',
    { state: 'paid', refunded: yuan(2417), refundable: null },
    'refunded',
  ],
  [
    'something was given back and its time goes on',
    { state: 'paid', refunded: yuan(500), refundable: yuan(2000) },
    'paid',
  ],
  ['all came back', { state: 'refunded', refunded: yuan(2500), refundable: null }, 'refunded'],
] as const)('an order of which %s', (_, order, shown) =>
  expect(shownState({ ...order, refundState: 'none', owed: null })).toBe(shown),
);

test('an order that was taken back is owed until the provider gives the money back', () => {
  const order = { state: 'paid', refunded: null, refundable: yuan(2417) } as const;
  expect(shownState({ ...order, refundState: 'failed', owed: yuan(2417) })).toBe('owed');
  // A part that the operator meant to give back leaves the order in force.
  expect(shownState({ ...order, refundState: 'none', owed: yuan(400) })).toBe('paid');
});
