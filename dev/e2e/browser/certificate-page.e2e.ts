// The page of a certificate and the list of products, as somebody without an account sees them; and how their maker lists one.
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
    agree: '公开产品',
    takeBack: '取消公开',
    list: '已通过验证的产品',
    empty: '还没有厂商公开产品',
    link: '证书的公开页面',
    valid: '有效',
    revoked: '已吊销',
    other: 'English',
    others: 'Revoked',
  },
  en: {
    agree: 'List the product',
    takeBack: 'Take it off the list',
    list: 'Products that passed',
    empty: 'No maker has listed a product yet',
    link: 'Public page of the certificate',
    valid: 'Valid',
    revoked: 'Revoked',
    other: '中文',
    others: '已吊销',
  },
};

test.each(['zh-CN', 'en'] as const)(
  'whoever is given it, or finds it listed, reads whether a certificate counts, by day and night, on a phone, until it is revoked: %s',
  async (language) => {
    const words = WORDS[language];
    const unit = await rig.unit();
    await unit.camera();
    // The test's account is called by its login, which is not to become public.
    const name = 'UPDATE account SET name = $2 WHERE id = $1';
    await rig.control.pool.query(name, [rig.maker.accountId, 'Example Cameras']);
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

    await reader.goto(`${rig.url}/certified`);
    await reader.getByText(words.empty).first().waitFor();
    await look(reader, `certified-empty-${language}`);
    await maker.goto(`${rig.url}/products/${application.pid}`);
    await maker.getByRole('button', { name: words.agree }).click();
    await maker.getByRole('dialog').getByRole('button', { name: words.agree }).click();
    await maker.getByRole('button', { name: words.takeBack }).waitFor();
    await look(maker, `product-listed-${language}`);
    await reader.emulateMedia({ colorScheme: 'light' });
    await reader.getByRole('searchbox').fill(application.pid ?? '');
    await reader.keyboard.press('Enter');
    await reader.getByRole('link', { name: application.productName ?? '' }).waitFor();
    await reader.getByRole('heading', { name: words.list }).waitFor();
    await look(reader, `certified-${language}`);
    await reader.getByRole('link', { name: application.productName ?? '' }).click();
    await reader.getByText(words.valid).first().waitFor();

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
