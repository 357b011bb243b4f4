import { expect, test } from 'vitest';
import { beginOf } from '../day/days.ts';
import { askedOf } from './find-query.ts';
import { readFindSearch } from './find-search.ts';

test('an address that somebody changed is read as far as it makes sense', () => {
  const whole = {
    device: 'a'.repeat(22),
    type: 'person',
    from: '2026-12-01',
    to: '2026-12-02',
    favourites: true,
    kept: true,
  };
  expect(readFindSearch(whole)).toEqual(whole);
  expect(readFindSearch({ device: 3, type: 'ghost', from: '2026-02-30', to: 7, favourites: 'yes' })).toEqual({});
});

test('the last day is looked through to its end', () => {
  expect(askedOf({ from: '2026-12-01', to: '2026-12-01' })).toEqual({
    from: beginOf('2026-12-01').toISOString(),
    to: beginOf('2026-12-02').toISOString(),
  });
  expect(askedOf({ favourites: true, kept: true })).toEqual({ favourite: 'true', kept: 'true' });
});
