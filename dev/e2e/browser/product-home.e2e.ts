// A product's home, the search that leads there and the list beside it as a file, as a maker meets them: in both languages, on
// a desk, a phone and in the dark.
import { readFile } from 'node:fs/promises';
import { LANGUAGES, Pid } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { look } from './look.ts';
import { openPages, type Pages } from './pages.ts';
import { openConsole } from './people.ts';

let pages: Pages;
let rig: Pages['rig'];
let browser: Pages['browser'];
let sample: { deviceId: string; pid: string };
beforeAll(async () => {
  pages = await openPages();
  ({ rig, browser } = pages);
  const unit = await rig.unit();
  const camera = await unit.camera();
  const { application } = await rig.maker.activate(unit.deviceId);
  expect(application.state).toBe('approved');
  sample = { deviceId: unit.deviceId, pid: unit.pid };
  return () => camera.close();
});
afterAll(() => pages?.[Symbol.asyncDispose]());

const words = {
  'zh-CN': { fleet: '设备固件分布', passing: '已达标', find: '查找', none: '没有找到' },
  en: { fleet: 'Fleet by firmware', passing: 'Passes', find: 'Find', none: 'Nothing found' },
} as const;

test.each(LANGUAGES)(
  'the search finds a product by its id, and its home says what is up with it, in %s',
  async (language) => {
    const { fleet, passing, find } = words[language];
    const page = await openConsole(browser, rig, rig.maker.login, language);
    await page.getByRole('button', { name: find }).waitFor();
    await page.keyboard.press('Control+k');
    await page.getByRole('dialog').getByRole('combobox').fill(sample.deviceId.slice(0, 14).toUpperCase());
    await page.getByRole('option').first().waitFor();
    await look(page, `${language}-find`);
    await page.getByRole('dialog').getByRole('combobox').fill(sample.pid);
    await page.getByRole('option', { name: sample.pid }).waitFor();
    await page.keyboard.press('Enter');
    await page.waitForURL(`${rig.url}/products/${sample.pid}`);
    await page.getByRole('heading', { name: fleet }).waitFor();
    await page.getByRole('list', { name: fleet }).getByText(passing).waitFor();
    await look(page, `${language}-product-home`);
    if (language === 'zh-CN') {
      await page.emulateMedia({ colorScheme: 'dark' });
      await look(page, `${language}-product-home-dark`);
      await page.getByRole('button', { name: find }).click();
      await page.getByRole('dialog').getByRole('combobox').fill(sample.pid);
      await page.getByRole('option').first().waitFor();
      await look(page, `${language}-find-dark`);
    }
    await page.context().close();
  },
);

test('a product without anything says what comes next', async () => {
  const { pid } = await rig.maker.createProduct({ body: { name: 'OC115 枪型机 (H.265)' } });
  const page = await openConsole(browser, rig, rig.maker.login, 'zh-CN');
  await page.goto(`${rig.url}/products/${Pid.parse(pid)}`);
  await page.getByText('还没有已配网的设备').waitFor();
  await look(page, 'zh-CN-product-home-new');
  await page.context().close();
});

test('another account’s search finds nothing of it', async () => {
  const stranger = await rig.newMaker({ agreed: false });
  const page = await openConsole(browser, rig, stranger.login, 'en');
  await page.getByRole('button', { name: words.en.find }).click();
  await page.getByRole('dialog').getByRole('combobox').fill(sample.deviceId);
  await page.getByText(words.en.none).waitFor();
  await page.context().close();
});

test('the list of products is saved as a file in which Excel reads Chinese and starts no formula', async () => {
  const maker = await rig.newMaker();
  for (const name of ['=HYPERLINK("http://evil.example","卡片机")', '枪型机 (H.265)'])
    await maker.createProduct({ body: { name } });
  const page = await openConsole(browser, rig, maker.login, 'zh-CN');
  await page.goto(`${rig.url}/products`);
  const saved = page.waitForEvent('download');
  await page.getByRole('link', { name: '导出 CSV' }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe('kaitong-products.csv');
  const bytes = await readFile(await download.path());
  expect([...bytes.subarray(0, 3)]).toEqual([0xef, 0xbb, 0xbf]);
  expect(bytes.includes('\r')).toBe(false);
  const lines = bytes.toString('utf8', 3).split('\n');
  expect(lines[0]).toMatch(/^PID,产品名称,/);
  expect(lines.filter((line) => line.includes('枪型机 (H.265)'))).toHaveLength(1);
  // Quoted as a field, and a text to whatever opens it: what begins with = is never the first of a cell.
  expect(lines.filter((line) => line.includes(`"'=HYPERLINK(""http://evil.example"",""卡片机"")"`))).toHaveLength(1);
  expect(bytes.toString('utf8')).not.toMatch(/(^|[,\n"])[=+@\t]/);
  await page.context().close();
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
