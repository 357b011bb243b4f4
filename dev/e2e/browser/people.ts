import type { Language } from '@kaitong/contract';
import type { Browser, Page } from 'playwright-core';
import { PASSWORD } from '../../src/activation/testing/people.ts';
import type { RunningRig } from '../../src/activation/testing/rig.ts';

const OPERATOR = 'operator@example.com';
const DESK = 1280;
export const PHONE = 390;

/** For pages that wait until nothing is fetched: Playwright counts a worker that pages share as a request without end. */
export const WITHOUT_WORKER = 'delete globalThis.SharedWorker';

/** Without a password it is the one that all test people have. */
export type Sign = { login: string; password?: string };

/** The first operator, made by the link that a fresh installation tells. */
export async function makeOperator(browser: Browser, rig: RunningRig): Promise<void> {
  const page = await openSignedIn(browser, (await rig.server.openSetUpLink()) ?? '', { login: OPERATOR });
  await page.context().close();
}

/** Signed in on the console's page, and led to the operator's. */
export async function openOperator(browser: Browser, rig: RunningRig, language: Language): Promise<Page> {
  const page = await openConsole(browser, rig, OPERATOR, language);
  await page.waitForURL(`${rig.url}/operator/tasks`);
  return page;
}

/** The console of a maker. */
export const openConsole = (browser: Browser, rig: RunningRig, login: string, language: Language): Promise<Page> =>
  openSignedIn(browser, rig.url, { login }, { language });

/** What somebody sees after signing in, or setting up, at that address. */
export async function openSignedIn(
  browser: Browser,
  url: string,
  { login, password = PASSWORD }: Sign,
  { language = 'zh-CN', width = DESK }: { language?: Language; width?: number } = {},
): Promise<Page> {
  const viewport = { width, height: width === PHONE ? 844 : 800 };
  const context = await browser.newContext({
    ...{ locale: language, viewport },
    serviceWorkers: 'block', // one would answer what a test takes away; alarms.e2e.ts has the app's
  });
  const page = await context.newPage();
  await page.goto(url);
  await page.locator('input').nth(0).fill(login);
  await page.locator('input[type=password]').fill(password);
  const left = page.url();
  await page.locator('button[type=submit]').click();
  await page.waitForURL(({ href, pathname }) => href !== left && !pathname.includes('sign-in'));
  return page;
}
