// The bar above each page of the console by the keyboard: what it opens takes the focus, does what its keys promise, and gives
// the focus back. axe looks at each as it stands open.
import type { Language } from '@kaitong/contract';
import type { Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openPages, type Pages } from './pages.ts';
import { openSignedIn } from './people.ts';
import { handsOn, isFocused } from './walk/hands.ts';
import { lookAround, type Size, tabThrough } from './walk/walk.ts';

const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

let pages: Pages;
let rig: Pages['rig'];
let browser: Pages['browser'];
beforeAll(async () => {
  pages = await openPages();
  ({ rig, browser } = pages);
});
afterAll(() => pages?.[Symbol.asyncDispose]());

async function open(login: string, language: Language, { width }: Size): Promise<Page> {
  const page = await openSignedIn(browser, rig.url, { login }, { language, width });
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.getByRole('heading', { level: 1 }).waitFor();
  return page;
}

const gone = (what: Locator): Promise<void> => what.waitFor({ state: 'hidden' });

test('the search opens by its keys and by its button, arrows choose, Enter opens, Escape gives the focus back', async () => {
  const unit = await rig.unit();
  const page = await open(rig.maker.login, 'en', DESK);
  const { press, tabTo } = handsOn(page);
  const field = page.getByRole('combobox', { name: 'Device id, UUID, PID, order, product or page' });
  const button = await tabTo('button', 'Find');
  for (const opens of ['Enter', 'Control+k']) {
    await page.keyboard.press(opens);
    await isFocused(field);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await isFocused(button);
  }
  await press('button', 'Find');
  await isFocused(field);
  await page.keyboard.type(unit.pid);
  const options = page.getByRole('option');
  await options.first().waitFor();
  expect(await options.first().getAttribute('aria-selected')).toBe('true');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('ArrowUp');
  expect(await field.getAttribute('aria-activedescendant')).toBe(await options.first().getAttribute('id'));
  expect([...(await lookAround(page, 'bar find', [DESK])), ...(await tabThrough(page))]).toEqual([]);
  await tabTo('combobox', 'Device id, UUID, PID, order, product or page');
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/products/${unit.pid}`);
  await page.context().close();
});

test('the menus of the bar take the focus, arrows go round, Enter chooses, and the focus comes back', async () => {
  const [host, guest] = [await rig.newMaker(), await rig.newMaker()];
  const { url } = await host.console.createInvitation({ body: { login: guest.login, role: 'developer' } });
  await guest.console.acceptInvitation({ body: { token: new URL(url ?? '').hash.replace('#token=', '') } });
  const page = await open(guest.login, 'zh-CN', DESK);
  const { tabTo } = handsOn(page);
  const items = page.getByRole('menuitem');
  for (const name of [/^当前账号/, '语言：简体中文']) {
    const button = await tabTo('button', name);
    expect(await button.getAttribute('aria-haspopup')).toBe('menu');
    for (const opens of ['Enter', 'Space', 'ArrowDown']) {
      await page.keyboard.press(opens);
      await isFocused(items.first());
      expect(await button.getAttribute('aria-expanded')).toBe('true');
      await page.keyboard.press('ArrowDown');
      await isFocused(items.nth(1));
      await page.keyboard.press('ArrowDown');
      await isFocused(items.first());
      if (opens === 'Enter') expect(await lookAround(page, `bar menu ${name}`, [DESK])).toEqual([]);
      await page.keyboard.press('Escape');
      await gone(items.first());
      await isFocused(button);
      expect(await button.getAttribute('aria-expanded')).toBe('false');
    }
  }
  await page.keyboard.press('Enter');
  await isFocused(items.first());
  await page.keyboard.press('ArrowDown');
  await isFocused(page.getByRole('menuitem', { name: 'English' }));
  await page.keyboard.press('Enter');
  await isFocused(page.getByRole('button', { name: 'Language: English' }));
  await page.context().close();
});

test('on a phone the menu is a dialogue: it keeps the focus, Escape gives it back, and a link leads on', async () => {
  const page = await open(rig.maker.login, 'zh-CN', PHONE);
  const { press, tabTo } = handsOn(page);
  const button = await tabTo('button', '菜单');
  const dialog = page.getByRole('dialog');
  await page.keyboard.press('Enter');
  await dialog.waitFor();
  expect([...(await lookAround(page, 'bar drawer', [PHONE])), ...(await tabThrough(page))]).toEqual([]);
  await page.keyboard.press('Escape');
  await gone(dialog);
  await isFocused(button);
  await page.keyboard.press('Enter');
  await dialog.waitFor();
  await press('link', 'API 密钥');
  await gone(dialog);
  await page.getByRole('heading', { level: 1, name: 'API 密钥' }).waitFor();
  await isFocused(page.locator('main'));
  await press('link', /^消息/);
  await page.waitForURL('**/notices');
  await page.context().close();
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
