// The first page of the console as a new maker sees it: a list of steps that ticks itself off while things are done elsewhere.
import { LANGUAGES } from '@kaitong/contract';
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

const words = {
  'zh-CN': { count: (n: number) => `已完成 ${n}/6`, app: '中国区 App' },
  en: { count: (n: number) => `${n} of 6 done`, app: 'App, China' },
} as const;

test.each(LANGUAGES)('the list follows what is done elsewhere, without a reload, in %s', async (language) => {
  const { count, app } = words[language];
  const maker = await rig.newMaker({ agreed: false });
  const page = await openConsole(browser, rig, maker.login, language);
  await page.getByText(count(0)).waitFor();
  await look(page, `${language}-first-steps`);
  const { pid } = await maker.createProduct({ body: { name: 'SC002-WA2-V2' } });
  await page.getByText(count(1)).waitFor();
  await maker.issueLicences({ params: { pid }, body: { count: 1 } });
  await page.getByText(count(2)).waitFor();
  const serviceId = 'video-cloud-storage';
  const { version } = await maker.getAgreement({ params: { serviceId }, query: {} });
  await maker.createServiceOrder({ body: { serviceId, agreementVersion: version } });
  await page.getByText(count(3)).waitFor();
  expect(await page.getByRole('link', { name: app }).getAttribute('href')).toBe(`${rig.url}/cn/app`);
  await look(page, `${language}-first-steps-pair`);
  await page.context().close();
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
