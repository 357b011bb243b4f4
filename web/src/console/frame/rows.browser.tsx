import { maker } from '@kaitong/contract';
import { afterEach, expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { sample } from '../../testing/sample.ts';
import { openConsole } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const APPLICATIONS = '/my/services/video-cloud-storage?tab=applications';
const answer = sample(maker.listApplications.reply, 0, { items: 6 });
const heights = () =>
  page
    .getByRole('table')
    .getByRole('row')
    .elements()
    .slice(1)
    .map((row) => Math.round(row.getBoundingClientRect().height));

async function choose(rows: keyof typeof en.frame.rows): Promise<void> {
  await page.getByRole('button', { name: /^Appearance: / }).click();
  await page.getByRole('menuitem', { name: en.frame.rows[rows] }).click();
}

afterEach(() => {
  localStorage.removeItem('kaitong.rows');
  window.dispatchEvent(new StorageEvent('storage', { key: 'kaitong.rows' }));
});

test('whoever wants more rows on a screen has them 32 px high, on one line each, at the next visit too', async () => {
  await page.viewport(1280, 800);
  const { router } = await openConsole(APPLICATIONS, { listApplications: () => ({ ...answer, next: null }) });
  await expect.element(page.getByRole('table')).toBeVisible();
  expect(Math.max(...heights())).toBeGreaterThan(40);
  await choose('compact');
  await expect.poll(() => [...new Set(heights())]).toEqual([32]);
  // What was cut short is said whole on hover, and the way to all of it stays.
  const links = page.getByRole('table').getByRole('link');
  for (const link of links.elements()) {
    const { right, width } = link.getBoundingClientRect();
    expect(width).toBeGreaterThan(20);
    expect(right).toBeLessThanOrEqual(1280);
  }
  expect(localStorage.getItem('kaitong.rows')).toBe('compact');
  await router.navigate({ to: '/products', search: {} });
  await expect.element(page.getByRole('button', { name: /Compact rows$/ })).toBeVisible();
  await choose('roomy');
  expect(localStorage.getItem('kaitong.rows')).toBe('roomy');
});
