import { operator } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { sample } from '../../testing/sample.ts';
import { openOperator } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const health = sample(operator.listRegions.reply);
const withSkews = (ofControl: number, ofRegion: number) => ({
  control: { clockSkewMs: ofControl },
  items: health.items.map((region) => ({ ...region, answers: true, reconciled: null, clockSkewMs: ofRegion })),
});

test('a server whose clock is off is an alarm that says by how much, and which way', async () => {
  await openOperator('/regions', { listRegions: () => withSkews(7_205_000, -61_000) });
  const { clockAhead, clockBehind, clockOff } = en.operator.regions;
  await expect.element(page.getByText(clockAhead.replace('{{by}}', '02:00:05'))).toBeVisible();
  await expect.element(page.getByText(clockBehind.replace('{{by}}', '00:01:01')).first()).toBeVisible();
  await expect.element(page.getByText(clockOff).first()).toBeVisible();
});

test('what machines differ by whose time is kept is none', async () => {
  await openOperator('/regions', { listRegions: () => withSkews(4000, -4000) });
  await expect.element(page.getByText(en.operator.regions.devices).first()).toBeVisible();
  expect(page.getByRole('alert').elements()).toEqual([]);
});
