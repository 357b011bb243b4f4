// What was found, at an address without a sign-in, as a chip vendor sees it; made on the console's page of the attempt.
import type { Page } from 'playwright-core';
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
  'zh-CN': {
    share: '生成链接',
    fix: '修改方法',
    other: 'English',
    others: 'What to change',
    opened: /打开 \d+ 次/,
    over: '此链接已失效',
  },
  en: {
    share: 'Create address',
    fix: 'What to change',
    other: '中文',
    others: '修改方法',
    opened: /^Opened: \d+/,
    over: 'This address is not valid any more',
  },
};

/** Somebody without an account. */
async function openAsVendor(url: string, language: string): Promise<Page> {
  const context = await browser.newContext({ locale: language, viewport: { width: 1280, height: 800 } });
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

test.each(['zh-CN', 'en'] as const)(
  'a vendor reads what was found without signing in, by day and night, on a phone, printed, until the maker ends it: %s',
  async (language) => {
    const words = WORDS[language];
    const unit = await rig.unit();
    const camera = await unit.camera({ fault: 'video.first_not_key' });
    await rig.maker.activate(unit.deviceId);
    await camera.stop();
    await unit.camera({ fault: 'enc.key' });
    const { application } = await rig.maker.activate(unit.deviceId);

    const maker = await openConsole(browser, rig, rig.maker.login, language);
    await maker.goto(`${rig.url}/applications/${application.id}`);
    await maker.getByText('video.first_not_key').first().waitFor();
    await look(maker, `application-compared-${language}`);
    await maker.getByRole('button', { name: words.share }).click();
    await maker.getByRole('dialog').getByRole('button', { name: words.share }).click();
    const url = (await maker.getByText(`${rig.url}/findings/`).first().textContent()) ?? '';
    await maker.keyboard.press('Escape');

    const vendor = await openAsVendor(url, language);
    await vendor.getByText(words.fix).first().waitFor();
    await vendor.getByText('video.first_not_key').first().waitFor();
    await look(vendor, `findings-${language}`);
    await vendor.emulateMedia({ colorScheme: 'dark' });
    await look(vendor, `findings-dark-${language}`);
    await vendor.emulateMedia({ colorScheme: 'light', media: 'print' });
    expect(await vendor.getByText(words.other, { exact: true }).isVisible()).toBe(false);
    await vendor.emulateMedia({ media: 'screen' });
    await vendor.getByText(words.other, { exact: true }).click();
    await vendor.getByText(words.others).first().waitFor();

    await maker.reload();
    await maker.getByText(words.opened).first().waitFor();
    const { items } = await rig.maker.listFindingsShares({ params: { id: application.id } });
    await rig.maker.endFindingsShare({ params: { id: items[0]?.id ?? '' } });
    await vendor.goto(url);
    await vendor.getByText(words.over).first().waitFor();
    await look(vendor, `findings-ended-${language}`);
    await Promise.all([vendor.context().close(), maker.context().close()]);
    expect(rig.errors).toEqual([]);
  },
);
