// A device's log at the console and who may read it in the app, in Chromium.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { look } from './look.ts';
import { openPages, type Pages } from './pages.ts';
import { openConsole } from './people.ts';

let pages: Pages;
let rig: Pages['rig'];
let browser: Pages['browser'];
beforeAll(async () => {
  pages = await openPages();
  ({ rig, browser } = pages);
});
afterAll(() => pages?.[Symbol.asyncDispose]());

const WORDS = {
  'zh-CN': { code: '支持码', enter: '查看日志', closed: /每天被拒绝的次数/, connected: /^已连接/ },
  en: { code: 'Support code', enter: 'Open the log', closed: /counted by day/, connected: /^Connected/ },
};

test.each(['zh-CN', 'en'] as const)(
  'a maker opens a customer’s log by a support code and sees what the camera does as it does it, until it is ended: %s',
  async (language) => {
    const words = WORDS[language];
    const unit = await rig.unit();
    const params = { deviceId: unit.deviceId };
    const page = await openConsole(browser, rig, rig.maker.login, language);
    await page.goto(`${rig.url}/devices/${unit.deviceId}`);
    await page.getByText(words.closed).waitFor();
    await look(page, `device-log-closed-${language}`);
    const { code } = await unit.owner.createSupportCode({ params });
    await page.getByLabel(words.code).fill(code);
    const followed = page.waitForResponse((response) => response.url().endsWith('/log/events'));
    await page.getByRole('button', { name: words.enter }).click();
    await followed;
    const camera = await unit.camera();
    await page.getByText(words.connected).first().waitFor();
    await look(page, `device-log-${language}`);
    await page.emulateMedia({ colorScheme: 'dark' });
    await look(page, `device-log-dark-${language}`);
    await unit.owner.endSupport({ params });
    await page.getByText(words.closed).waitFor();
    await camera.stop();
    expect(rig.errors).toEqual([]);
  },
);
