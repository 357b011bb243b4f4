import { accountEventsPath, maker, type Role } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { sample } from '../../testing/sample.ts';
import { openConsole } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const first = <T,>([one]: readonly T[]): T => {
  if (one === undefined) throw new Error('samples hold one item');
  return one;
};
const session = sample(maker.getSession.reply);
const own = { ...session.account, kind: 'maker' } as const;
const product = first(sample(maker.listProducts.reply).items);
const device = first(sample(maker.listDevices.reply).items);
const application = first(sample(maker.listApplications.reply).items);
const item = first(sample(maker.listServiceItems.reply).items);
const service = first(sample(maker.listServices.reply).items);
const agreed = { ...service, id: 'video-cloud-storage', category: 'camera', available: true } as const;
const onSale = { ...item, stage: 'released', sale: { ...item.sale, state: 'on_sale' } } as const;
const apps = [{ region: device.region, url: 'http://127.0.0.1:7080/cn/app' }];

/** A new account, and what makes each step of it done. */
function open(has: { agreement?: boolean; all?: boolean; role?: Role } = {}) {
  const { agreement = false, all = false, role = 'administrator' } = has;
  const items = <T,>(one: T) => (all ? [one] : []);
  return openConsole('/market', {
    getSession: () => ({ ...session, user: { ...session.user, triedAt: null }, account: { ...own, role } }),
    getInstallation: () => ({ apps, demonstrationReachable: false }),
    listServices: () => ({
      items: [{ ...agreed, agreement: agreement ? { version: '1', effectiveAt: '2026-01-01T00:00:00.000Z' } : null }],
    }),
    listProducts: () => ({ items: items({ ...product, licences: 1 }), next: null }),
    listDevices: () => ({ items: items(device), next: null, unreachable: [] }),
    listApplications: () => ({ items: items(application), next: null }),
    listServiceItems: () => ({ items: items(onSale), next: null }),
  });
}

test('a new maker reads six steps, and the first has its button', async () => {
  const { screen } = await open();
  await expect.element(screen.getByText('0 of 6 done')).toBeVisible();
  await expect.element(screen.getByRole('link', { name: en.firstSteps.agreement.go })).toBeVisible();
  expect(screen.container.querySelectorAll('[aria-current=step]')).toHaveLength(1);
});

test('each step is done when the account’s news say so, and shows the way to the next', async () => {
  const { screen, server } = await open();
  await expect.element(screen.getByRole('link', { name: en.firstSteps.agreement.go })).toBeVisible();
  server.answer({
    listServices: () => ({
      items: [{ ...agreed, agreement: { version: '1', effectiveAt: '2026-01-01T00:00:00.000Z' } }],
    }),
  });
  server.tell(accountEventsPath, { type: 'services.changed' });
  await expect.element(screen.getByRole('link', { name: en.firstSteps.product.go })).toBeVisible();
  server.answer({ listProducts: () => ({ items: [{ ...product, licences: 0 }], next: null }) });
  server.tell(accountEventsPath, { type: 'products.changed' });
  await expect.element(screen.getByRole('link', { name: en.firstSteps.licence.go })).toBeVisible();
  server.answer({ listProducts: () => ({ items: [{ ...product, licences: 1 }], next: null }) });
  server.tell(accountEventsPath, { type: 'products.changed' });
  await expect.element(screen.getByRole('img', { name: /Code of: App/ })).toBeVisible();
  await expect.element(screen.getByText(en.firstSteps.pair.here)).toBeVisible();
  server.answer({ listDevices: () => ({ items: [device], next: null, unreachable: [] }) });
  server.tell(accountEventsPath, { type: 'devices.changed' });
  await expect.element(screen.getByRole('link', { name: en.firstSteps.wave.go })).toBeVisible();
  server.answer({ listApplications: () => ({ items: [application], next: null }) });
  server.tell(accountEventsPath, { type: 'applications.changed' });
  await expect.element(screen.getByRole('link', { name: en.firstSteps.sell.go })).toBeVisible();
  server.answer({ listServiceItems: () => ({ items: [onSale], next: null }) });
  server.tell(accountEventsPath, { type: 'sales.changed' });
  await expect.poll(() => screen.getByText(en.firstSteps.title).elements()).toHaveLength(0);
});

test('whoever has done everything finds none of it', async () => {
  const { screen, server } = await open({ agreement: true, all: true });
  await expect.poll(() => server.calls('listServiceItems').length).toBeGreaterThan(0);
  await expect.element(screen.getByRole('heading', { level: 1 })).toBeVisible();
  expect(screen.getByText(en.firstSteps.title).elements()).toHaveLength(0);
});

test('whoever sells is asked for nothing that their role may not read, and has the step that is theirs', async () => {
  const { screen, server } = await open({ agreement: true, all: true, role: 'commerce' });
  server.answer({ listServiceItems: () => ({ items: [{ ...onSale, stage: 'debug' }], next: null }) });
  server.tell(accountEventsPath, { type: 'sales.changed' });
  await expect.element(screen.getByText('4 of 5 done')).toBeVisible();
  await expect.element(screen.getByRole('link', { name: en.firstSteps.sell.go })).toBeVisible();
  expect(server.calls('listApplications')).toEqual([]);
  expect(server.calls('listDevices')).toEqual([]);
});

test('a step that the role does not include says so in place of its button', async () => {
  const { screen } = await open({ agreement: true, role: 'commerce' });
  await expect.element(screen.getByText(/is Commerce, which does not include this/)).toBeVisible();
  await expect.element(screen.getByText(/takes the role Administrator or Developer/)).toBeVisible();
  expect(screen.getByRole('link', { name: en.firstSteps.product.go }).query()).toBeNull();
});
