import type { Language } from '@kaitong/contract';
import type { Browser, Page } from 'playwright-core';
import { PASSWORD } from '../../src/activation/testing/people.ts';
import type { RunningRig } from '../../src/activation/testing/rig.ts';

const OPERATOR = 'operator@example.com';

/** The first operator, made by the link that a fresh installation tells. */
export async function makeOperator(browser: Browser, rig: RunningRig): Promise<void> {
  const page = await openPage(browser, 'zh-CN');
  await page.goto((await rig.server.openSetUpLink()) ?? '');
  await fillIn(page, OPERATOR);
  await page.close();
}

export const openOperator = (browser: Browser, rig: RunningRig, language: Language): Promise<Page> =>
  openConsole(browser, rig, OPERATOR, language);

/** The console of a maker or an operator, signed in. */
export async function openConsole(browser: Browser, rig: RunningRig, login: string, language: Language): Promise<Page> {
  const page = await openPage(browser, language);
  await page.goto(rig.url);
  await fillIn(page, login);
  return page;
}

async function openPage(browser: Browser, language: Language): Promise<Page> {
  const context = await browser.newContext({ locale: language, viewport: { width: 1280, height: 800 } });
  return await context.newPage();
}

async function fillIn(page: Page, login: string): Promise<void> {
  await page.locator('input').nth(0).fill(login);
  await page.locator('input[type=password]').fill(PASSWORD);
  const left = page.url();
  await page.locator('button[type=submit]').click();
  await page.waitForURL((url) => url.href !== left && !url.pathname.includes('sign-in'));
}
