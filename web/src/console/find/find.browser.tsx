import type { maker, Reply } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { later, Refused } from '../../testing/fake-server.ts';
import { openConsole } from '../testing/open.tsx';
import { en } from '../texts/en.ts';

const PID = 'u3l4pfwkoa0twmgg';
const product = { kind: 'product', pid: PID, name: 'SC002 card camera' } as const;
const device = {
  ...({ kind: 'device', deviceId: '6c498a7ef85bd838ffkgxb', uuid: 'a'.repeat(20), pid: PID } as const),
  ...{ productName: product.name, region: 'cn' },
};

const field = () => page.getByRole('combobox', { name: en.find.label });
/** The dialogue has closed for the eye too: until then keys are still its own. */
const gone = () => expect.poll(() => page.getByRole('dialog').elements()).toEqual([]);
const openByKey = () => userEvent.keyboard('{Control>}k{/Control}');

test('Ctrl K opens the search from any page; arrows choose, Enter opens, and the server is asked for a beginning only', async () => {
  const { server, router } = await openConsole('/keys', { find: () => ({ items: [product, device] }) });
  await expect.element(page.getByRole('heading', { name: en.menu.apiKeys })).toBeVisible();
  await openByKey();
  await expect.element(field()).toHaveFocus();
  await field().fill('u3');
  await expect.element(page.getByText(en.find.hint.replace('{{n}}', '3'))).toBeVisible();
  await field().fill('u3l4');
  await expect.element(page.getByRole('option').nth(1)).toBeVisible();
  expect(server.calls('find').map(({ query }) => query?.text)).toEqual(['u3l4']);
  await expect.element(page.getByRole('option').nth(0)).toHaveAttribute('aria-selected', 'true');
  await userEvent.keyboard('{ArrowDown}');
  await expect.element(page.getByRole('option').nth(1)).toHaveAttribute('aria-selected', 'true');
  await userEvent.keyboard('{ArrowUp}{Enter}');
  await expect.poll(() => router.state.location.pathname).toBe(`/products/${PID}`);
  await gone();
});

test('a device leads to its own page, and a page of the menu is found by its name', async () => {
  const { router } = await openConsole('/keys', { find: () => ({ items: [device] }) });
  await page.getByRole('button', { name: en.find.title }).click();
  await field().fill(device.deviceId);
  await page.getByRole('option').first().click();
  await expect.poll(() => router.state.location.href).toBe(`/devices/${device.deviceId}`);
  await gone();
  await openByKey();
  await field().fill(en.menu.testers);
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => router.state.location.pathname).toBe('/testers');
});

test('what is not found, and a search that fails, are said', async () => {
  const { server } = await openConsole('/keys', { find: () => ({ items: [] }) });
  await page.getByRole('button', { name: en.find.title }).click();
  await field().fill('zzzz');
  await expect.element(page.getByText(en.find.nothing)).toBeVisible();
  server.answer({ find: () => new Refused('internal_error') });
  await field().fill('yyyy');
  await expect.element(page.getByText(/internal_error/)).toBeVisible();
});

test('Enter before the answer came opens what was typed, and not what still stands there of something else', async () => {
  const second = later<Reply<typeof maker.find>>();
  const { server, router } = await openConsole('/keys', { find: () => ({ items: [product] }) });
  await page.getByRole('button', { name: en.find.title }).click();
  await field().fill(PID);
  await expect.element(page.getByRole('option')).toBeVisible();
  server.answer({ find: second.answer });
  await field().fill(device.deviceId);
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => server.calls('find').length).toBe(2);
  expect(router.state.location.pathname).toBe('/keys');
  second.give({ items: [device] });
  await expect.poll(() => router.state.location.pathname).toBe(`/devices/${device.deviceId}`);
});

test('whoever types on after Enter is not led away by the answer', async () => {
  const first = later<Reply<typeof maker.find>>();
  const { server, router } = await openConsole('/keys', { find: first.answer });
  await page.getByRole('button', { name: en.find.title }).click();
  await field().fill(PID.slice(0, 4));
  await userEvent.keyboard('{Enter}');
  await expect.poll(() => server.calls('find').length).toBe(1);
  server.answer({ find: () => ({ items: [product] }) });
  await field().fill(PID.slice(0, 5));
  first.give({ items: [device] });
  await expect.element(page.getByRole('option')).toBeVisible();
  expect(router.state.location.pathname).toBe('/keys');
});
