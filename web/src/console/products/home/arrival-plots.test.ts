import { expect, test } from 'vitest';
import { plotsOf } from './arrival-plots.ts';

const day = (of: string, opened: number, arrived: number, playableSeconds: number | null = 2) => ({
  ...{ day: of, opened, arrived, playableSeconds },
});
const version = (firmware: string, ...days: ReturnType<typeof day>[]) => ({ firmware: firmware as never, days });

test('each version has a value for each day on which anything came, and none where nothing of it did', () => {
  const plots = plotsOf([
    version('2.4.0', day('2026-03-02', 200, 199, 2.44)),
    version('2.3.0', day('2026-03-01', 10, 9), day('2026-03-02', 4, 0, null)),
  ]);
  expect(plots?.success).toEqual({
    days: ['2026-03-01', '2026-03-02'],
    top: 100,
    series: [
      { firmware: '2.4.0', values: [null, 99.5] },
      { firmware: '2.3.0', values: [90, 0] },
    ],
  });
  expect(plots?.playable.series.map(({ values }) => values)).toEqual([
    [null, 2.4],
    [2, null],
  ]);
});

test('the scale of seconds holds the slowest, and is the same for all that are fast', () => {
  const top = (seconds: number) => plotsOf([version('2.4.0', day('2026-03-02', 1, 1, seconds))])?.playable.top;
  expect([0.2, 9.9, 12, 144].map(top)).toEqual([10, 10, 20, 160]);
  expect(plotsOf([])).toBeUndefined();
});
