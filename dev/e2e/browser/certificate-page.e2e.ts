// The page of a certificate, as somebody without an account sees it who was given its address by the console's button.
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
  'zh-CN': { link: '证书的公开页面', valid: '有效', revoked: '已吊销', other: 'English', others: 'Revoked' },
  en: { link: 'Public page of the certificate', valid: 'Valid', revoked: 'Revoked', other: '中文', others: '已吊销' },
};

test.each(['zh-CN', 'en'] as const)(
  'whoever is given it reads whether a certificate counts, by day and night, on a phone, until it is revoked: %s',
  async (language) => {
    const words = WORDS[language];
    const unit = await rig.unit();
    await unit.camera();
    const { application } = await rig.maker.activate(unit.deviceId);
    const maker = await openConsole(browser, rig, rig.maker.login, language);
    await maker.goto(`${rig.url}/applications/${application.id}`);
    const url = (await maker.getByRole('link', { name: words.link }).getAttribute('href')) ?? '';

    const context = await browser.newContext({ locale: language, viewport: { width: 1280, height: 800 } });
    const reader = await context.newPage();
    await reader.goto(url);
    await reader.getByText(words.valid).first().waitFor();
    await look(reader, `certificate-${language}`);
    await reader.emulateMedia({ colorScheme: 'dark' });
    await look(reader, `certificate-dark-${language}`);

    await rig.maker.undoActivation({ params: { pid: application.pid as never }, body: { reason: 'x' } });
    await reader.emulateMedia({ colorScheme: 'light' });
    await reader.goto(url);
    await reader.getByText(words.revoked).first().waitFor();
    await look(reader, `certificate-revoked-${language}`);
    await reader.getByText(words.other, { exact: true }).click();
    await reader.getByText(words.others).first().waitFor();
    await Promise.all([context.close(), maker.context().close()]);
    expect(rig.errors).toEqual([]);
  },
);
