import { maker } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { sample } from '../../../testing/sample.ts';
import { openConsole } from '../../testing/open.tsx';
import { en } from '../../texts/en.ts';

const home = sample(maker.getProductHome.reply);
const product = { ...home.product, role: 'owner' as const };
const days = (from: number, ...counts: [opened: number, arrived: number, playableSeconds: number][]) =>
  counts.map(([opened, arrived, playableSeconds], n) => ({
    ...{ day: `2026-03-0${from + n}`, opened, arrived, playableSeconds },
  }));
const arrivals = [
  { firmware: '2.4.0', days: days(4, [40, 39, 2.6], [120, 84, 6.5], [200, 120, 9]) },
  {
    firmware: '2.3.0',
    days: days(1, [900, 893, 3], [880, 876, 2.9], [910, 905, 3.1], [860, 853, 3], [700, 696, 3], [640, 635, 3]),
  },
];

test('a product’s page plots how events arrived and how soon they could be watched, a line for each version', async () => {
  await openConsole(`/products/${product.pid}`, {
    getProductHome: () => ({ ...home, product, fleet: { ...home.fleet, arrivals, eventsUnreachable: [] } }),
  });
  const plot = (title: string) =>
    page.getByRole('img', { name: new RegExp(`^${title.replace(/[()]/g, '\\$&')}\\. The last of each version: `) });
  await expect.element(plot(en.home.success)).toHaveAccessibleName(/2\.4\.0 60% · 2\.3\.0 99\.2%$/);
  await expect.element(plot(en.home.playable)).toHaveAccessibleName(/2\.4\.0 9 s · 2\.3\.0 3 s$/);
});

test('a region whose events are not counted is named, and not taken for one without any', async () => {
  await openConsole(`/products/${product.pid}`, {
    getProductHome: () => ({ ...home, product, fleet: { ...home.fleet, arrivals: [], eventsUnreachable: ['eu'] } }),
  });
  await expect.element(page.getByText(/does not answer; its events are not counted\.$/)).toBeVisible();
});

test('where no event came there is no plot', async () => {
  await openConsole(`/products/${product.pid}`, {
    getProductHome: () => ({ ...home, product, fleet: { ...home.fleet, arrivals: [], eventsUnreachable: [] } }),
  });
  await expect.element(page.getByText(en.home.fleet).first()).toBeVisible();
  expect(page.getByText(en.home.arrivals).elements()).toEqual([]);
});
