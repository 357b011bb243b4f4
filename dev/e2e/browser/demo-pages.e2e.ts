// What only a demonstration has: its start page, the room and the stage. axe finds nothing at both widths, in both languages,
// by day and by night; Tab reaches whatever can be pressed, and a door opens by Enter.
import { LANGUAGES, type Language } from '@kaitong/contract';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Demo, startDemo } from '../demo.ts';
import { launchChromium } from './chromium.ts';
import { handsOn } from './walk/hands.ts';
import { lookAround, type Size, tabThrough } from './walk/walk.ts';

const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

const words = {
  'zh-CN': { stage: '打开同屏演示', room: '样机室', key: '显示演示厂商的 API 密钥' },
  en: { stage: 'Open the stage', room: 'Room', key: 'Show the demo maker’s API key' },
} as const;

let browser: Browser;
let demo: Demo;
beforeAll(async () => {
  [browser, demo] = await Promise.all([launchChromium(), startDemo()]);
});
afterAll(async () => {
  await browser?.close();
  await demo?.[Symbol.asyncDispose]();
});

async function open(language: Language, address: string): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({ locale: language, viewport: DESK, reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(address);
  return { context, page };
}

/** Looks at each width, and presses Tab where it was looked at: narrow pages show other things. */
async function walk(page: Page, name: string): Promise<string[]> {
  const faults: string[] = [];
  for (const size of [PHONE, DESK] satisfies Size[]) {
    faults.push(...(await lookAround(page, name, [size])));
    faults.push(...(await tabThrough(page)).map((fault) => `${name} ${size.width}: ${fault}`));
  }
  return faults;
}

test.each(LANGUAGES)('the start page is for everybody, in %s', async (language) => {
  const { context, page } = await open(language, demo.start?.url ?? '');
  const faults = await walk(page, `start ${language}`);
  await handsOn(page).press('button', words[language].key);
  await page.getByText('export KAITONG_API_KEY=').waitFor();
  faults.push(...(await walk(page, `start ${language} key`)));
  expect(faults).toEqual([]);
  await context.close();
});

test.each(LANGUAGES)('the room is for everybody, in %s', async (language) => {
  const { context, page } = await open(language, `${demo.room.url}/?lang=${language}`);
  await expect.poll(() => page.getByRole('article').count()).toBeGreaterThanOrEqual(demo.devices.length);
  expect(await walk(page, `room ${language}`)).toEqual([]);
  await context.close();
});

test.each(LANGUAGES)('the stage is for everybody, in %s', async (language) => {
  const w = words[language];
  const { context, page: start } = await open(language, demo.start?.url ?? '');
  const opened = context.waitForEvent('page');
  await handsOn(start).press('button', w.stage);
  const page = await opened;
  await page.waitForURL(/\/stage\?lang=[\w-]+$/);
  await page.locator('#add:enabled').waitFor();
  const faults = await walk(page, `stage ${language}`);
  await page.setViewportSize(PHONE);
  await handsOn(page).press('button', new RegExp(`^${w.room}`));
  await page.locator(`iframe[title="${w.room}"]`).waitFor();
  expect(faults).toEqual([]);
  await context.close();
});
