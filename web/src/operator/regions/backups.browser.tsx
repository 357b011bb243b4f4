import { operator } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { sample } from '../../testing/sample.ts';
import { openOperator } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const health = sample(operator.listRegions.reply);
const HOUR = 3_600_000;
const ago = (ms: number) => new Date(Date.now() - ms).toISOString();
const well = {
  ...{ checkedAt: ago(HOUR), file: '2026-11-27.tar', madeAt: ago(3 * HOUR), played: 20, notPlayed: 0 },
  ...{ tookMs: 9000, problem: null },
};
type Check = NonNullable<typeof health.control.backup>;
const open = (backup: Check | null) =>
  openOperator('/regions', { listRegions: () => ({ ...health, control: { ...health.control, backup } }) });
const texts = en.operator.backups;

test('a backup of last night that plays is said to', async () => {
  await open(well);
  await expect.element(page.getByText(texts.good, { exact: true })).toBeVisible();
  await expect.element(page.getByText('20 of 20 played')).toBeVisible();
});

test.each<[keyof typeof texts, Partial<Check>]>([
  ['none', { problem: 'none', file: null, madeAt: null }],
  ['unusable', { problem: 'unusable', madeAt: null }],
  ['gaps', { played: 18, notPlayed: 2 }],
  ['old', { madeAt: ago(60 * HOUR) }],
  ['unchecked', { checkedAt: ago(60 * HOUR) }],
])('%s is an alarm that says what to do', async (wrong, check) => {
  await open({ ...well, ...check });
  await expect.element(page.getByText(texts[wrong], { exact: true })).toBeVisible();
  await expect.element(page.getByText(texts.bad, { exact: true })).toBeVisible();
});

test('where no backups are tried, nothing is said of them', async () => {
  await open(null);
  await expect.element(page.getByText(en.operator.regions.text)).toBeVisible();
  expect(page.getByText(texts.title, { exact: true }).elements()).toEqual([]);
});
