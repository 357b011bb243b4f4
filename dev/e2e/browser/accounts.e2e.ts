// Whoever forgot a password, guards an account or leaves it: the pages in Chromium, on a desk and on a phone.
import { LANGUAGES } from '@kaitong/contract';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { launchChromium } from './chromium.ts';
import { look } from './look.ts';
import { openPhone } from './owner.ts';
import { openConsole, WITHOUT_WORKER } from './people.ts';

let rig: RunningRig;
let browser: Browser;
let unit: Unit;
beforeAll(async () => {
  const { folder } = await buildWeb();
  [rig, browser] = await Promise.all([startRig({}, { pages: folder }), launchChromium()]);
  unit = await rig.unit();
});
afterAll(async () => {
  await browser?.close();
  await rig?.stop();
});

const words = {
  'zh-CN': { factor: '开启两步验证', handOver: '转让给别人', make: /^(生成|换一个)转让码$/ },
  en: { factor: 'Switch the second factor on', handOver: 'Hand over to somebody', make: /^Make (a|another) code$/ },
} as const;

async function see(page: Page, url: string, name: string): Promise<void> {
  await page.addInitScript(WITHOUT_WORKER);
  await page.goto(url);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page.waitForLoadState('networkidle');
  await look(page, name);
}

test.each(LANGUAGES)('a maker’s account is looked after, in %s', async (language) => {
  const page = await openConsole(browser, rig, rig.maker.login, language);
  await see(page, `${rig.url}/audit`, `${language}-audit`);
  await see(page, `${rig.url}/security`, `${language}-security`);
  await page.getByRole('button', { name: words[language].factor }).first().click();
  await page.getByRole('dialog').waitFor();
  await look(page, `${language}-second-factor`);
  await page.context().clearCookies();
  await see(page, `${rig.url}/forgotten`, `${language}-forgotten`);
  await page.context().close();
});

test.each(LANGUAGES)(
  'an owner hands a camera over, guards the account and reads what leaving means, in %s',
  async (language) => {
    const { owner, deviceId } = unit;
    const url = `${rig.url}/${owner.region}/app`;
    const page = await openPhone(browser, { url, login: owner.login }, language);
    await page.goto(`${url}/devices/${deviceId}`);
    await page.getByRole('button', { name: words[language].handOver }).click();
    await page.getByRole('button', { name: words[language].make }).click();
    await page.getByText(/^[2-9A-Z]{4}(-[2-9A-Z]{4}){2}$/).waitFor();
    await look(page, `${language}-app-hand-over`);
    for (const path of ['add', 'me/security', 'me/privacy'])
      await see(page, `${url}/${path}`, `${language}-app-${path.replace('/', '-')}`);
    await page.context().clearCookies();
    await see(page, `${url}/forgotten`, `${language}-app-forgotten`);
    await page.context().close();
  },
);

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
