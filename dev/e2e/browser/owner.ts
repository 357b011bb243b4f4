import type { Language } from '@kaitong/contract';
import type { Browser, Page } from 'playwright-core';
import type { Demo } from '../demo.ts';

const WIDTH = 390;

const words = {
  'zh-CN': { signIn: '登录' },
  en: { signIn: 'Sign in' },
} as const;

/** The owner's app of a region on a phone, signed in. */
export async function openApp(browser: Browser, demo: Demo, region: string, language: Language): Promise<Page> {
  const account = demo.apps.find((app) => app.region === region);
  if (!account) throw new Error(`there is no app in ${region}`);
  const context = await browser.newContext({ locale: language, viewport: { width: WIDTH, height: 844 } });
  const page = await context.newPage();
  await page.goto(account.url);
  await page.locator('input').nth(0).fill(account.email);
  await page.locator('input[type=password]').fill(account.password);
  await page.getByRole('button', { name: words[language].signIn, exact: true }).click();
  await page.waitForURL((url) => !url.pathname.includes('sign-in'));
  return page;
}
