// The extended test as a maker sees it: started on the product's page, followed live, its report saved.
import { readFileSync } from 'node:fs';
import { itemText, verdictText } from '@kaitong/contract';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { linkTester } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { activatedUnit } from '../../src/conformance/testing/tested.ts';
import { launchChromium } from './chromium.ts';
import { look } from './look.ts';
import { openConsole } from './people.ts';

const words = {
  'zh-CN': { start: '开始扩展测试', html: '下载报告（HTML）', title: '扩展测试', cancel: '取消测试' },
  en: {
    start: 'Start extended test',
    html: 'Download report (HTML)',
    title: 'Extended test',
    cancel: 'Cancel test',
  },
} as const;

let rig: RunningRig;
let browser: Browser;
beforeAll(async () => {
  const { folder } = await buildWeb();
  rig = await startRig({}, { pages: folder });
  await linkTester(rig.maker, rig.owners.cn);
  browser = await launchChromium();
});
afterAll(async () => {
  await browser?.close();
  await rig?.stop();
});

test.each(['zh-CN', 'en'] as const)('a maker tests a camera that ignores privacy mode (%s)', async (language) => {
  const t = words[language];
  const { unit } = await activatedUnit(rig, { fault: 'conformance.privacy-mode' });
  const page = await openConsole(browser, rig, rig.maker.login, language);
  const itemPage = `${rig.url}/my/services/video-cloud-storage/items/${unit.pid}`;
  await page.goto(itemPage);
  await page.getByRole('button', { name: t.start }).click();
  const dialogue = page.getByRole('dialog');
  await dialogue.getByText(unit.deviceId).first().waitFor();
  await look(page, `${language}-conformance-start`);
  for (const name of [
    'long-event',
    'uplink-lost',
    'server-restart',
    'token-expired',
    'wrong-clock',
    'key-rotation',
    'rate',
    'night',
    'power-cut',
    'cloned-secret',
    'sleep',
    'update',
  ] as const)
    await dialogue.getByRole('checkbox', { name: itemText(name, language).title }).uncheck();
  await dialogue.getByRole('button', { name: t.start }).click();

  await page.waitForURL(/\/conformance\/cf/);
  await page.getByRole('button', { name: t.cancel }).waitFor();
  await look(page, `${language}-conformance-running`);
  const failed = page.getByRole('listitem').filter({ hasText: itemText('privacy-mode', language).title });
  await failed.getByText(verdictText('fail', language), { exact: true }).first().waitFor({ timeout: 120_000 });
  const saving = page.waitForEvent('download', { timeout: 120_000 });
  await page.getByRole('button', { name: t.html }).click({ timeout: 120_000 });
  const report = readFileSync(await (await saving).path(), 'utf8');
  expect(report).toContain(unit.deviceId);
  expect(report).toContain(itemText('privacy-mode', language).title);
  await page.mouse.move(0, 0); // a button under the pointer is in another colour
  await look(page, `${language}-conformance-ended`);
  const file = await page.context().newPage();
  await file.setContent(report);
  await look(file, `${language}-conformance-report`);

  await page.goto(itemPage);
  await page.getByRole('table', { name: t.title }).getByText(verdictText('fail', language)).waitFor();
  await look(page, `${language}-conformance-item`);
});
