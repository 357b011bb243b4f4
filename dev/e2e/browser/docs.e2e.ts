// The documentation as a server hands it out, in Chromium: read, searched, at both widths, in light and in dark.
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { look, TWO_FRAMES } from './look.ts';
import { openPages, type Pages } from './pages.ts';
import { PHONE } from './people.ts';

let pages: Pages;
let rig: Pages['rig'];
let browser: Pages['browser'];
beforeAll(async () => {
  pages = await openPages();
  ({ rig, browser } = pages);
});
afterAll(() => pages?.[Symbol.asyncDispose]());

type Scheme = 'light' | 'dark';

/** A page that notes what its policy stopped and what failed. */
async function open(locale: string, colorScheme: Scheme): Promise<{ page: Page; faults: string[] }> {
  const context = await browser.newContext({ locale, colorScheme, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('pageerror', (error) => faults.push(error.message));
  page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
  return { page, faults };
}

// A page of each kind: looking at a long one takes axe half a minute on a busy machine.
const PAGES = ['', 'maker', 'firmware', 'checks/enc.key', 'api/account', 'search?q=key'];

test.each<[string, Scheme]>([
  ['zh-CN', 'light'],
  ['en', 'dark'],
])(
  'in %s and %s every kind of page is read on a desk and on a phone, and axe finds nothing',
  async (language, scheme) => {
    const { page, faults } = await open(language, scheme);
    for (const name of PAGES) {
      await page.goto(`${rig.url}/docs/${language}/${name}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await look(page, `docs-${language}-${name.replace(/[/?=]/g, '-') || 'home'}`);
      await page.setViewportSize({ width: PHONE, height: 844 });
      await page.evaluate(TWO_FRAMES);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${name}: ${id} at ${nodes[0]?.html}`)).toEqual([]);
      await page.setViewportSize({ width: 1280, height: 800 });
    }
    expect(faults).toEqual([]);
    await page.context().close();
  },
);

test.each([
  ['zh-CN', '首帧', 'checks/video.first_not_key'],
  ['zh-CN', '授权码', 'faq#什么是设备授权码'],
  ['en', 'enc.key', 'checks/enc.key'],
])('in %s the search finds for %s its page, by the keyboard alone', async (language, query, name) => {
  const { page, faults } = await open(language, 'light');
  await page.goto(`${rig.url}/docs`);
  await page.waitForURL(`${rig.url}/docs/${language}/`);
  await page.keyboard.press('/');
  await page.keyboard.type(query);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${rig.url}/docs/${language}/search?q=${encodeURIComponent(query)}`);
  const found = page
    .getByRole('listitem')
    .getByRole('link')
    .and(page.locator(`[href="/docs/${language}/${name}"]`));
  await found.waitFor();
  await found.focus();
  await page.keyboard.press('Enter');
  await page.waitForURL((url) => decodeURI(url.href) === `${rig.url}/docs/${language}/${name}`);
  expect(faults).toEqual([]);
  await page.context().close();
});

test('what is typed is found at once, and what is not there is said so', async () => {
  const { page } = await open('en', 'light');
  await page.goto(`${rig.url}/docs/en/search`);
  await page.getByRole('searchbox').fill('passkey');
  await page
    .getByRole('status')
    .getByText(/\d+ pages/)
    .waitFor();
  await page.getByRole('searchbox').fill('xyzzyx');
  await page.getByText('Nothing found.').waitFor();
  await page.context().close();
});

test('a page leads to the same page in the other language, and an unknown address to the search', async () => {
  const { page } = await open('en', 'light');
  await page.goto(`${rig.url}/docs/en/checks/enc.key`);
  await page.getByRole('link', { name: '简体中文' }).click();
  await page.waitForURL(`${rig.url}/docs/zh-CN/checks/enc.key`);
  expect(await page.locator('html').getAttribute('lang')).toBe('zh-CN');
  const answer = await page.goto(`${rig.url}/docs/zh-CN/nothing`);
  expect(answer?.status()).toBe(404);
  await page.getByRole('main').getByRole('link', { name: '搜索' }).click();
  await page.waitForURL(`${rig.url}/docs/zh-CN/search`);
  await page.context().close();
});
