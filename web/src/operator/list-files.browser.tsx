import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { openOperator } from './testing/open.tsx';
import { en } from './texts/en.ts';

test.each([
  ['/orders?search=or1', '/api/v1/operator/orders.csv?language=en&search=or1'],
  ['/ledger?currency=CNY', '/api/v1/operator/ledger.csv?language=en&currency=CNY'],
  ['/statements?tab=statements&month=2026-11', '/api/v1/operator/statements.csv?language=en&month=2026-11'],
  ['/makers?search=dome', '/api/v1/operator/makers.csv?language=en&search=dome'],
])('the list at %s is saved as it is narrowed', async (address, file) => {
  await openOperator(address);
  await expect.element(page.getByRole('link', { name: en.common.csv })).toHaveAttribute('href', file);
});
