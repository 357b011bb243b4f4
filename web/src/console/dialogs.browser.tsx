import { maker } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { checkDialog, type DialogPage } from '../testing/dialogs.ts';
import { sample } from '../testing/sample.ts';
import { openConsole } from './testing/open.tsx';
import { en } from './texts/en.ts';

const [item] = sample(maker.listServiceItems.reply).items;
const [product] = sample(maker.listProducts.reply).items;
const [plan] = sample(maker.listPlans.reply).items;
const [tester] = sample(maker.listDevices.reply).items;
const passkey = { ...sample(maker.addPasskey.reply), id: 'abc' };
if (!item || !product || !plan || !tester) throw new Error('samples hold one item');
const released = { ...item, stage: 'released', sale: { ...item.sale, state: 'on_sale' }, plansChosen: false } as const;
const itemReads = {
  getServiceItem: () => released,
  listPlans: () => ({ ...sample(maker.listPlans.reply), items: [plan] }),
};
const ITEM = `/my/services/video-cloud-storage/items/${item.pid}`;
const required = (field: string) => en.session.required.replace('{{field}}', field);

const DIALOGS: Record<string, DialogPage<typeof maker>> = {
  'a new product': {
    address: '/products',
    opener: en.products.create,
    ok: en.products.create,
    call: 'createProduct',
    wrong: required(en.products.name),
    fill: (box) => box.getByLabelText(en.products.name).fill('Doorbell'),
    shows: en.licences.empty,
  },
  'a new key': {
    address: '/keys',
    opener: en.keys.create,
    ok: en.keys.create,
    call: 'createApiKey',
    wrong: required(en.keys.name),
    fill: (box) => box.getByLabelText(en.keys.name).fill('factory'),
    shows: en.keys.once,
  },
  licences: {
    address: `/products/${product.pid}`,
    opener: en.licences.issue,
    ok: en.licences.issue,
    call: 'issueLicences',
    shows: en.licences.once,
  },
  'a coupon': {
    address: '/coupons',
    reads: { listProducts: () => ({ items: [{ ...product, role: 'owner' }], next: null }) },
    opener: en.coupons.create,
    ok: en.coupons.form.submit,
    call: 'createCoupon',
    wrong: required(en.coupons.form.name),
    fill: async (box) => {
      await box.getByLabelText(en.coupons.form.name).fill('Spring');
      await box.getByLabelText(en.coupons.form.percentLabel).fill('20');
      await box.getByLabelText(en.coupons.form.products).click();
      await page.getByTitle(new RegExp(product.pid)).click();
    },
  },
  'a request for prepaid service': {
    address: '/prepaid',
    opener: en.prepaid.create,
    ok: en.prepaid.form.submit,
    call: 'createPrepaidRequest',
    wrong: required(en.prepaid.form.contactName),
    fill: async (box) => {
      await box.getByLabelText(en.prepaid.form.contactName).fill('Lin');
      await box.getByLabelText(en.prepaid.form.contact).fill('lin@example.com');
      await box.getByLabelText(en.prepaid.form.message).fill('1,000 doorbells');
    },
  },
  'a payout channel': {
    address: '/payout-channel',
    reads: { getPayoutChannel: () => ({ channel: null }) },
    opener: en.payout.set,
    ok: en.payout.save,
    call: 'putPayoutChannel',
    wrong: required(en.channel.holder),
    fill: async (box) => {
      await box.getByLabelText(en.channel.holder).fill('Kaitong Ltd');
      await box.getByLabelText(en.channel.account.bank).fill('6222 0000 1111');
      await box.getByLabelText(en.channel.bank, { exact: true }).fill('ICBC Shenzhen');
    },
  },
  'plans of a product': {
    address: ITEM,
    reads: itemReads,
    opener: en.items.actions.choose_plans,
    ok: en.items.choose.save,
    call: 'choosePlans',
  },
  'an end of sale': {
    address: ITEM,
    reads: itemReads,
    opener: en.items.actions.stop,
    ok: en.items.actions.stop,
    call: 'stopSale',
  },
  'the end of a passkey': {
    address: '/security',
    reads: {
      listPasskeys: () => ({ items: [passkey], unavailable: null, origin: location.origin }),
      getSecondFactor: () => ({ on: false, since: null, recoveryCodes: 0 }),
    },
    opener: en.passkeys.removeOf.replace('{{name}}', passkey.name),
    ok: en.passkeys.remove,
    call: 'removePasskey',
    wrong: required(en.session.currentPassword),
    fill: (box) => box.getByLabelText(en.session.currentPassword).fill('correct horse battery'),
  },
  'an extended test': {
    address: ITEM,
    reads: {
      ...itemReads,
      getServiceItem: () => ({ ...released, canChange: true }),
      listDevices: () => ({ items: [{ ...tester, tester: true }], next: null, unreachable: [] }),
    },
    opener: en.conformance.start,
    ok: en.conformance.start,
    call: 'startConformance',
    shows: /./,
  },
};

test.each(Object.entries(DIALOGS))('%s: sent once, refused and tried again', (_, dialog) =>
  checkDialog(maker, openConsole, dialog),
);

test.each([
  [{ unavailable: 'no_https', origin: 'http://192.0.2.7' }, en.passkeys.no_https],
  [{ unavailable: 'no_host_name', origin: 'https://192.0.2.7' }, en.passkeys.no_host_name],
  [
    { unavailable: null, origin: 'https://cam.example.com' },
    en.passkeys.elsewhere.replace('{{origin}}', 'https://cam.example.com'),
  ],
] as const)('where there can be no passkey the page says why: %o', async (found, why) => {
  await openConsole('/security', { listPasskeys: () => ({ items: [], ...found }) });
  await expect.element(page.getByText(why)).toBeVisible();
  await expect.element(page.getByRole('button', { name: en.passkeys.add })).not.toBeInTheDocument();
});

test('AuthKeys are not closed away before they were saved', async () => {
  await openConsole(`/products/${product.pid}`, { issueLicences: () => sample(maker.issueLicences.reply) });
  await page.getByRole('button', { name: en.licences.issue }).click();
  await page.getByRole('dialog').getByRole('button', { name: en.licences.issue }).click();
  await expect.element(page.getByText(en.licences.once)).toBeVisible();
  await page.getByRole('dialog').getByText(en.common.close, { exact: true }).click();
  await page.getByRole('button', { name: en.licences.keepOpen }).click();
  await expect.element(page.getByText(en.licences.once)).toBeVisible();
});

test('a product that sells none of its own plans is not saved', async () => {
  const { server } = await openConsole(ITEM, itemReads);
  await page.getByRole('button', { name: en.items.actions.choose_plans }).click();
  const box = page.getByRole('dialog');
  await box.getByRole('radio', { name: new RegExp(en.items.choose.own) }).click();
  for (const chosen of box.getByRole('checkbox', { checked: true }).all()) await chosen.click();
  await box.getByRole('button', { name: en.items.choose.save }).click();
  await expect.element(box.getByText(en.items.choose.required)).toBeVisible();
  expect(server.calls('choosePlans')).toEqual([]);
});
