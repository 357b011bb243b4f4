// What pages say where a person would take it for something else.
import { maker } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { Refused } from '../testing/fake-server.ts';
import { sample } from '../testing/sample.ts';
import { openConsole } from './testing/open.tsx';
import { en } from './texts/en.ts';
import { zhCN } from './texts/zh-CN.ts';

test('an unknown address is answered within the frame, from which there is a way on', async () => {
  await openConsole('/no/such/page');
  await expect.element(page.getByRole('heading', { name: en.missing.title, level: 1 })).toBeVisible();
  await expect.element(page.getByRole('link', { name: en.menu.devices })).toBeVisible();
  await expect.element(page.getByRole('main')).toBeVisible();
});

test('a code that is too short is refused as a wrong one, and not called empty', async () => {
  const { server } = await openConsole('/testers', { linkTester: () => new Refused('tester_code_invalid') });
  await page.getByLabelText(en.testers.code).fill('abc');
  await page.getByRole('button', { name: en.testers.link, exact: true }).click();
  await expect.element(page.getByText(/tester_code_invalid/)).toBeVisible();
  expect(server.calls('linkTester').map(({ body }) => body.code)).toEqual(['abc']);
});

test('the devices’ list names each device’s product', async () => {
  const device = { ...sample(maker.enableMotionDetection.reply), presence: 'online' as const };
  const product = { ...sample(maker.createProduct.reply), pid: device.pid, name: 'Doorbell' };
  await openConsole('/devices', {
    listDevices: () => ({ items: [device], next: null, unreachable: [] }),
    listProducts: () => ({ items: [product], next: null }),
  });
  await expect.element(page.getByRole('row').getByRole('link', { name: 'Doorbell' })).toBeVisible();
});

test('applications that a check refused can be left out of the list', async () => {
  const { server, router } = await openConsole('/my/services/video-cloud-storage?tab=applications');
  await page.getByRole('combobox', { name: en.manage.column.state }).click();
  await page.getByTitle(en.manage.notRefused).click();
  await expect.poll(() => server.calls('listApplications').at(-1)?.query.state).toBe('not_refused');
  expect(router.state.location.search).toMatchObject({ state: 'not_refused' });
});

test('times of a coupon are chosen in the page’s language, whatever the browser speaks', async () => {
  await openConsole('/coupons');
  await page.getByRole('button', { name: en.coupons.create }).first().click();
  const from = page.getByRole('textbox', { name: `${en.coupons.form.validity} 1` });
  await expect.element(from).toHaveValue(expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d$/));
  await from.click();
  await expect
    .element(page.getByRole('button', { name: 'Now' }).or(page.getByText('Now', { exact: true })))
    .toBeVisible();
});

/** The reader chooses a language, as the browser would not. */
async function choose(from: 'English' | '简体中文', to: 'English' | '简体中文'): Promise<void> {
  await page.getByRole('button', { name: new RegExp(from) }).click();
  await page.getByRole('menuitem', { name: to }).click();
  await expect.element(page.getByRole('button', { name: new RegExp(to) })).toBeVisible();
}

test('a page in Chinese shows days and buttons of its calendar in Chinese, in a browser that speaks English', async () => {
  expect(navigator.language).toMatch(/^en/);
  await openConsole('/coupons');
  await choose('English', '简体中文');
  await page.getByRole('button', { name: zhCN.coupons.create }).first().click();
  await page.getByRole('textbox', { name: `${zhCN.coupons.form.validity} 1` }).click();
  await expect.element(page.getByText('此刻', { exact: true })).toBeVisible();
  await expect.element(page.getByText('二', { exact: true }).first()).toBeVisible();
  await userEvent.keyboard('{Escape}');
  await userEvent.keyboard('{Escape}');
  await choose('简体中文', 'English');
});

test('a column is called by what stands in it: no reason for a time, and no button has the column’s name', async () => {
  const item = sample(maker.getServiceItem.reply);
  await openConsole('/my/services/video-cloud-storage?tab=items', {
    listServiceItems: () => ({ items: [item], next: null }),
  });
  await choose('English', '简体中文');
  await expect.element(page.getByRole('columnheader', { name: zhCN.manage.column.activatedAt })).toBeVisible();
  const headers = page.getByRole('columnheader').elements();
  const cells = page.getByRole('row').nth(1).getByRole('cell').elements();
  const under = (name: string) => cells[headers.findIndex(({ textContent }) => textContent === name)];
  expect(under(zhCN.items.column.activated)).toBeUndefined();
  expect(under(zhCN.manage.column.activatedAt)?.querySelector('time')).not.toBeNull();
  const buttons = [...(under(zhCN.common.actions)?.querySelectorAll('button') ?? [])];
  expect(buttons).not.toHaveLength(0);
  for (const button of buttons) expect(button.textContent).not.toBe(zhCN.common.actions);
  await choose('简体中文', 'English');
});

test('a password that is too short says how long it is, and the rule stands there once', async () => {
  await openConsole('/register');
  await page.getByLabelText(en.session.password, { exact: true }).fill('short');
  await page.getByRole('button', { name: en.session.register }).click();
  await expect.element(page.getByText(en.session.passwordShort.replace('{{count}}', '5'))).toBeVisible();
  expect(page.getByText(en.session.passwordHint).all()).toHaveLength(1);
});

test('the label of a field does not stick to the error above it', async () => {
  await openConsole('/register');
  await page.getByRole('button', { name: en.session.register }).click();
  const error = page.getByText(en.session.required.replace('{{field}}', en.session.accountName));
  await expect.element(error).toBeVisible();
  const label = page.getByText(en.session.login, { exact: true });
  await expect
    .poll(() => label.element().getBoundingClientRect().top - error.element().getBoundingClientRect().bottom)
    .toBeGreaterThanOrEqual(6);
});

test('a title is the thing and not its kind: what it is, how it stands and its firmware', async () => {
  const title = page.getByRole('heading', { level: 1 });
  const application = {
    ...sample(maker.getApplication.reply),
    ...({ productName: 'Doorbell', state: 'rejected', firmware: '2.3.0', releaseId: null, lagging: [] } as const),
    deviceId: sample(maker.getDevice.reply).deviceId,
  };
  const { router } = await openConsole(`/applications/${application.id}`, {
    getApplication: () => application as never,
    getDevice: ({ params }) => ({
      ...sample(maker.getDevice.reply),
      ...{ deviceId: params.deviceId, pid: 'u3l4pfwkoa0twmgg', presence: 'dormant', firmware: '1.0.9' },
    }),
    listProducts: () => ({
      items: [{ ...sample(maker.createProduct.reply), pid: 'u3l4pfwkoa0twmgg', name: 'Card camera' }],
      next: null,
    }),
  });
  await expect.element(title).toHaveTextContent(`Doorbell · ${en.states.rejected} · 2.3.0`);
  const crumbs = page.getByRole('navigation', { name: en.frame.crumbs });
  await expect.element(crumbs.getByText(en.menu.application, { exact: true })).toBeVisible();
  await router.navigate({ to: '/devices/$deviceId', params: { deviceId: application.deviceId } });
  await expect.element(title).toHaveTextContent(`Card camera · ${en.devices.presences.dormant} · 1.0.9`);
});

test('a tab that has the focus is called by its words alone', async () => {
  await openConsole('/my/services/video-cloud-storage');
  await page.getByRole('tab', { name: en.manage.items }).click();
  await userEvent.keyboard('{ArrowRight}');
  await expect.element(page.getByRole('tab', { name: en.manage.applications, exact: true })).toHaveFocus();
});

test('the menu stands where it stood on the page before, from the market to the wizard', async () => {
  const { router } = await openConsole('/devices');
  const menu = page.getByRole('navigation', { name: en.menu.assets });
  await expect.element(menu).toBeVisible();
  const left = menu.element().getBoundingClientRect().left;
  for (const to of ['/market', '/my/services/video-cloud-storage', '/my/services/video-cloud-storage/add'] as const) {
    await router.navigate({ to, search: {} });
    await expect.element(page.getByRole('heading', { level: 1 })).toBeVisible();
    expect(menu.element().getBoundingClientRect().left).toBe(left);
  }
});

test('a row of the menu is 32 px high, with a drawing before its words, in a column of 200 px', async () => {
  await openConsole('/devices');
  const entry = page.getByRole('link', { name: en.menu.devices });
  await expect.element(entry).toBeVisible();
  const { width, height } = entry.element().getBoundingClientRect();
  expect([width, height]).toEqual([200, 32]);
  expect(entry.element().firstElementChild?.tagName).toBe('svg');
});

test('search, bell, colours, language and account are one group at the right, behind what leads to pages', async () => {
  await openConsole('/devices');
  const bar = page.getByRole('banner');
  const button = (name: string | RegExp) => bar.getByRole('button', { name });
  const group = [
    ...[button(en.find.title), bar.getByRole('link', { name: en.notices.none }), button(/^Appearance: /)],
    ...[button(/^Language: /), button(en.frame.signOut)],
  ];
  await expect.element(button(en.frame.signOut)).toBeVisible();
  const places = [bar.getByRole('link', { name: en.frame.help }), ...group].map((one) =>
    one.element().getBoundingClientRect(),
  );
  expect(places.map(({ left }) => left)).toEqual(places.map(({ left }) => left).toSorted((a, b) => a - b));
  const middles = places.map(({ top, bottom }) => Math.round((top + bottom) / 2));
  expect(Math.max(...middles) - Math.min(...middles)).toBeLessThanOrEqual(1);
});

test('help leads to what is about this page', async () => {
  const { router } = await openConsole('/webhooks');
  const help = page.getByRole('link', { name: en.frame.help });
  await expect.element(help).toHaveAttribute('href', '/docs/en/webhooks');
  await router.navigate({ to: '/keys' });
  await expect.element(help).toHaveAttribute('href', '/docs/en/maker#by-program');
});
