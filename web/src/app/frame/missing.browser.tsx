import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { openApp } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

test('an unknown address is answered within the frame, from which there is a way on', async () => {
  await openApp('/no/such/page');
  await expect.element(page.getByRole('heading', { name: en.missing.title, level: 1 })).toBeVisible();
  await expect.element(page.getByRole('navigation', { name: en.tabs.label })).toBeVisible();
  await expect.element(page.getByRole('link', { name: en.missing.home })).toBeVisible();
});
