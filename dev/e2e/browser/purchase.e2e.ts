// An owner buys cloud storage from a payment provider that misbehaves, buys more of it, and takes it back.
import { seconds } from '@kaitong/contract';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { PASSWORD } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { launchChromium } from './chromium.ts';
import { look } from './look.ts';
import { openPhone } from './owner.ts';

const DAY_MS = 86_400_000;

let rig: RunningRig;
let browser: Browser;
let phone: Page;
/** Of an activated product, with nothing bought. */
let unit: Unit;
beforeAll(async () => {
  const { folder } = await buildWeb();
  [rig, browser] = await Promise.all([startRig({}, { pages: folder }), launchChromium()]);
  unit = await rig.unit();
  await unit.camera();
  const { application } = await rig.maker.activate(unit.deviceId);
  expect(application.state).toBe('approved');
  const { login } = unit.owner;
  phone = await openPhone(browser, { url: `${rig.url}/cn/app/`, login, password: PASSWORD }, 'zh-CN');
});
afterAll(async () => {
  await browser?.close();
  await rig?.stop();
});

const app = (path: string): string => `${rig.url}/cn/app${path}`;
const press = (name: string): Promise<void> => phone.getByRole('button', { name, exact: true }).click();
const sees = (text: string): Promise<void> => phone.getByText(text).first().waitFor();
const subscription = () => unit.owner.getSubscription({ params: { deviceId: unit.deviceId } });

/** The checkout of a plan, as its link in the list of plans opens it. */
async function choose(planId: string): Promise<void> {
  await phone.goto(app(`/devices/${unit.deviceId}/cloud-storage`));
  await phone.locator(`a[href*="plan=${planId}"]`).click();
  await sees('应付');
}

/** Orders, and pays at the provider's page as it is told to. */
async function payLike(order: string, choices: { act?: string; delay?: string; copies?: string } = {}): Promise<void> {
  await press(order);
  await phone.getByText('模拟异常情况').click();
  if (choices.act) await phone.locator('details select[name=act]').selectOption(choices.act);
  if (choices.delay) await phone.locator('select[name=delay]').selectOption(choices.delay);
  if (choices.copies) await phone.locator('input[name=copies]').fill(choices.copies);
  await press('按以上方式支付');
  await sees('支付成功');
  await phone.getByRole('link', { name: '返回 App' }).click();
}

test('a coupon lowers the price; a refused payment is tried again, and its callback comes late and three times', async () => {
  const { code } = await rig.maker.createCoupon({
    body: {
      name: '春季优惠',
      discount: { percent: 20 },
      pids: [unit.pid],
      validFrom: new Date(Date.now() - DAY_MS).toISOString(),
      validUntil: new Date(Date.now() + DAY_MS).toISOString(),
      limit: 1,
    },
  });
  await choose('plevent7month0000000');
  await phone.getByLabel('优惠码').fill('WRONG');
  await press('使用');
  await sees('优惠');
  await look(phone, 'purchase-coupon-unknown');
  await phone.getByLabel('优惠码').fill(code);
  await press('使用');
  await sees(`已使用 ${code}`);
  await phone.getByText('¥7.92').first().waitFor();
  await look(phone, 'purchase-coupon');

  await press('提交订单，支付 ¥7.92');
  await press('模拟付款失败');
  await sees('付款失败');
  await look(phone, 'purchase-refused');
  await phone.getByRole('link', { name: '返回 App' }).click();
  await sees('等待支付');
  await look(phone, 'purchase-waiting');
  await phone.getByRole('link', { name: '去支付' }).click();
  await phone.getByText('模拟异常情况').click();
  await phone.locator('select[name=delay]').selectOption('short');
  await phone.locator('input[name=copies]').fill('3');
  await press('按以上方式支付');
  await phone.getByRole('link', { name: '返回 App' }).click();
  await sees('等待支付');
  expect((await subscription()).state).toBe('none');
  await rig.clock.advance(seconds(21));
  await sees('云存储已生效'); // without a reload
  await look(phone, 'purchase-paid');
  const taken = 'SELECT taken_at IS NOT NULL AS taken FROM sandbox_cn.callback';
  await eventually(async () => {
    const { rows } = await rig.regions.cn.pool.query(taken);
    expect(rows.filter((row) => row.taken).length).toBe(rows.length);
    expect(rows.length).toBeGreaterThanOrEqual(2);
  });
  expect(await subscription()).toMatchObject({ state: 'active', queued: [] });
});

test('a second plan is used now or after the first, as its owner chooses', async () => {
  await choose('plevent30month000000');
  await sees('已购买的套餐用完后生效');
  await phone.getByRole('radio', { name: '立即用' }).check();
  await sees('立即生效');
  await look(phone, 'purchase-second');
  await payLike('提交订单，支付 ¥25.00', { act: 'twice' });
  await sees('云存储已生效');
  const { current, queued } = await subscription();
  expect(current?.terms.retentionDays).toBe(30);
  expect(queued.map(({ terms }) => terms.retentionDays)).toEqual([7]);
  await phone.getByRole('link', { name: '查看云存储' }).click();
  await sees('之后生效');
  await look(phone, 'purchase-queued');
});

test('an order is refunded, and the one that it held up begins', async () => {
  await phone.goto(app('/orders'));
  await phone.getByRole('link').filter({ hasText: '¥25.00' }).first().click();
  await press('退款');
  await look(phone, 'purchase-refund');
  await phone.getByRole('dialog').getByRole('button', { name: '退款', exact: true }).click();
  await eventually(async () => {
    await rig.clock.advance(seconds(30)); // the provider's pauses
    expect((await subscription()).current?.terms.retentionDays).toBe(7);
  });
  await sees('款项已退回'); // without a reload
  await look(phone, 'purchase-refunded');
  await phone.goto(app('/orders'));
  await sees('已退款');
  await look(phone, 'purchase-orders');
});

test('all of it reads well in English too, the provider’s page included', async () => {
  const { login } = unit.owner;
  const english = await openPhone(browser, { url: `${rig.url}/cn/app/`, login, password: PASSWORD }, 'en');
  const seen = (text: string) => english.getByText(text).first().waitFor();
  await english.goto(app('/orders'));
  await seen('Refunded');
  await look(english, 'purchase-en-orders');
  await english.getByRole('link').filter({ hasText: '25.00' }).first().click();
  await seen('The money was given back');
  await look(english, 'purchase-en-refunded');
  await english.goto(app(`/devices/${unit.deviceId}/cloud-storage`));
  await english.locator('a[href*="plan=plevent7month0000000"]').waitFor();
  await look(english, 'purchase-en-plans');
  await english.locator('a[href*="plan=plevent7month0000000"]').click();
  await english.getByRole('radio').first().waitFor();
  await look(english, 'purchase-en-checkout');
  await english.getByRole('button', { name: /9\.90/ }).click();
  await english.locator('details summary').click();
  await look(english, 'purchase-en-provider');
  const { ground, font } = await english.evaluate<{ ground: string; font: string }>(
    '({ ground: getComputedStyle(document.body).backgroundColor, font: getComputedStyle(document.body).fontFamily })',
  );
  expect(ground).toBe('rgb(245, 247, 250)'); // the app's, in its light colours
  expect(font).toMatch(/Noto Sans SC.*system-ui/); // where a machine has no Chinese font, the system's list draws boxes
  await english.context().close();
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
