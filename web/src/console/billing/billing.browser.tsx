import type { Currency, control, Output } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { serverNow } from '../../api/clock.ts';
import { monthsUntil } from '../../ui/months.ts';
import { openConsole } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

type Billing = Output<typeof control.getBilling>;
const texts = en.billing;

/** What was earned in each of the last months, none where there is a 0. */
function earned(currency: Currency, amounts: readonly number[]): Billing {
  const money = (amount: number) => ({ amount, currency });
  const months = monthsUntil(serverNow(), amounts.length).flatMap((month, n) => {
    const share = amounts[n] ?? 0;
    return share === 0
      ? []
      : [{ month, currency, orders: 3, paid: money(share * 10), refunded: money(0), share: money(share) }];
  });
  return { months, balances: [{ currency, accrued: money(1), due: money(0), paidOut: money(0) }] };
}

const openBilling = (billing: Billing) =>
  openConsole('/billing', { getBilling: () => billing, getPayoutChannel: () => ({ channel: null }) });

test('a bar has its amount, an empty month a dot, and the month that has not ended is hatched and said to be so', async () => {
  await openBilling(
    earned('CNY', [0, 31_250, 42_000, 0, 58_100, 61_900, 77_350, 92_800, 88_000, 104_500, 131_000, 47_200]),
  );
  const chart = page.getByRole('img', { name: /^Share by month in CNY/ });
  await expect.element(chart).toBeVisible();
  const label = chart.element().getAttribute('aria-label');
  expect(label).toContain('so far CN¥472.00');
  const marks = (what: string): number => chart.element().querySelectorAll(what).length;
  expect([marks('g > rect'), marks('circle'), marks('[fill^="url("]')]).toEqual([10, 2, 1]);
  for (const amount of ['313', '1.31K', '472'])
    await expect.element(page.getByText(amount, { exact: true })).toBeVisible();
  for (const tick of ['2K', '1K', '0'])
    await expect.element(page.getByText(tick, { exact: true }).first()).toBeVisible();
});

test('where there is no room for every amount, the best month and the current one have theirs', async () => {
  await page.viewport(390, 800);
  await openBilling(earned('USD', [1000, 5000, 2000, 3000, 900, 800, 700, 600, 500, 400, 300, 200]));
  await expect.element(page.getByText('50', { exact: true }).last()).toBeVisible();
  await expect.element(page.getByText('2', { exact: true }).last()).toBeVisible();
  await expect.element(page.getByText('30', { exact: true })).not.toBeVisible();
  await page.viewport(1280, 800);
});

test('who has sold nothing yet is led to what can be sold', async () => {
  await openBilling({ months: [], balances: [] });
  await expect.element(page.getByText(texts.none)).toBeVisible();
  await expect
    .element(page.getByRole('link', { name: texts.toItems }))
    .toHaveAttribute('href', '/my/services/video-cloud-storage?tab=items');
  expect(page.getByText(texts.empty).query()).toBeNull();
});
