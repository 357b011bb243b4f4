import type { ConformanceItem, ItemReason } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { inOrder } from './item-order.ts';

const item = (verdict: ConformanceItem['verdict'], code: ItemReason) => ({
  ...{ state: verdict === null ? ('waiting' as const) : ('ended' as const) },
  ...{ verdict, reason: { code, params: {} } },
});
const pass = item('pass', 'as_expected');
const fail = item('fail', 'not_reached');
const warn = item('warn', 'not_reached');
const untested = item('skipped', 'not_reached');
const unwanted = item('skipped', 'not_chosen');
const ofOthers = item('skipped', 'never_sleeps');

test('of a test that is over, what failed and what was not tested stands above what passed, and what nobody chose or is about other cameras below', () =>
  expect(inOrder([unwanted, ofOthers, pass, untested, warn, pass, fail])).toEqual([
    ...[fail, warn, untested, pass, pass],
    ...[unwanted, ofOthers],
  ]));

test('while it goes on, items stand as they are tried', () => {
  const items = [pass, fail, item(null, 'as_expected'), pass];
  expect(inOrder(items)).toEqual(items);
});
