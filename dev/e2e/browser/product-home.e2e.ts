// A product's home and the search that leads there, as a maker sees them: in both languages, on a desk, a phone and in the dark.
import { LANGUAGES, Pid } from '@kaitong/contract';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { launchChromium } from './chromium.ts';
import { look } from './look.ts';
import { openConsole } from './people.ts';

let rig: RunningRig;
let browser: Browser;
let sample: { deviceId: string; pid: string };
beforeAll(async () => {
  const { folder: pages } = await buildWeb();
  [rig, browser] = await Promise.all([startRig({}, { pages }), launchChromium()]);
  const unit = await rig.unit();
  const camera = await unit.camera();
  const { application } = await rig.maker.activate(unit.deviceId);
  expect(application.state).toBe('approved');
  sample = { deviceId: unit.deviceId, pid: unit.pid };
  return () => camera.close();
});
afterAll(async () => {
  await browser?.close();
  await rig?.stop();
});

const words = {
  'zh-CN': { fleet: '设备固件分布', passing: '已达标', find: '查找', none: '没有找到' },
  en: { fleet: 'Fleet by firmware', passing: 'Passes', find: 'Find', none: 'Nothing found' },
} as const;

test.each(LANGUAGES)(
  'the search finds a product by its id, and its home says what is up with it, in %s',
  async (language) => {
    const { fleet, passing, find } = words[language];
    const page = await openConsole(browser, rig, rig.maker.login, language);
    await page.getByRole('button', { name: find }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill(sample.deviceId.slice(0, 14).toUpperCase());
    await page.getByRole('option').first().waitFor();
    await look(page, `${language}-find`);
    await page.getByRole('combobox').fill(sample.pid);
    await page.getByRole('option', { name: sample.pid }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`${rig.url}/products/${sample.pid}`);
    await page.getByRole('heading', { name: fleet }).waitFor();
    await page.getByRole('list', { name: fleet }).getByText(passing).waitFor();
    await look(page, `${language}-product-home`);
    if (language === 'zh-CN') {
      await page.emulateMedia({ colorScheme: 'dark' });
      await look(page, `${language}-product-home-dark`);
      await page.getByRole('button', { name: find }).click();
      await page.getByRole('combobox').fill(sample.pid);
      await page.getByRole('option').first().waitFor();
      await look(page, `${language}-find-dark`);
    }
    await page.context().close();
  },
);

test('a product without anything says what comes next', async () => {
  const { pid } = await rig.maker.createProduct({ body: { name: 'OC115 枪型机 (H.265)' } });
  const page = await openConsole(browser, rig, rig.maker.login, 'zh-CN');
  await page.goto(`${rig.url}/products/${Pid.parse(pid)}`);
  await page.getByText('还没有已配网的设备').waitFor();
  await look(page, 'zh-CN-product-home-new');
  await page.context().close();
});

test('another account’s search finds nothing of it', async () => {
  const stranger = await rig.newMaker({ agreed: false });
  const page = await openConsole(browser, rig, stranger.login, 'en');
  await page.getByRole('button', { name: words.en.find }).click();
  await page.getByRole('combobox').fill(sample.deviceId);
  await page.getByText(words.en.none).waitFor();
  await page.context().close();
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
