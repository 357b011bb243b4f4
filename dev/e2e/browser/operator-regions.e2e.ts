// The operator has a region compare its footage, and reads what was found, in Chromium.
import { mkdirSync, utimesSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { launchChromium } from './chromium.ts';
import { look } from './look.ts';
import { makeOperator, openOperator } from './people.ts';

let rig: RunningRig;
let browser: Browser;
beforeAll(async () => {
  const { folder } = await buildWeb();
  [rig, browser] = await Promise.all([startRig({}, { pages: folder }), launchChromium()]);
  await makeOperator(browser, rig);
});
afterAll(async () => {
  await browser?.close();
  await rig?.stop();
});

/** What a platform that was restored from a backup finds in a folder that was kept. */
function leaveOver(key: string): void {
  const file = path.join(String(rig.environment.KAITONG_DATA), 'objects/cn/objects', key);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, 'from before');
  const before = new Date(Date.now() - 24 * 3_600_000);
  utimesSync(file, before, before);
}

test('what a region compared is asked for and read in its column: what is left over, with examples', async () => {
  leaveOver('footage/event7/20000/6ctcp2dhsbklurecbidkgj/eva0ffk0by6qln88gzn2/000000');
  const page = await openOperator(browser, rig, 'zh-CN');
  await page.goto(`${rig.url}/operator/regions`);
  const column = page.locator('td[data-label$="(cn)"]');
  await column.getByText('尚未核对；每天凌晨（UTC）自动核对一次').waitFor();
  await column.getByRole('button', { name: '立即核对' }).click();
  await page.getByText('已通知该区域开始核对录像').waitFor();
  await column.getByText('已核对 1 个对象：缺失或损坏 0，多余 1，已修复 0').waitFor();
  await column.getByText('1 个未修复').waitFor();
  await column.getByText('最近发现的问题').click();
  await column.getByText('6ctcp2dhsbklurecbidkgj', { exact: false }).waitFor();
  await look(page, 'operator-zh-CN-regions');
  const english = await openOperator(browser, rig, 'en');
  await english.goto(`${rig.url}/operator/regions`);
  await english.getByText('1 objects compared: 0 missing or damaged, 1 left over, 0 repaired').waitFor();
  await english.getByText('The latest of them').first().click();
  await look(english, 'operator-en-regions');
  expect(rig.errors).toEqual([]);
});
