import { expect, test } from 'vitest';
import { monthsUntil } from './months.ts';

test('months run up to the present one, over the turn of the year', () => {
  expect(monthsUntil(Date.parse('2026-02-28T23:59:59Z'), 4)).toEqual(['2025-11', '2025-12', '2026-01', '2026-02']);
});
