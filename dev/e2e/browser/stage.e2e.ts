// The demonstration's stage in Chromium, from the start page by what the screens say: two acts in Chinese on a desk, one in
// English on a phone, and nobody else's page around ours.
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, BrowserContext, FrameLocator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Demo, startDemo } from '../demo.ts';
import { launchChromium } from './chromium.ts';
import { look } from './look.ts';

const words = {
  'zh-CN': {
    ...{ enter: '打开同屏演示', room: '样机室', desk: '控制台', phone: '手机', add: '新增产品', next: '下一步' },
    ...{
      asked: '已获上传权限，请挥手',
      wave: '挥手',
      done: '开通成功',
      after: /开通成功，用时 \d+:\d\d/,
      again: '继续新增产品',
    },
    ...{ stopped: '上传测试没有通过', fix: '修复固件', fixed: '故障已修复', testAgain: '再测一次', entry: '云存储' },
  },
  en: {
    ...{ enter: 'Open the stage', room: 'Room', desk: 'Console', phone: 'Phone', add: 'Add product', next: 'Next' },
    ...{ asked: 'May upload: wave now', wave: 'Wave', done: 'Activated', after: /Activated after \d+:\d\d/, again: '' },
    ...{ stopped: '', fix: '', fixed: '', testAgain: '', entry: 'Cloud storage' },
  },
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

async function openStage(language: 'zh-CN' | 'en', width: number): Promise<{ context: BrowserContext; stage: Page }> {
  const context = await browser.newContext({
    locale: language,
    viewport: { width, height: width === 390 ? 844 : 800 },
  });
  context.setDefaultTimeout(90_000); // a test event goes before the wave, and beside other suites each takes its time
  const start = await context.newPage();
  await start.goto(demo.start?.url ?? '');
  const opened = context.waitForEvent('page');
  await start.getByRole('button', { name: words[language].enter }).click();
  const stage = await opened;
  await stage.waitForURL(/\/stage\?lang=[\w-]+$/); // the tokens are gone from the address
  return { context, stage };
}

const framesOf = (stage: Page, w: { room: string; desk: string; phone: string }) => ({
  room: stage.frameLocator(`iframe[title="${w.room}"]`),
  desk: stage.frameLocator(`iframe[title="${w.desk}"]`),
  phone: stage.frameLocator(`iframe[title="${w.phone}"]`),
});

async function submit(desk: FrameLocator, product: string, next: string): Promise<void> {
  await desk.getByRole('button', { name: product }).click();
  const go = desk.getByRole('button', { name: next });
  if (await go.isVisible()) await go.click().catch(() => {}); // choosing may be all there is to do
}

const cameraIn = (room: FrameLocator, product: string) => room.getByRole('article').filter({ hasText: product });

test('both acts are played on one page, against the clock, and the phone shows what came of it', async () => {
  const w = words['zh-CN'];
  const { context, stage } = await openStage('zh-CN', 1280);
  const { room, desk, phone } = framesOf(stage, w);
  await phone.getByText('SC002-WA2-V2').first().waitFor();
  await stage.getByRole('button', { name: w.add }).click();
  await submit(desk, 'SC002-WA2-V2', w.next);
  await cameraIn(room, 'SC002-WA2-V2').getByText(w.asked).waitFor();
  await cameraIn(room, 'SC002-WA2-V2').getByRole('button', { name: w.wave }).click();
  await desk.getByRole('dialog').getByText(w.done).first().waitFor();
  await stage.getByRole('status').getByText(w.after).waitFor();
  await look(stage, 'zh-CN-stage-done');

  await desk.getByRole('button', { name: w.again }).click();
  await submit(desk, 'TR551', w.next);
  await desk.getByText(w.stopped).first().waitFor();
  await stage.getByRole('status').getByText(w.after).waitFor({ state: 'detached' });
  await cameraIn(room, 'TR551').getByRole('button', { name: w.fix }).click();
  await cameraIn(room, 'TR551').getByText(w.fixed).waitFor();
  await desk.getByRole('button', { name: w.testAgain }).click();
  await cameraIn(room, 'TR551').getByText(w.asked).waitFor();
  await cameraIn(room, 'TR551').getByRole('button', { name: w.wave }).click();
  await stage.getByRole('status').getByText(w.after).waitFor();
  await phone.getByText('SC002-WA2-V2').first().click();
  await phone.getByText(w.entry).first().waitFor();
  await look(stage, 'zh-CN-stage-second-act');
  await context.close();
});

test('on a phone one of the three is shown, and the room says when it is its turn', async () => {
  const w = words.en;
  const { context, stage } = await openStage('en', 390);
  const { room, desk, phone } = framesOf(stage, w);
  const shown = () =>
    stage.evaluate(
      '[...document.querySelectorAll("iframe")].filter((one) => one.checkVisibility()).map((one) => one.title)',
    );
  expect(await shown()).toEqual([w.desk]);
  await stage.getByRole('button', { name: w.add }).click();
  await submit(desk, 'OC115', w.next);
  await stage.getByRole('button', { name: `${w.room} · wave now` }).click();
  expect(await shown()).toEqual([w.room]);
  await cameraIn(room, 'OC115').getByText(w.asked).waitFor();
  await cameraIn(room, 'OC115').getByRole('button', { name: w.wave, exact: true }).click();
  await stage.getByRole('status').getByText(w.after).waitFor();
  await look(stage, 'en-stage-room');
  await stage.getByRole('button', { name: w.phone }).click();
  await phone.getByText('SC002-WA2-V2').first().waitFor();
  await look(stage, 'en-stage-phone');
  await context.close();
});

test('no other page frames the console, the app, the room or the stage', async () => {
  const addresses = [demo.console.url, `${demo.console.url}/cn/app/`, `${demo.room.url}/`, `${demo.room.url}/stage`];
  const foreign = createServer((_request, response) => {
    response.setHeader('content-type', 'text/html');
    response.end(addresses.map((address) => `<iframe src="${address}"></iframe>`).join(''));
  });
  foreign.listen(0, '127.0.0.1');
  await once(foreign, 'listening');
  const page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(foreign.address() as AddressInfo).port}/`);
  const inside = page.frames().slice(1);
  expect(inside.map((frame) => frame.url())).toEqual(addresses.map(() => 'chrome-error://chromewebdata/'));
  await page.close();
  foreign.closeAllConnections();
  foreign.close();
});
