import { maker } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { sample } from '../../testing/sample.ts';
import { openConsole } from '../testing/open.tsx';

test('a service item is one line on a desk', async () => {
  await page.viewport(1280, 800);
  const [item] = sample(maker.listServiceItems.reply).items;
  if (!item) throw new Error('the sample has no item');
  const one = { ...item, productName: 'Dome', lagging: [], sale: { ...item.sale, reason: null } };
  await openConsole('/my/services/video-cloud-storage?tab=items', {
    listServiceItems: () => ({ items: [one], next: null }),
  });
  const name = page.getByRole('link', { name: 'Dome', exact: true });
  await expect.element(name).toBeVisible();
  expect(Math.round(name.element().closest('tr')?.getBoundingClientRect().height ?? 0)).toBeLessThanOrEqual(42);
});
