// The operator waives what an extended test found, for some time: what they, the maker and everybody else see of it.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { look } from './look.ts';
import { openPages, type Pages } from './pages.ts';
import { makeOperator, openConsole, openOperator } from './people.ts';

let pages: Pages;
beforeAll(async () => {
  pages = await openPages();
  await makeOperator(pages.browser, pages.rig);
});
afterAll(() => pages?.[Symbol.asyncDispose]());

const WORDS = {
  'zh-CN': {
    open: '豁免',
    reason: '原因（必填，对外公开）',
    until: '豁免至',
    end: '立即结束',
    over: '已提前结束',
    link: '证书的公开页面',
  },
  en: {
    open: 'Waivers',
    reason: 'Reason (public)',
    until: 'Waived until',
    end: 'End now',
    over: 'Ended early',
    link: 'Public page of the certificate',
  },
};
const ITEM = {
  ...{ name: 'night', state: 'ended', verdict: 'fail', reason: { code: 'no_event', params: {} } },
  ...{ moveSeconds: null, darkenSeconds: null, deadlineAt: null, startedAt: null, endedAt: null },
  ...{ observations: [], clips: [] },
};

test.each(['zh-CN', 'en'] as const)(
  'a waiver is asked for with its reason, shown to everybody with its end, and ended at once: %s',
  async (language) => {
    const { rig, browser } = pages;
    const words = WORDS[language];
    const unit = await rig.unit();
    await unit.camera();
    const { application } = await rig.maker.activate(unit.deviceId);
    await rig.control.pool.query(
      `INSERT INTO conformance (id, account_id, user_id, device_id, pid, firmware, region, state, items, ended_at)
       VALUES ($1, $2, 'x', $3, $4, $5, 'cn', 'ended', $6, kaitong_now())`,
      [
        ...[`cf${(application.pid ?? '').padEnd(18, '0')}`, rig.maker.accountId, unit.deviceId, application.pid],
        ...[application.firmware, JSON.stringify([ITEM])],
      ],
    );
    const operator = await openOperator(browser, rig, language);
    await operator.goto(`${rig.url}/operator/products?search=${application.pid}`);
    await operator.getByRole('button', { name: `${words.open} ${application.productName}` }).click();
    const dialog = operator.getByRole('dialog');
    await dialog.getByRole('combobox').click();
    await operator.locator('.ant-select-item-option').first().click();
    await dialog
      .getByLabel(words.reason)
      .fill('镜头盖与夜视灯反光，2.4 起修复 · The lens cover reflects the IR lamp; mended in 2.4');
    await look(operator, `waiving-${language}`);
    await dialog.getByRole('button', { name: words.open.replace('Waivers', 'Waive'), exact: true }).click();
    await dialog.waitFor({ state: 'detached' });

    const maker = await openConsole(browser, rig, rig.maker.login, language);
    await maker.goto(`${rig.url}/products/${application.pid}`);
    await maker.getByText(words.until).first().waitFor();
    await look(maker, `product-waived-${language}`);
    await maker.goto(`${rig.url}/applications/${application.id}`);
    const url = (await maker.getByRole('link', { name: words.link }).getAttribute('href')) ?? '';
    const context = await browser.newContext({ locale: language, viewport: { width: 1280, height: 800 } });
    const reader = await context.newPage();
    await reader.goto(url);
    await reader.getByText(words.until).first().waitFor();
    await look(reader, `certificate-waived-${language}`);

    await operator.getByRole('button', { name: `${words.open} ${application.productName}` }).click();
    await dialog.getByRole('button', { name: words.end }).click();
    await dialog.getByText(words.over).waitFor();
    await look(operator, `waiver-ended-${language}`);
    await reader.reload();
    expect(await reader.getByText(words.until).count()).toBe(0);
    await Promise.all([context.close(), maker.context().close(), operator.context().close()]);
    expect(rig.errors).toEqual([]);
  },
);
