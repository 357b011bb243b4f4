import { FirmwareVersion, maker, type Reply } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page } from 'vitest/browser';
import { sample } from '../../../testing/sample.ts';
import { openConsole } from '../../testing/open.tsx';
import { en } from '../../texts/en.ts';

type Home = Reply<typeof maker.getProductHome>;

const of = sample(maker.getProductHome.reply);
const [tried] = sample(maker.listConformance.reply).items;
const [item] = sample(maker.listServiceItems.reply).items;
const activation = sample(maker.listProducts.reply).items[0]?.activation;
if (!tried || !item || !activation) throw new Error('samples hold one of each');

const share = (version: string, units: number, online: number, passing: boolean) => ({
  ...{ firmware: FirmwareVersion.parse(version), units, online, passing },
});
const money = (amount: number) => ({ amount, currency: 'CNY' as const });
const home: Home = {
  ...of,
  product: { ...of.product, role: 'owner', activation: { ...activation, firmware: FirmwareVersion.parse('2.3.0') } },
  fleet: {
    ...{ arrivals: [], eventsUnreachable: [], unreachable: [] },
    firmware: [share('2.10.0', 1, 0, true), share('2.3.0', 5, 2, true), share('2.2.9', 2, 1, false)],
  },
  licences: { issued: 30, paired: 8, revoked: 2 },
  verifications: { counts: { approved: 1, rejected: 3 }, latest: [] },
  conformance: [tried],
  item,
  sold: [{ currency: 'CNY', orders: 3, paid: money(3000), refunded: money(400), share: money(260) }],
};

/** What stands beside a name in the row of figures. */
const figure = (name: string) => page.getByText(name, { exact: true }).element().closest('div')?.textContent;

test('a product’s page counts what is online, up to date, used and passed, and shows its fleet against the lowest version', async () => {
  await openConsole(`/products/${home.product.pid}`, { getProductHome: () => home });
  await expect.element(page.getByRole('heading', { name: en.home.fleet })).toBeVisible();
  expect([en.home.online, en.home.upToDate, en.home.licencesUsed, en.home.verificationsPassed].map(figure)).toEqual([
    `${en.home.online}3 of 8`,
    `${en.home.upToDate}75 % 2.3.0 or newer`,
    `${en.home.licencesUsed}8 of 30, 2 revoked`,
    `${en.home.verificationsPassed}1 of 4`,
  ]);
  const versions = page.getByRole('list', { name: en.home.fleet }).getByRole('listitem');
  expect(versions.elements().map(({ textContent }) => textContent)).toEqual([
    `2.10.01 units · 0 online${en.home.passing}`,
    `2.3.05 units · 2 online${en.home.passing}`,
    `2.2.92 units · 1 online${en.home.older}`,
  ]);
});

test('it shows what was tried and what is sold, each with the way to all of it', async () => {
  const { pid } = home.product;
  await openConsole(`/products/${pid}`, { getProductHome: () => home });
  const report = page.getByRole('link', { name: en.conformance.report });
  await expect.element(report).toHaveAttribute('href', `/conformance/${tried.id}`);
  const sales = page.getByRole('table', { name: en.home.sales }).getByRole('cell');
  expect(sales.elements().map(({ textContent }) => textContent)).toEqual(['3', 'CN¥30.00', 'CN¥4.00', 'CN¥2.60']);
  await expect
    .element(page.getByRole('link', { name: en.home.manageSale }))
    .toHaveAttribute('href', `/my/services/video-cloud-storage/items/${pid}`);
  await expect
    .element(page.getByRole('link', { name: en.home.allOrders }))
    .toHaveAttribute('href', `/billing?tab=orders&pid=${pid}`);
});

test('while a region is silent nothing is given as a sum over all', async () => {
  const fleet = { ...home.fleet, unreachable: ['eu' as never] };
  await openConsole(`/products/${home.product.pid}`, { getProductHome: () => ({ ...home, fleet }) });
  await expect.element(page.getByText(en.home.regionSilent)).toBeVisible();
  expect(figure(en.home.online)).not.toContain('of 8');
});
