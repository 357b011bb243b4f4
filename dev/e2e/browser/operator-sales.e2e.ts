// The operator says what is sold: pages in Chromium, whose effect makers and owners see.
import { LANGUAGES } from '@kaitong/contract';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { launchChromium } from './chromium.ts';
import { look, TWO_FRAMES } from './look.ts';
import { openPhone } from './owner.ts';
import { makeOperator, openConsole, openOperator } from './people.ts';

let rig: RunningRig;
let browser: Browser;
let operator: Page;
let maker: Page;
/** Of an activated product. */
let unit: Unit;
beforeAll(async () => {
  const { folder } = await buildWeb();
  [rig, browser] = await Promise.all([startRig({}, { pages: folder }), launchChromium()]);
  unit = await rig.unit();
  await unit.camera();
  const { application } = await rig.maker.activate(unit.deviceId);
  expect(application.state).toBe('approved');
  await makeOperator(browser, rig);
  operator = await openOperator(browser, rig, 'zh-CN');
  maker = await openConsole(browser, rig, rig.maker.login, 'zh-CN');
});
afterAll(async () => {
  await browser?.close();
  await rig?.stop();
});

const open = async (page: Page, path: string): Promise<void> => void (await page.goto(rig.url + path));
const dialog = () => operator.getByRole('dialog');
const confirm = (name: string) => dialog().getByRole('button', { name, exact: true }).click();

test('a plan is created with its prices, and owners of activated products can buy it; withdrawn, they cannot', async () => {
  await open(operator, '/operator/plans?kind=continuous');
  await operator.getByRole('button', { name: '新建套餐' }).click();
  await dialog().getByText('连续录像').click();
  await dialog().getByText('15 天').click();
  await dialog().getByLabel('中国售价').fill('66.6');
  await dialog().getByLabel('默认套餐').click();
  await confirm('创建');
  await dialog().getByText('请填写 EUR 金额').waitFor(); // a default is sold everywhere
  await look(operator, 'operator-zh-CN-plan-refused');
  await dialog().getByLabel('欧洲售价').fill('8.88');
  await dialog().getByLabel('欧洲美元标价').fill('9.99');
  await confirm('创建');
  const row = operator.getByRole('row').filter({ hasText: '¥66.60' });
  await row.getByText('€8.88').waitFor();
  await row.getByText('US$9.99').waitFor();

  const { login } = unit.owner;
  const app = await openPhone(browser, { url: `${rig.url}/cn/app/`, login }, 'zh-CN');
  await open(app, `/cn/app/devices/${unit.deviceId}/cloud-storage`);
  await app.getByText('¥66.60').waitFor();
  await open(maker, `/my/services/video-cloud-storage/items/${unit.pid}`);
  await maker.getByText('¥66.60').waitFor();

  await row.getByRole('button', { name: '下架' }).click();
  await look(operator, 'operator-zh-CN-plan-withdraw');
  await confirm('下架');
  await row.getByText('已下架').waitFor();
  await eventually(async () => {
    const { plans } = await unit.owner.listOffers({ params: { deviceId: unit.deviceId } });
    expect(plans.filter(({ price }) => price.amount === 6660)).toEqual([]);
  });
  await app.context().close();
});

test('requests are worked off: a maker reads the answer, an owner’s region learns the state', async () => {
  const asked = { contactName: '王工', contact: '138 0000 0000', message: '预计 5 万台，想用预存款。' };
  await rig.maker.createPrepaidRequest({ body: asked });
  await unit.owner.createContactRequest({ params: { deviceId: unit.deviceId }, body: { message: '过期了怎么续？' } });
  await open(maker, '/prepaid');
  await maker.getByText('暂无答复').waitFor();
  await open(operator, '/operator/requests?state=sent');
  await operator.getByText('过期了怎么续？').waitFor(); // the region reports it to control
  await look(operator, 'operator-zh-CN-requests');
  await operator.getByRole('button', { name: '处理 王工' }).click();
  await dialog().getByLabel('答复').fill('已电话沟通，下周签约。');
  await look(operator, 'operator-zh-CN-request');
  await confirm('保存');
  await maker.getByText('已电话沟通，下周签约。').waitFor(); // on the page that was open all along
  await operator.getByRole('row').filter({ hasText: '过期了怎么续？' }).getByRole('button').last().click();
  await dialog().getByText('已关闭').click();
  await confirm('保存');
  await operator
    .getByText('没有符合条件')
    .or(operator.getByRole('button', { name: '清除筛选' }))
    .first()
    .waitFor();
  await eventually(async () => {
    const [request] = (await unit.owner.listContactRequests({ query: {} })).items;
    expect(request?.state).toBe('closed');
  });
});

test('a dialogue that a row has opened outlives a resized window, with what was typed into it', async () => {
  await open(maker, '/my/services/video-cloud-storage?tab=items');
  await maker.getByRole('button', { name: /^管理 / }).click();
  await maker.getByRole('menuitem', { name: '停止销售' }).click();
  const reason = maker.getByRole('dialog').getByRole('textbox');
  await reason.fill('换新款');
  for (const width of [390, 1280]) {
    await maker.setViewportSize({ width, height: 800 });
    await maker.evaluate(TWO_FRAMES);
    expect(await reason.inputValue()).toBe('换新款');
  }
});

test('a suspended product is bought no more, its maker reads why, and the suspension is lifted', async () => {
  const onSale = async () => (await unit.owner.listOffers({ params: { deviceId: unit.deviceId } })).onSale;
  await open(operator, `/operator/products?search=${unit.pid}`);
  await operator.getByRole('button', { name: /^暂停销售/ }).click();
  await confirm('暂停销售');
  await dialog().getByText('请填写原因').waitFor();
  await dialog().getByLabel('原因').fill('投诉较多，正在核实');
  await look(operator, 'operator-zh-CN-suspend');
  await confirm('暂停销售');
  await operator.getByText('原因：投诉较多，正在核实').waitFor();
  await open(maker, `/my/services/video-cloud-storage/items/${unit.pid}`);
  await maker.getByText('投诉较多，正在核实').first().waitFor();
  await eventually(async () => expect(await onSale()).toBe(false));
  await look(operator, 'operator-zh-CN-suspended');
  await operator.getByRole('button', { name: /^恢复销售/ }).click();
  await look(operator, 'operator-zh-CN-lift');
  await confirm('恢复销售');
  await operator.getByRole('button', { name: /^暂停销售/ }).waitFor();
  await eventually(async () => expect(await onSale()).toBe(true));
});

test('an agreement is drafted, previewed and published; makers under the old one stay under it and are told', async () => {
  await open(operator, '/operator/agreements');
  await operator.getByRole('link', { name: '起草新版本' }).click();
  await operator.getByLabel('版本', { exact: true }).fill('2019-04-10');
  await operator.getByText('版本 2019-04-10 已存在').waitFor();
  await operator.getByLabel('版本', { exact: true }).fill('2027-01-01');
  await operator.getByLabel('分成比例').fill('11');
  const text = operator.getByLabel('正文').first();
  await text.fill('没有标题的一段');
  await operator.getByText('第 1 行在第一章之前').waitFor();
  await text.fill('# I. 分成规则\n1.1 分成为用户实付金额的 12%。');
  await look(operator, 'operator-zh-CN-draft');
  await operator.getByRole('button', { name: '预览' }).click();
  await dialog().getByText('1.1 分成为用户实付金额的 12%。').waitFor();
  await operator.keyboard.press('Escape');
  await dialog().waitFor({ state: 'hidden' });
  await operator.getByRole('button', { name: '保存草稿' }).click();
  await operator.getByText('正文没有写明分成比例 11%：简体中文、English').waitFor();
  await operator.getByRole('link', { name: '编辑草稿' }).click();
  await operator.getByLabel('分成比例').fill('12');
  await operator.getByRole('button', { name: '保存草稿' }).click();
  await operator.getByText('正文没有写明分成比例 12%：English').waitFor();
  await operator.getByRole('button', { name: '发布', exact: true }).click();
  await dialog().getByText('已生效的协议不变').waitFor();
  await look(operator, 'operator-zh-CN-publish');
  await confirm('发布');
  await operator.getByText('当前版本').first().waitFor();
  await look(operator, 'operator-zh-CN-published');
  await open(maker, '/contracts');
  await maker.getByText('协议有新版本 2027-01-01').waitFor();
  await open(maker, '/services/video-cloud-storage');
  await maker.getByText('用户实际支付金额的 12% 归您').waitFor();
  const [contract] = (await rig.maker.listContracts({})).items;
  expect(contract).toMatchObject({ agreementVersion: '2019-04-10', sharePercent: 10, until: null });
});

test('a draft that is not wanted any more is deleted, after a question', async () => {
  await open(operator, '/operator/agreements/new?from=2019-04-10');
  await operator.getByLabel('版本', { exact: true }).fill('2028-01-01');
  await operator.getByRole('button', { name: '保存草稿' }).click();
  await operator.getByRole('button', { name: '删除草稿' }).click();
  await dialog().getByText('对厂商没有影响').waitFor();
  await look(operator, 'operator-zh-CN-delete-draft');
  await confirm('删除草稿');
  await operator.getByRole('heading', { level: 1, name: '分成协议版本' }).waitFor();
  await operator.getByRole('link', { name: '2019-04-10' }).waitFor();
  await operator.getByRole('link', { name: '2028-01-01' }).waitFor({ state: 'detached' });
});

test('the contact that owners are told, and the shelves of the market, are changed', async () => {
  await open(operator, '/operator/contact');
  await operator.getByText('没有电话也没有邮箱').waitFor();
  await operator.getByLabel('联系人').fill('李经理');
  await operator.getByLabel('电话').fill('400-000-0000');
  await operator.getByRole('button', { name: '保存' }).click();
  await eventually(async () => {
    const { rows } = await rig.regions.cn.pool.query("SELECT FROM catalogue WHERE contact->>'phone' = '400-000-0000'");
    expect(rows).toHaveLength(1);
  });
  await open(operator, '/operator/services');
  await operator.getByRole('switch', { name: '在市场展示“IPC 视频流媒体推送”' }).click();
  await look(operator, 'operator-zh-CN-hide-service');
  await confirm('不再展示');
  await eventually(async () => {
    const { items } = await rig.maker.listServices({ query: {} });
    expect(items.map(({ id }) => id)).toEqual(['video-cloud-storage']);
  });
});

const PAGES = [
  'products',
  'plans',
  'services',
  'agreements',
  'agreements/versions/2027-01-01',
  'agreements/new',
  'requests',
];
test.each(LANGUAGES)('every page reads well in %s', async (language) => {
  const page = await openOperator(browser, rig, language);
  for (const path of [...PAGES, 'agreements/new?from=2019-04-10', 'contact', 'plans?state=withdrawn']) {
    await open(page, `/operator/${path}`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.locator('.ant-skeleton').waitFor({ state: 'detached' });
    await look(page, `operator-${language}-${path.replaceAll(/\W+/g, '-')}`);
  }
  await page.getByRole('button', { name: language === 'en' ? /^Change / : /^修改/ }).click();
  await page.getByRole('dialog').locator('input').first().waitFor();
  await look(page, `operator-${language}-plan`);
  await page.context().close();
});
