// Those who run the platform look after people and money: in Chromium, from a server with a camera that was sold to.
import { LANGUAGES, minutes, type OrderId } from '@kaitong/contract';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { launchChromium } from './chromium.ts';
import { look } from './look.ts';
import { makeOperator, openOperator, WITHOUT_WORKER } from './people.ts';

let rig: RunningRig;
let browser: Browser;
let desk: Page;
let unit: Unit;
let orderId: OrderId;
/** What the camera was last told about recording. */
let recording: string | undefined;
beforeAll(async () => {
  const { folder } = await buildWeb();
  [rig, browser] = await Promise.all([startRig({}, { pages: folder }), launchChromium()]);
  await makeOperator(browser, rig);
  desk = await openOperator(browser, rig, 'zh-CN');
  unit = await rig.unit();
  await unit.camera({
    onNews(news) {
      if (news.is === 'permitted') recording = news.recording;
    },
  });
  await rig.maker.activate(unit.deviceId);
  orderId = await buy(unit);
});
afterAll(async () => {
  await browser?.close();
  await rig?.stop();
});

async function buy({ owner, deviceId }: Unit): Promise<OrderId> {
  const plan = await eventually(async () => {
    const [first] = (await owner.listOffers({ params: { deviceId } })).plans;
    if (!first) throw new Error('nothing is on sale yet');
    return first;
  });
  const purchase = { planId: plan.id as never };
  const made = await owner.createOrder({ body: { requestId: 'a_request_of_the_story', deviceId, purchase } });
  const body = new URLSearchParams({ act: 'pay', copies: '2' });
  await fetch(made.checkoutUrl ?? '', { method: 'POST', body, redirect: 'manual' });
  await eventually(async () => {
    const { rowCount } = await rig.control.pool.query('SELECT FROM sold_order WHERE id = $1', [made.orderId]);
    expect(rowCount).toBe(1);
  });
  return made.orderId;
}

const go = (path: string): Promise<unknown> => desk.goto(`${rig.url}/operator/${path}`);
const dialog = (): Locator => desk.getByRole('dialog');
const press = (scope: Page | Locator, name: string): Promise<void> =>
  scope.getByRole('button', { name, exact: true }).click();
const balanced = async (): Promise<void> => {
  await go('ledger?tab=balances');
  await desk.getByText('所有币种的借方合计与贷方合计相等。').waitFor();
};

test('an owner’s order is found, given back in part with a part of the share, and the books stay in balance', async () => {
  await go('orders');
  await desk.getByRole('link', { name: rig.maker.login }).waitFor();
  const search = desk.getByRole('searchbox');
  await search.fill(orderId);
  await search.press('Enter');
  await desk.waitForURL((url) => url.searchParams.get('search') === orderId);
  await press(desk, `为订单 ${orderId} 退款`);
  await dialog().getByText('全部（').waitFor();
  await dialog().getByLabel('部分').check();
  await dialog().getByLabel('退款金额').fill('1');
  await dialog()
    .getByText(/将冲回厂商分成 ¥0\.10/)
    .waitFor();
  await look(desk, 'operator-refund');
  await dialog().getByLabel('退款原因').fill('用户误购');
  await press(dialog(), '退款');
  // The page hears by itself that the provider has confirmed.
  await desk.getByText('已退 ¥1.00').waitFor();
  await desk.getByText('已冲回 ¥0.10').waitFor();
  await desk.getByRole('link', { name: `订单 ${orderId} 的分录` }).click();
  await desk.getByRole('heading', { name: '订单退款' }).waitFor();
  await desk.getByRole('heading', { name: '订单支付' }).waitFor();
  await look(desk, 'operator-entries');
  await balanced();
});

test('an app user is found and suspended with a reason: the camera hears it, and the user reads why', async () => {
  const name = unit.owner.login;
  await eventually(() => expect(recording).not.toBe('none'));
  await go('owners');
  await look(desk, 'operator-owners-start');
  await desk.getByRole('searchbox').fill(name);
  await desk.getByRole('searchbox').press('Enter');
  await press(desk, `停用 ${name}`);
  await dialog().getByText('10 秒内停止录像').waitFor();
  await look(desk, 'operator-suspend');
  await press(dialog(), '停用');
  await dialog().getByText('请填写停用原因').waitFor();
  await dialog().getByLabel('停用原因').fill('违规内容');
  await press(dialog(), '停用');
  await desk.getByText('原因：违规内容').waitFor();
  await eventually(() => expect(recording).toBe('none'));
  expect((await unit.owner.getOwner({})).suspended?.reason).toBe('违规内容');
  await look(desk, 'operator-owners');
  await press(desk, `恢复 ${name}`);
  await dialog().getByLabel('恢复原因').fill('已整改');
  await press(dialog(), '恢复');
  await desk.getByText('正常').waitFor();
  await eventually(() => expect(recording).not.toBe('none'));
});

test('what a provider paid out is recorded with its fee', async () => {
  await go('collections');
  await press(desk, '登记到账');
  await dialog().getByLabel('结算单号').fill('2026-11-001');
  await dialog().getByLabel('到账金额').fill('5');
  await dialog().getByLabel('手续费').fill('0.05');
  await look(desk, 'operator-collect');
  await press(dialog(), '登记');
  await desk.getByText('2026-11-001').waitFor();
  await dialog().waitFor({ state: 'detached' });
  await look(desk, 'operator-collections');
  await balanced();
});

test('when the month is over its statement waits for a payout, which is recorded once', async () => {
  const channel = { method: 'bank', holder: '深圳示例科技有限公司', account: '6222020200112233445', currency: 'CNY' };
  await rig.maker.console.putPayoutChannel({ body: { ...channel, bank: '工商银行深圳科技园支行' } as never });
  const now = rig.clock.now();
  const over = Date.UTC(now.getUTCFullYear(), now.getUTCMonth() + 1, 1, 1, 1);
  await rig.clock.advance((over - now.getTime()) as never);
  await eventually(async () => {
    await rig.clock.advance(minutes(1));
    expect((await rig.maker.listStatements({ query: {} })).items).toHaveLength(1);
  });
  desk = await openOperator(browser, rig, 'zh-CN');
  await go('statements');
  await press(desk, `登记打款：${rig.maker.login}`);
  await dialog().getByText('6222020200112233445').waitFor();
  await dialog().getByLabel('打款流水号').fill('ICBC-20261201-7');
  await look(desk, 'operator-payout');
  await press(dialog(), '登记打款');
  await desk.getByText('没有待打款的厂商').waitFor();
  await dialog().waitFor({ state: 'detached' });
  await desk.getByRole('tab', { name: '打款记录' }).click();
  await desk.getByText('ICBC-20261201-7').waitFor();
  await look(desk, 'operator-payouts');
  await balanced();
});

test.each(LANGUAGES)('all pages are fit to be seen on a desk and on a phone, in %s', async (language) => {
  const page = await openOperator(browser, rig, language);
  await page.addInitScript(WITHOUT_WORKER);
  const pages = ['makers', 'owners?search=example.com', 'orders', 'statements?tab=statements', 'collections', 'ledger'];
  for (const path of [...pages, 'ledger?tab=balances', 'orders?search=nothing', 'makers?due=true']) {
    await page.goto(`${rig.url}/operator/${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.waitForLoadState('networkidle');
    await look(page, `${language}-operator-${path.replace(/\W+/g, '-')}`);
  }
  await page.context().close();
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
