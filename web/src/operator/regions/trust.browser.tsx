import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { en as desk } from '../../desk/texts/en.ts';
import { openOperator } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const { title, download } = desk.trust;
const fingerprint = '0123456789abcdef'.repeat(4);

test('where the server vouches for itself, its authority is shown and can be had', async () => {
  await openOperator('/regions', { getAuthority: () => ({ authority: { fingerprint } }) });
  await expect.element(page.getByRole('heading', { name: title })).toBeVisible();
  await expect.element(page.getByText('0123').first()).toBeVisible();
  expect(page.getByRole('link', { name: download }).element().getAttribute('href')).toBe('/ca.crt');
});

test('where everybody trusts it, there is nothing to say', async () => {
  await openOperator('/regions');
  await expect.element(page.getByText(en.operator.regions.text)).toBeVisible();
  expect(page.getByRole('heading', { name: title }).elements()).toEqual([]);
});
