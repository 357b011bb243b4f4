import { expect, test } from 'vitest';
import { nextNight } from './next-night.ts';

const at = (day: number, hour: number, minute = 0) => new Date(2026, 5, day, hour, minute);

test.each([
  ['in the evening it is the next morning', at(1, 22), at(2, 3)],
  ['after midnight it is the same night', at(2, 1), at(2, 3)],
  ['in the morning it is a day ahead', at(2, 3, 1), at(3, 3)],
])('%s', (_, now, night) => {
  expect(nextNight(now)).toEqual(night);
});

test('it is less than a day ahead, whatever the hour', () => {
  for (let minute = 0; minute < 24 * 60; minute++) {
    const now = new Date(2026, 5, 1, 0, minute);
    const ahead = nextNight(now).getTime() - now.getTime();
    expect(ahead).toBeGreaterThan(0);
    expect(ahead).toBeLessThan(24 * 3_600_000);
  }
});
