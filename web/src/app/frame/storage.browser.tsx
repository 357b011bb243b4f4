import { STORAGE_FULL, STORAGE_HEADER } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { openApp } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

test('owners read that the storage is full as long as answers say so', async () => {
  const { server, router } = await openApp('/');
  const banner = page.getByText(en.connection.full);
  await expect.element(page.getByText(en.devices.empty).first()).toBeVisible();
  expect(banner.elements()).toEqual([]);
  server.say({ [STORAGE_HEADER]: STORAGE_FULL });
  await router.navigate({ to: '/notices' });
  await expect.element(banner).toBeVisible();
  server.say({});
  await router.navigate({ to: '/orders' });
  await expect.element(banner).not.toBeInTheDocument();
});
