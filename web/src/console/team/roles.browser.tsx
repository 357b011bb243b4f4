import { type Access, maker, type Role } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { sample } from '../../testing/sample.ts';
import { openConsole } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const session = sample(maker.getSession.reply);
const webhook = {
  ...sample(maker.getWebhook.reply),
  url: 'https://receiver.example/kaitong',
  state: 'active' as const,
};
const [delivery] = sample(maker.listDeliveries.reply).items;
const [item] = sample(maker.listServiceItems.reply).items;
if (!delivery || !item) throw new Error('samples hold one item');
const home = sample(maker.getProductHome.reply);
const own = { ...home.product, name: 'Dome', role: 'owner' as const, activation: null };
const { pid } = own;

const openAs = (role: Role, address: string, given: Access = 'owner') =>
  openConsole(address, {
    getSession: () => ({
      ...session,
      user: { ...session.user, triedAt: null },
      account: { ...session.account, kind: 'maker', role },
    }),
    listWebhooks: () => ({ items: [webhook], privateAllowed: false }),
    getWebhook: () => webhook,
    listDeliveries: () => ({ items: [{ ...delivery, body: '{}', tries: [] }], next: null }),
    getProductHome: () => ({ ...home, product: own, verifications: { counts: {}, latest: [] } }),
    getDeviceLog: () => ({ ...sample(maker.getDeviceLog.reply), whole: false, until: null, lines: [], days: [] }),
    listServiceItems: () => ({
      items: [{ ...item, productName: 'Dome', role: given, canChange: true, sale: { ...item.sale, state: 'on_sale' } }],
      next: null,
    }),
  });

const button = (name: string) => page.getByRole('button', { name, exact: true });
const link = (name: string) => page.getByRole('link', { name, exact: true });

test('whoever only looks reads webhooks and what was sent to them, and changes none', async () => {
  const { router } = await openAs('viewer', '/webhooks');
  await expect.element(link(webhook.url)).toBeVisible();
  expect(button(en.webhooks.create).query()).toBeNull();
  await router.navigate({ to: '/webhooks/$id', params: { id: webhook.id } });
  await button(en.webhooks.show).click();
  await expect.element(page.getByText(en.webhooks.noTries)).toBeVisible();
  for (const name of ['remove', 'edit', 'rotate', 'switchOff', 'test', 'replay'] as const)
    expect(button(en.webhooks[name]).query(), name).toBeNull();
});

test('the home of a product leads nobody to what their role does not read or begin', async () => {
  await openAs('commerce', `/products/${pid}`);
  await expect.element(page.getByRole('heading', { name: en.home.fleet })).toBeVisible();
  expect(link(en.home.allDevices).query()).toBeNull();
  expect(link(en.home.verify).query()).toBeNull();
});

test.each([
  { role: 'commerce', given: 'owner' },
  { role: 'administrator', given: 'commerce' },
] as const)(
  'a member as $role sells what is theirs as $given, and is not offered the end of its activation',
  async (who) => {
    await openAs(who.role, '/my/services/video-cloud-storage?tab=items', who.given);
    await page.getByRole('button', { name: `${en.items.manage} Dome` }).click();
    await expect.element(page.getByRole('menuitem', { name: en.items.actions.stop })).toBeVisible();
    expect(page.getByRole('menuitem', { name: en.items.actions.undo }).query()).toBeNull();
  },
);

test('whoever sells is not led to the application behind an item', async () => {
  await openAs('commerce', '/my/services/video-cloud-storage?tab=items');
  await page.getByRole('button', { name: new RegExp(`^(${en.plans.default}|${en.plans.chosen})`) }).click();
  await expect.element(page.getByText(/^Ship firmware/)).toBeVisible();
  expect(link(en.items.application).query()).toBeNull();
});

test('whoever only looks links no tester', async () => {
  await openAs('viewer', '/testers');
  await expect.element(page.getByText(en.testers.empty)).toBeVisible();
  expect(page.getByRole('textbox').query()).toBeNull();
});

test('whoever only looks is asked for no support code', async () => {
  await openAs('viewer', `/devices/${sample(maker.getDevice.reply).deviceId}`);
  await expect.element(page.getByText(en.deviceLog.closed)).toBeVisible();
  expect(page.getByLabelText(en.deviceLog.code).query()).toBeNull();
});

test('an administrator is offered all of it', async () => {
  const { router } = await openAs('administrator', '/webhooks');
  await expect.element(button(en.webhooks.create)).toBeVisible();
  await router.navigate({ to: '/products/$pid', params: { pid } });
  await expect.element(link(en.home.allDevices)).toBeVisible();
  await expect.element(link(en.home.verify)).toBeVisible();
  await router.navigate({ to: '/testers' });
  await expect.element(page.getByRole('textbox')).toBeVisible();
});
