import { maker } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { EmptyState } from '../desk/parts/EmptyState.tsx';
import type { Handlers } from '../testing/fake-server.ts';
import { sample } from '../testing/sample.ts';
import { openConsole } from './testing/open.tsx';
import { en } from './texts/en.ts';

const none = () => ({ items: [], next: null });
const webhook = { ...sample(maker.getWebhook.reply), url: 'https://hooks.example.com', state: 'active' as const };
const item = sample(maker.getServiceItem.reply);
const EMPTY: { address: string; answer: Handlers<typeof maker>; says: string; next: string }[] = [
  { address: '/testers', answer: { listTesters: none }, says: en.testers.empty, next: en.testers.enterCode },
  {
    address: '/billing?tab=orders',
    ...{ answer: { listMakerOrders: none }, says: en.billing.order.empty, next: en.billing.toItems },
  },
  {
    address: '/billing?tab=statements',
    ...{ answer: { listStatements: none }, says: en.statement.empty, next: en.billing.toItems },
  },
  { address: '/coupons', answer: { listCoupons: none }, says: en.coupons.empty, next: en.coupons.create },
  { address: '/prepaid', answer: { listPrepaidRequests: none }, says: en.prepaid.empty, next: en.prepaid.create },
  { address: '/notices', answer: {}, says: en.notices.empty, next: en.billing.toItems },
  { address: '/team', answer: { listInvitations: none }, says: en.team.noInvitations, next: en.team.invite },
  { address: '/team', answer: { listAuthorisations: none }, says: en.team.noAuthorisations, next: en.team.invite },
  {
    address: '/payout-channel',
    ...{ answer: { getPayoutChannel: () => ({ channel: null }) }, says: en.payout.none, next: en.payout.set },
  },
  { address: '/keys', answer: { listApiKeys: none }, says: en.keys.empty, next: en.keys.create },
  {
    address: `/webhooks/${webhook.id}`,
    answer: { getWebhook: () => webhook, listDeliveries: none },
    ...{ says: en.webhooks.logEmpty, next: en.webhooks.test },
  },
  {
    address: `/my/services/video-cloud-storage/items/${item.pid}`,
    ...{ answer: { listActivations: none }, says: en.items.noHistory, next: en.manage.add },
  },
  { address: '/audit', answer: { listAudit: none }, says: en.audit.empty, next: en.security.title },
];

test.each(EMPTY)('$address, empty, has the next step under what it says', async ({ address, answer, says, next }) => {
  await openConsole(address, answer);
  const title = page.getByText(says, { exact: true });
  await expect.element(title).toBeVisible();
  const actions = [...(title.element().parentElement?.querySelectorAll('a, button') ?? [])];
  expect(actions.flatMap((one) => one.textContent || [])).toEqual([next]);
});

test('from an empty list of testers the keyboard comes to the code', async () => {
  await openConsole('/testers', { listTesters: none });
  await page.getByRole('button', { name: en.testers.enterCode }).click();
  await expect.element(page.getByLabelText(en.testers.code)).toHaveFocus();
});

test('a product without units says how a terminal pairs one', async () => {
  const home = sample(maker.getProductHome.reply);
  const fleet = { ...home.fleet, firmware: [], unreachable: [] };
  await openConsole(`/products/${home.product.pid}`, { getProductHome: () => ({ ...home, fleet }) });
  await expect.element(page.getByText(en.home.noUnits, { exact: true })).toBeVisible();
  await expect.element(page.getByText(/^npx kaitong pairing-token /)).toBeVisible();
});

test('whoever may not take the next step is led to the people who may', async () => {
  const session = sample(maker.getSession.reply);
  await openConsole('/coupons', {
    listCoupons: none,
    getSession: () => ({ ...session, account: { ...session.account, kind: 'maker', role: 'viewer' } }),
  });
  await expect.element(page.getByRole('link', { name: en.team.whoMay })).toHaveAttribute('href', '/team');
});

test('a list that ends in a sentence alone does not compile', () => {
  // @ts-expect-error it has neither a button or link, nor a line to copy
  expect(<EmptyState picture="bell" title={en.notices.empty} text={en.notices.emptyText} />).toBeDefined();
});
