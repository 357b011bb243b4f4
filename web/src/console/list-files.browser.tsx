import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { openConsole } from './testing/open.tsx';
import { en } from './texts/en.ts';

test.each([
  ['/products?search=SC002', '/api/v1/products.csv?language=en&search=SC002'],
  ['/devices?search=6c49&pid=u3l4pfwkoa0twmgg', '/api/v1/devices.csv?language=en&pid=u3l4pfwkoa0twmgg&search=6c49'],
  ['/billing?tab=orders&month=2026-11', '/api/v1/billing/orders.csv?language=en&month=2026-11'],
  [
    '/my/services/video-cloud-storage?tab=applications&state=rejected',
    '/api/v1/applications.csv?language=en&state=rejected',
  ],
])('the list at %s is saved as it is narrowed', async (address, file) => {
  await openConsole(address);
  await expect.element(page.getByRole('link', { name: en.common.csv })).toHaveAttribute('href', file);
});
