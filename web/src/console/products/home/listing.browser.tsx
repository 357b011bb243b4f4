import { maker, type Reply } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { overflowing } from '../../../testing/lists.ts';
import { sample } from '../../../testing/sample.ts';
import { openConsole } from '../../testing/open.tsx';
import { en } from '../../texts/en.ts';

const home = sample(maker.getProductHome.reply);
const product = { ...home.product, role: 'owner' as const };
const off = {
  ...{ pid: product.pid, listedAt: null, leftOut: null },
  ...{ productName: 'SC002', companyName: '深圳某某科技', url: 'https://cloud.example.com/certified' },
};

test('what becomes public is said, by its names, before it does; then it can be taken back', async () => {
  await page.viewport(390, 844);
  let listing: Reply<typeof maker.getListing> = off;
  const asked: boolean[] = [];
  await openConsole(`/products/${product.pid}`, {
    getProductHome: () => ({ ...home, product }),
    getListing: () => listing,
    putListing: ({ body: { isListed } }) => {
      asked.push(isListed);
      listing = { ...off, listedAt: isListed ? '2026-11-27T17:59:04.000Z' : null };
      return listing;
    },
  });
  await expect.element(page.getByText(en.listing.off)).toBeVisible();
  await page.getByRole('button', { name: en.listing.agree }).click();
  const dialog = page.getByRole('dialog');
  await expect.element(dialog.getByText('“深圳某某科技”', { exact: false })).toBeVisible();
  await expect.element(dialog.getByText(en.listing.indexed)).toBeVisible();
  expect([asked, overflowing()]).toEqual([[], []]);
  await dialog.getByRole('button', { name: en.listing.agree }).click();
  await expect.element(page.getByText(en.listing.on, { exact: true })).toBeVisible();
  expect(asked).toEqual([true]);
  await page.getByRole('button', { name: en.listing.takeBack }).click();
  await page.getByRole('dialog').getByRole('button', { name: en.listing.takeBack }).click();
  await expect.element(page.getByText(en.listing.off)).toBeVisible();
  expect(asked).toEqual([true, false]);
});

test('why an agreed product is left out is said, and who may not decide is asked nothing', async () => {
  await openConsole(`/products/${product.pid}`, {
    getProductHome: () => ({ ...home, product: { ...product, role: 'administrator' } }),
    getListing: () => ({ ...off, listedAt: '2026-11-27T17:59:04.000Z', leftOut: 'suspended' }),
  });
  await expect.element(page.getByText(en.listing.because.suspended)).toBeVisible();
  expect(page.getByRole('button', { name: en.listing.takeBack }).elements()).toEqual([]);
});
