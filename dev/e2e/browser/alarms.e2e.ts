// An alarm rings while the app is closed: what our server encrypted for a phone is handed to the app's real worker. Debian's
// Chromium has no push service, so `pushManager.subscribe` alone is replaced, by a phone at a push service of the test's own.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { PushSubscription } from '@kaitong/contract';
import { type PushService, startPushService } from '@kaitong/server/testing';
import type { BrowserContext, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { PASSWORD } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';
import { canNotify, openNotifying } from './chromium.ts';
import { deliverPush } from './deliver-push.ts';
import { look } from './look.ts';

const profile = mkdtempSync(path.join(tmpdir(), 'kaitong-phone-'));
let service: PushService;
let rig: RunningRig;
let context: BrowserContext;
let cdp: CDPSession;
let unit: Unit;
/** A page of the same origin that no worker of the app's has: the console's. */
let desk: Page;
beforeAll(async () => {
  if (!canNotify) return;
  const { folder } = await buildWeb();
  service = await startPushService();
  const environment = { KAITONG_PRIVATE_RECEIVERS: '127.0.0.1' };
  const phone = { locale: 'zh-CN', viewport: { width: 390, height: 844 } };
  [rig, context] = await Promise.all([startRig(environment, { pages: folder }), openNotifying(profile, phone)]);
  unit = await rig.unit();
  await unit.owner.updateDevice({ params: { deviceId: unit.deviceId }, body: { name: '客厅' } });
  await subscribe(rig, unit);
  await context.grantPermissions(['notifications'], { origin: rig.url });
  await context.addInitScript({ content: replaceSubscribe(service.subscribe()) });
  desk = await context.newPage();
  await desk.goto(rig.url);
  cdp = await context.newCDPSession(desk);
});
afterAll(async () => {
  await context?.close();
  rmSync(profile, { recursive: true, force: true });
  await rig?.stop();
  await service?.[Symbol.asyncDispose]();
});

const app = (path: string): string => `${rig.url}/cn/app${path}`;

/** In the page: a subscription as a browser with a push service would have it. */
const replaceSubscribe = (given: PushSubscription): string => `
  const given = ${JSON.stringify(given)};
  let current = null;
  PushManager.prototype.getSubscription = async () => current;
  PushManager.prototype.subscribe = async () =>
    (current = { ...given, toJSON: () => given, unsubscribe: async () => ((current = null), true) });`;

/** The app, signed in, with its worker at work. */
async function openApp(): Promise<Page> {
  const page = await context.newPage();
  await page.goto(app('/'));
  await page.locator('input').nth(0).fill(unit.owner.login);
  await page.locator('input[type=password]').fill(PASSWORD);
  await page.locator('button[type=submit]').click();
  await page.getByText('客厅').first().waitFor();
  await page.evaluate('navigator.serviceWorker.ready.then(({ scope }) => scope)');
  return page;
}

type Shown = { title: string; body: string; tag: string; data: { path: string } };
const shown = (): Promise<Shown[]> =>
  desk.evaluate(`(async () => {
    const registration = await navigator.serviceWorker.getRegistration('/cn/app/');
    return (await registration.getNotifications()).map(({ title, body, tag, data }) => ({ title, body, tag, data }));
  })()`);

/** Once this holds. */
async function until(holds: () => Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((again) => setTimeout(again, 50));
}

/** As the camera says that somebody is there. */
async function openEvent() {
  const declaration = { container: 'ts', codec: 'h264', width: 320, height: 180, encryption: 'aes-128' } as const;
  const startedAt = rig.clock.now().toISOString();
  const said = { deviceEventId: 'of-a-night', type: 'person', startedAt, ageMs: 0, declaration } as const;
  return await (await unit.api()).openEvent({ body: { ...said, firmware: unit.firmware } });
}

test.skipIf(!canNotify)(
  'the app can be installed, and an alarm of a camera shows while it is closed and its worker sleeps',
  async () => {
    const page = await openApp();
    const own = await context.newCDPSession(page);
    await until(async () => (await page.locator('link[rel=manifest]').count()) > 0);
    const manifest = await own.send('Page.getAppManifest');
    expect(manifest.errors).toEqual([]);
    expect(manifest.url).toBe(app('/manifest.webmanifest'));
    expect((await own.send('Page.getInstallabilityErrors')).installabilityErrors).toEqual([]);

    await page.goto(app('/me/alarms'));
    const ring = page.getByRole('switch', { name: '在本机提醒' });
    await ring.click();
    await until(async () => (await unit.owner.getAlarms({})).phones.length === 1);
    await until(() => ring.isChecked());
    await look(page, 'alarms');
    await page.close();

    const { eventId } = await openEvent();
    const pushed = await service.next();
    pushed.answer(201);
    expect(pushed.alarm).toMatchObject({ deviceId: unit.deviceId, camera: '客厅', kind: 'person', language: 'zh-CN' });

    await deliverPush(cdp, { origin: rig.url, scope: app('/'), data: pushed.text });
    await until(async () => (await shown()).length > 0);
    expect(await shown()).toEqual([
      {
        ...{ title: '客厅', body: '有人出现', tag: `camera ${unit.deviceId}` },
        data: { path: `/devices/${unit.deviceId}/footage?event=${eventId}` },
      },
    ]);
  },
);

test.skipIf(!canNotify)('a click leads to the event in the app that is open', async () => {
  const page = await context.newPage();
  await page.goto(app('/me'));
  await until(async () => context.serviceWorkers().some((worker) => worker.url() === app('/worker.js')));
  // It listens for what the worker says from then on.
  await until(async () => (await page.locator('link[rel=manifest]').count()) > 0);
  const worker = context.serviceWorkers().find((worker) => worker.url() === app('/worker.js'));
  await worker?.evaluate(CLICK_NEWEST);
  await page.waitForURL(({ pathname, search }) => pathname.endsWith('/footage') && search.includes('event='));
  expect(await shown()).toEqual([]);
  await page.close();
});

/** In the worker: as a tap on the notification does. */
const CLICK_NEWEST = `(async () => {
  const [notification] = await self.registration.getNotifications();
  self.dispatchEvent(new NotificationEvent('notificationclick', { notification }));
})()`;

test.skipIf(!canNotify)(
  'without a network the last visit is there, marked with its time; after signing out nothing of it is',
  async () => {
    const page = await context.newPage();
    await page.goto(app('/'));
    await page.getByText('客厅').first().waitFor();
    await until(async () => (await visits(page)) > 0);
    await until(() => page.evaluate(`caches.match('/cn/app/').then((page) => page !== undefined)`));
    const worker = context.serviceWorkers().find((worker) => worker.url() === app('/worker.js'));
    await worker?.evaluate(GO_OFFLINE);
    await page.goto(app('/'));
    await page.getByText('没有网络。显示的是').waitFor();
    await page.getByText('客厅').first().waitFor();
    const bytes = Number(await page.evaluate(KEPT_BYTES));
    expect(bytes).toBeGreaterThan(100_000);
    expect(bytes).toBeLessThanOrEqual(5_000_000);

    await worker?.evaluate(GO_ONLINE);
    await page.goto(app('/me'));
    await page.getByRole('button', { name: '退出登录' }).click();
    await page.waitForURL(/sign-in/);
    expect(await visits(page)).toBe(0);
    expect((await unit.owner.getAlarms({})).phones).toEqual([]);
    await page.close();
  },
);

/** Caches of what an owner saw. */
const visits = (page: Page): Promise<number> =>
  page.evaluate(`caches.keys().then((names) => names.filter((name) => name.startsWith('visit ')).length)`);

/** In the worker: what a phone without a network does with each request. */
const GO_OFFLINE = `self.online = self.fetch; self.fetch = () => Promise.reject(new TypeError('no network'));`;
const GO_ONLINE = 'self.fetch = self.online;';

const KEPT_BYTES = `(async () => {
  let bytes = 0;
  for (const name of await caches.keys()) {
    const cache = await caches.open(name);
    for (const request of await cache.keys())
      bytes += (await (await cache.match(request)).arrayBuffer()).byteLength;
  }
  return bytes;
})()`;
