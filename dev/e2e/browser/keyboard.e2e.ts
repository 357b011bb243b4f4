// A maker without a mouse, from the sign-in page to a product on which the service is open, through one failure and its
// findings; and the menus of the bar above each page. Whatever comes by is looked at by axe, by day and by night.
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { PASSWORD } from '../../src/activation/testing/people.ts';
import { openPages, type Pages } from './pages.ts';
import { handsOn, isFocused, waveAt } from './walk/hands.ts';
import { lookAround } from './walk/walk.ts';

const DESK = { width: 1280, height: 800 };
const PHONE = { width: 390, height: 844 };

const words = {
  'zh-CN': {
    ...{ login: '邮箱或手机号', password: '密码', signIn: '登录', manage: '管理', service: '视频云存储' },
    ...{ items: '服务商品', applications: '开通产品', add: '新增产品', deviceId: '设备ID', next: '下一步' },
    ...{ stopped: '上传测试没有通过，先不用挥手', testAgain: '再测一次', unchanged: /^没有变化，还剩 \d+ 项$/ },
    ...{ failed: '开通失败', details: '查看详情', cancel: '取消', keep: '继续验证', answered: '设备已应答' },
    ...{ done: '开通成功', close: '关闭', approved: '审核通过', menu: '菜单', keys: 'API 密钥' },
    ...{ find: '查找', findLabel: '设备 ID、UUID、PID、订单号、产品或页面名称', language: '语言：简体中文' },
  },
  en: {
    ...{ login: 'E-mail or phone number', password: 'Password', signIn: 'Sign in', manage: 'Manage' },
    ...{ service: 'Video cloud storage', items: 'Service items', applications: 'Product activation' },
    ...{ add: 'Add product', deviceId: 'Device ID', next: 'Next', testAgain: 'Test again' },
    ...{ stopped: 'The upload test failed; no need to wave yet', unchanged: /^nothing changed, \d+ left$/ },
    ...{ failed: 'Not activated', details: 'Show details', cancel: 'Cancel', keep: 'Keep verifying' },
    ...{ answered: 'The device answered', done: 'Activated', close: 'Close', approved: 'Approved' },
    ...{ menu: 'Menu', keys: 'API keys', find: 'Find', language: 'Language: English' },
    findLabel: 'Device id, UUID, PID, order, product or page',
  },
} as const;

let pages: Pages;
let rig: Pages['rig'];
let browser: Pages['browser'];
beforeAll(async () => {
  pages = await openPages();
  ({ rig, browser } = pages);
});
afterAll(() => pages?.[Symbol.asyncDispose]());

describe.each([
  { language: 'zh-CN', size: PHONE },
  { language: 'en', size: DESK },
] as const)('by the keyboard alone, in $language at $size.width px', ({ language, size }) => {
  const w = words[language];

  test('a maker signs in, reads why one camera failed, and has the product activated by another', async () => {
    const [broken, good] = await unitsOfOneProduct();
    const context = await browser.newContext({ locale: language, viewport: size, reducedMotion: 'reduce' });
    const page = await context.newPage();
    const { tabTo, press, type } = handsOn(page);
    const faults: string[] = [];
    const look = async (at: string) => {
      faults.push(...(await lookAround(page, `keyboard ${language} ${at}`, [size])));
    };

    await page.goto(rig.url);
    await type(w.login, rig.maker.login);
    await look('sign-in');
    await type(w.password, PASSWORD);
    await page.keyboard.press('Enter');

    async function submit(deviceId: string): Promise<void> {
      await type(new RegExp(`${w.deviceId}$`), deviceId); // behind the sign that it is required
      await look('device');
      await press('button', w.next);
    }
    await page.getByRole('heading', { level: 1 }).waitFor();
    await look('market');
    await press('link', w.manage);
    await tabTo('tab', w.items);
    await page.keyboard.press('ArrowRight');
    await isFocused(page.getByRole('tab', { name: w.applications }));
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: w.applications, selected: true }).waitFor();
    await look('applications');
    await press('link', w.add);

    await submit(broken.deviceId);
    await page.getByText(w.stopped).first().waitFor();
    await look('stopped');
    await press('button', w.testAgain);
    await page.getByText(w.unchanged).first().waitFor();
    await waveAt(broken.camera);
    await page.getByRole('heading', { name: w.failed }).waitFor();
    await look('failed');
    await press('link', w.details);
    await page.getByText('video.first_not_key').first().waitFor();
    await look('findings');
    await broken.camera.stop();

    await press('link', w.service);
    await press('link', w.add);
    await submit(good.deviceId);
    await page.getByText(w.answered).first().waitFor();
    await look('wave');
    // Asked whether it is meant, and it is not.
    await press('button', w.cancel);
    await isInDialog(page);
    await look('cancel');
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await isFocused(page.getByRole('button', { name: w.cancel }));
    await waveAt(good.camera);
    await page.getByRole('dialog').getByText(w.done, { exact: true }).waitFor();
    await isInDialog(page);
    await look('done');
    await press('button', w.close);
    const row = page.getByRole('row').filter({ hasText: good.deviceId }).filter({ hasText: w.approved });
    await row.waitFor();
    await look('approved');
    expect(faults).toEqual([]);
    await context.close();
  });
});

/** A camera whose recordings begin in the middle, and one that does it right. */
async function unitsOfOneProduct() {
  const first = await rig.unit();
  const second = await rig.unit({ pid: first.pid });
  const waits = { waveAfterGrant: undefined };
  return [
    { deviceId: first.deviceId, camera: await first.camera({ ...waits, fault: 'video.first_not_key' }) },
    { deviceId: second.deviceId, camera: await second.camera(waits) },
  ] as const;
}

const isInDialog = (page: Page): Promise<void> =>
  eventually(async () => expect(await page.locator('[role=dialog] :focus').count()).toBe(1));

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
