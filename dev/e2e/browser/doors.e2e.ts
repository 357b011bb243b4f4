// The start page of the demonstration in Chromium: each door by what its button says, without a password, on a desk and on
// a phone. The rig's people stand for those of the demonstration.
import { LANGUAGES, type Language, Region } from '@kaitong/contract';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { openStartPage, type StartPage } from '../../src/doors/server.ts';
import { launchChromium } from './chromium.ts';
import { look } from './look.ts';

let rig: RunningRig;
let browser: Browser;
let start: StartPage;
beforeAll(async () => {
  const { folder: pages } = await buildWeb();
  [rig, browser] = await Promise.all([startRig({}, { pages }), launchChromium()]);
  const { maker, owners, server } = rig;
  start = await openStartPage({
    ...{ host: '127.0.0.1', port: 0, pages },
    doors: { url: rig.url, roomUrl: rig.url, apiKey: 'kt_shown_when_asked_for', withStage: true },
    openLink: async (where) => {
      if (where === 'console') return await server.openSignInLink(where, maker.login);
      const owner = Object.values(owners).find(({ region }) => region === where);
      return owner && (await server.openSignInLink(Region.parse(owner.region), owner.login));
    },
  });
});
afterAll(async () => {
  await start?.stop();
  await browser?.close();
  await rig?.stop();
});

const words = {
  'zh-CN': {
    maker: '以演示厂商身份进入控制台',
    owner: '以用户身份进入中国区 App',
    key: '显示演示厂商的 API 密钥',
    other: 'English',
  },
  en: {
    maker: 'Enter the console as the demo maker',
    owner: 'Enter the app of China as an owner',
    key: 'Show the demo maker’s API key',
    other: '简体中文',
  },
} as const;

/** The tab that a button of the start page opens. */
async function enter(context: BrowserContext, page: Page, button: string): Promise<Page> {
  const opened = context.waitForEvent('page');
  await page.getByRole('button', { name: button }).click();
  const tab = await opened;
  await tab.waitForURL((url) => !url.pathname.endsWith('/enter') && url.port !== new URL(start.url).port);
  return tab;
}

async function openStart(language: Language): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ locale: language });
  const page = await context.newPage();
  await page.goto(start.url);
  return { context, page };
}

test.each(LANGUAGES)('two clicks lead to the console and the app, in %s', async (language) => {
  const { context, page } = await openStart(language);
  await look(page, `${language}-start`);
  const desk = await enter(context, page, words[language].maker);
  expect(new URL(desk.url()).hash).toBe('');
  expect(await desk.evaluate('fetch("/api/v1/session").then((answer) => answer.json())')).toMatchObject({
    user: { email: rig.maker.login },
  });
  const phone = await enter(context, page, words[language].owner);
  expect(phone.url()).toMatch(/\/cn\/app\/?$/);
  await page.getByRole('button', { name: words[language].key }).click();
  await page.getByText('export KAITONG_API_KEY=kt_shown_when_asked_for').waitFor();
  await look(page, `${language}-start-key`);
  await page.getByRole('link', { name: words[language].other }).click();
  await page.getByRole('link', { name: language === 'en' ? 'English' : '简体中文' }).waitFor();
  await context.close();
});

test('a link that somebody else finds in a history opens nothing', async () => {
  const { context, page } = await openStart('en');
  const link = (await rig.server.openSignInLink('console', rig.maker.login)) ?? '';
  await page.goto(link);
  await page.waitForURL((url) => url.pathname !== '/enter');
  await context.clearCookies();
  await page.goto('about:blank');
  await page.goto(link);
  await page.getByText('works once and within ten minutes').waitFor();
  await look(page, 'en-link-used');
  await context.close();
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
