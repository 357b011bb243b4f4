import { maker } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { sample } from '../testing/sample.ts';
import { openConsole } from './testing/open.tsx';
import { en } from './texts/en.ts';

const item = sample(maker.getServiceItem.reply);

test.each([
  ['/products?search=SC002', '/api/v1/products.csv?language=en&search=SC002'],
  ['/devices?search=6c49&pid=u3l4pfwkoa0twmgg', '/api/v1/devices.csv?language=en&pid=u3l4pfwkoa0twmgg&search=6c49'],
  ['/billing?tab=orders&month=2026-11', '/api/v1/billing/orders.csv?language=en&month=2026-11'],
  [
    '/my/services/video-cloud-storage?tab=applications&state=rejected',
    '/api/v1/applications.csv?language=en&state=rejected',
  ],
  ['/my/services/video-cloud-storage?tab=items&sale=stopped', '/api/v1/service-items.csv?language=en&sale=stopped'],
  [`/my/services/video-cloud-storage/items/${item.pid}`, `/api/v1/conformance.csv?language=en&pid=${item.pid}`],
  ['/my/orders', '/api/v1/service-orders.csv?language=en'],
  ['/coupons?search=NEW', '/api/v1/coupons.csv?language=en&search=NEW'],
])('the list at %s is saved as it is narrowed', async (address, file) => {
  await openConsole(address, { getServiceItem: () => item });
  await expect.element(page.getByRole('link', { name: en.common.csv })).toHaveAttribute('href', file);
});
