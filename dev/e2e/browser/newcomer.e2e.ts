// Whoever reads the terminal's first line and nothing else: from there to a product on which the service is open, then through
// one failure to its repair. They know what the screens say, and follow links and buttons by their words. What a person noted
// on the same way stands in newcomer.md.
import { minutes } from '@kaitong/contract';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Demo, startDemo } from '../demo.ts';
import { launchChromium } from './chromium.ts';
import { look } from './look.ts';

const words = {
  'zh-CN': {
    ...{
      maker: '以演示厂商身份进入控制台',
      room: '打开虚拟样机室',
      manage: '管理',
      add: '新增产品',
    },
    ...{ next: '下一步', wave: '挥手', asked: '已获上传权限，请挥手', done: '开通成功', another: '继续新增产品' },
    ...{ stopped: '上传测试没有通过', testAgain: '再测一次', failed: '开通失败', again: '重新验证', finding: /关键帧/ },
    ...{ fix: '修复固件', fixed: '故障已修复', early: '没有进行中的验证' },
  },
  en: {
    ...{ maker: 'Enter the console as the demo maker', room: 'Open the virtual room', manage: 'Manage' },
    ...{ add: 'Add product', next: 'Next', wave: 'Wave' },
    ...{ asked: 'May upload: wave now', done: 'Activated', another: 'Add another product' },
    ...{ stopped: 'The upload test failed', testAgain: 'Test again', failed: 'Not activated', again: 'Verify again' },
    ...{ finding: /key frame/, fix: 'Fix the firmware', fixed: 'the fault is fixed' },
    early: 'no verification is under way',
  },
} as const;

const GOOD = 'SC002-WA2-V2';
const BROKEN = 'TR551';

let browser: Browser;
let demo: Demo;
beforeAll(async () => {
  browser = await launchChromium();
});
afterAll(() => browser?.close());
// Each has a demonstration of their own: a firmware is broken once, and a product is activated once.
beforeEach(async () => {
  demo = await startDemo();
});
afterEach(() => demo?.[Symbol.asyncDispose]());

/** What stands there as a link or as a button: nobody asks which it is. */
const way = (page: Page | Locator, name: string): Locator =>
  page
    .getByRole('link', { name, exact: true })
    .or(page.getByRole('button', { name, exact: true }))
    .first();

/** The tab that something of the start page opens. */
async function open(context: BrowserContext, from: Locator): Promise<Page> {
  const opened = context.waitForEvent('page');
  await from.click();
  return await opened;
}

describe.each([
  { language: 'zh-CN', width: 1280, beforeTheWave: true },
  { language: 'en', width: 390, beforeTheWave: true },
  { language: 'zh-CN', width: 390, beforeTheWave: false },
  { language: 'en', width: 1280, beforeTheWave: false },
] as const)('in $language at $width px', ({ language, width, beforeTheWave }) => {
  const w = words[language];

  test(`a newcomer opens the service, reads a failure ${beforeTheWave ? 'before' : 'after'} the wave, fixes it and passes`, async () => {
    const began = performance.now();
    const viewport = { width, height: width === 390 ? 844 : 800 };
    const context = await browser.newContext({ locale: language, viewport });
    const start = await context.newPage();
    await start.goto(demo.start?.url ?? '');
    const desk = await open(context, way(start, w.maker));
    const room = await open(context, way(start, w.room));
    const camera = (product: string) => room.getByRole('article').filter({ hasText: product });

    async function submit(product: string): Promise<void> {
      await desk.bringToFront();
      await desk.getByRole('button', { name: product }).click();
      const next = way(desk, w.next);
      if (await next.isVisible()) await next.click().catch(() => {}); // choosing may be all there is to do
    }
    async function wave(product: string): Promise<void> {
      await room.bringToFront();
      await camera(product).getByText(w.asked).waitFor();
      await way(camera(product), w.wave).click();
      await desk.bringToFront();
    }
    const activated = () => desk.getByRole('dialog').getByText(w.done).first().waitFor();

    // Whoever waves at once reads what comes first.
    await way(camera(GOOD), w.wave).click();
    await camera(GOOD).getByText(w.early).waitFor();
    await desk.bringToFront();
    await way(desk, w.manage).click();
    await way(desk, w.add).click();
    await submit(GOOD);
    await wave(GOOD);
    await activated();
    const first = performance.now() - began;
    await look(desk, `${language}-newcomer-${width}-done`);

    await way(desk, w.another).click();
    await submit(BROKEN);
    if (beforeTheWave) {
      await desk.getByText(w.stopped).first().waitFor();
    } else {
      await wave(BROKEN);
      await desk.getByText(w.failed).first().waitFor();
    }
    await desk.getByText(w.finding).first().waitFor();
    await look(desk, `${language}-newcomer-${width}-failure`);
    await room.bringToFront();
    await way(camera(BROKEN), w.fix).click();
    await camera(BROKEN).getByText(w.fixed).waitFor();
    await look(room, `${language}-newcomer-${width}-room`);
    await desk.bringToFront();
    await way(desk, beforeTheWave ? w.testAgain : w.again).click();
    await wave(BROKEN);
    await activated();
    const whole = performance.now() - began;
    const seconds = (ms: number) => Math.round(ms / 1000);
    console.info(
      `${language}, ${width} px: ${w.done} after ${seconds(first)} s, a failure fixed after ${seconds(whole)} s`,
    );
    expect(whole).toBeLessThan(minutes(10));
    expect(await desk.getByRole('dialog').getByText(BROKEN).count()).toBeGreaterThan(0);
    await context.close();
  });
});
