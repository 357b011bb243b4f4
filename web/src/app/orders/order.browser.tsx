import { app } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { sample } from '../../testing/sample.ts';
import { openApp } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const none = { amount: 0, currency: 'CNY' as const };
const paid = {
  ...sample(app.getOrder.reply),
  ...{ state: 'paid' as const, paidAt: new Date().toISOString(), checkoutUrl: null, refundState: 'none' as const },
  ...{ owed: null, returns: [], renewal: null, refundable: none },
};

test.each([
  ['not_begun', 'paidLaterText'],
  ['unused_days', 'paidText'],
  ['used_up', 'paidOverText'],
] as const)('an order that is paid says whether its time runs, and leads on at once: %s', async (why, text) => {
  const refundPreview = { why, amount: none, used: none, before: none, unusedDays: 1, days: 30 };
  await openApp(`/orders/${paid.orderId}`, { getOrder: () => ({ ...paid, refundPreview }) });
  await expect.element(page.getByRole('status').filter({ hasText: en.orders[text] })).toBeVisible();
  const way = page.getByRole('link', { name: en.orders.toCloud }).element();
  const facts = page.getByText(en.orders.id, { exact: true }).element();
  expect(way.compareDocumentPosition(facts) & Node.DOCUMENT_POSITION_FOLLOWING).toBeTruthy();
});
