// The report of a camera that was watched for a day, as a maker reads it: in both languages, on a desk and a phone.
import { LANGUAGES } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { look } from './look.ts';
import { openPages, type Pages } from './pages.ts';
import { openConsole } from './people.ts';
import { watch } from './walk/furnish.ts';

let pages: Pages;
let id: string;
beforeAll(async () => {
  pages = await openPages();
  const { pid } = await pages.rig.maker.createProduct({ body: { name: '卡片机' } });
  id = await watch(pages.rig, { pid, deviceId: '6ckx3m9p2w7q4z8n5v1t2r' });
});
afterAll(() => pages?.[Symbol.asyncDispose]());

const words = {
  'zh-CN': { found: '有 1 个小时收到了移动指令，却没有任何事件', hours: '逐小时数据' },
  en: { found: 'Hours in which it was told to see motion and no event came: 1', hours: 'Hour by hour' },
} as const;

test.each(LANGUAGES)('it says what was found, and shows each hour, in %s', async (language) => {
  const { rig, browser } = pages;
  const page = await openConsole(browser, rig, rig.maker.login, language);
  await page.goto(`${rig.url}/soaks/${id}`);
  await page.getByText(words[language].found).waitFor();
  expect(await page.getByRole('table', { name: words[language].hours }).getByRole('row').count()).toBe(25);
  await look(page, `${language}-soak`);
  await page.context().close();
});
