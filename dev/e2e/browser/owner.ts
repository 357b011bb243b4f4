import type { Language } from '@kaitong/contract';
import type { Browser, Page } from 'playwright-core';
import type { Demo } from '../demo.ts';

const WIDTH = 390;

/** A region's app on a phone, signed in. */
export async function openPhone(
  browser: Browser,
  { url, login, password }: { url: string; login: string; password: string },
  language: Language,
): Promise<Page> {
  const context = await browser.newContext({ locale: language, viewport: { width: WIDTH, height: 844 } });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('input').nth(0).fill(login);
  await page.locator('input[type=password]').fill(password);
  await page.locator('button[type=submit]').click();
  await page.waitForURL(({ pathname }) => !pathname.includes('sign-in'));
  return page;
}

/** The app of a demonstration's owner. */
export async function openApp(browser: Browser, demo: Demo, region: string, language: Language): Promise<Page> {
  const account = demo.apps.find((app) => app.region === region);
  if (!account) throw new Error(`there is no app in ${region}`);
  return await openPhone(browser, { ...account, login: account.email }, language);
}
