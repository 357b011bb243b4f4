// The console's devices as their cameras come and go, in Chromium.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkTester } from '../../src/activation/testing/people.ts';
import { openPages, type Pages } from './pages.ts';
import { openConsole, WITHOUT_WORKER } from './people.ts';

let pages: Pages;
let rig: Pages['rig'];
let browser: Pages['browser'];
beforeAll(async () => {
  pages = await openPages();
  ({ rig, browser } = pages);
});
afterAll(() => pages?.[Symbol.asyncDispose]());

// The page reads the list again by itself once a minute: what it shows before that it was told.
test('devices are paired, come, go and are removed on the page while somebody looks, and only then regions tell', async () => {
  const page = await openConsole(browser, rig, rig.maker.login, 'zh-CN');
  // What a worker asks for nobody sees here: without one a page holds the line itself.
  await page.addInitScript(WITHOUT_WORKER);
  const asks = (query: string) =>
    page.waitForRequest((request) => request.url().includes(`/api/v1/events?${query}`), { timeout: 60_000 });
  const told = asks('devices=true&of=');
  await page.goto(`${rig.url}/devices`);
  await page.getByText('还没有配网的设备').waitFor();
  await told;
  const unit = await rig.unit();
  const row = page.getByRole('row').filter({ hasText: unit.deviceId });
  await row.getByText('离线').waitFor();
  const camera = await unit.camera();
  await row.getByText('在线').waitFor();
  await camera.stop();
  await row.getByText('离线').waitFor();
  await unit.owner.removeDevice({ params: { deviceId: unit.deviceId } });
  await row.waitFor({ state: 'detached' });
  const untold = asks('of=');
  await page.getByRole('link', { name: '产品', exact: true }).first().click();
  await untold;
  expect(rig.errors).toEqual([]);
});

test('the page of a tester’s device says by itself when it comes and goes, with its firmware and when it was last seen', async () => {
  const owner = await rig.newOwner();
  await linkTester(rig.maker, owner);
  const unit = await rig.unit({ owner, firmware: '2.3.0' });
  const page = await openConsole(browser, rig, rig.maker.login, 'zh-CN');
  await page.goto(`${rig.url}/devices/${unit.deviceId}`);
  const titled = (name: RegExp) => page.getByRole('heading', { level: 1, name }).waitFor();
  await titled(/ · 离线/);
  const camera = await unit.camera({ firmware: '2.4.0' });
  await titled(/ · 在线 · 2\.4\.0$/);
  await camera.stop();
  await titled(/ · 离线 · 2\.4\.0$/);
  const seen = page.locator('dl > div').filter({ has: page.getByText('最近在线', { exact: true }) });
  await seen.locator('time').waitFor();
  await page.context().close();
  expect(rig.errors).toEqual([]);
});
