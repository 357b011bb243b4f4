// One camera's cloud storage from the first fen to the last picture, as its owner lives through it: over HTTPS and MQTTS,
// with a certificate of the server's own making.
import { execFileSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { app, createClient, days, hours, milliseconds, minutes } from '@kaitong/contract';
import { pairDevice } from '@kaitong/device';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { cookieSend } from '../../src/demo/session.ts';
import { type MovableDemo, startMovableDemo } from '../movable-demo.ts';
import { launchChromium } from './chromium.ts';
import { look } from './look.ts';
import { openApp } from './owner.ts';
import { expectPlaying, playbackTimes } from './playing.ts';

let demo: MovableDemo;
let browser: Browser;
let camera: MovableDemo['devices'][number];
/** The same owner's two phones: one acts, the other one is there to be looked at. */
let phone: Page;
let english: Page;
beforeAll(async () => {
  demo = await startMovableDemo({ KAITONG_TLS: 'self' });
  browser = await launchChromium(demo.console.url);
  camera = demo.device('already-activated');
  await signIn();
});
afterAll(async () => {
  await browser?.close();
  await demo?.[Symbol.asyncDispose]();
});

/** A session lasts fourteen days: who comes back later signs in again. */
async function signIn(): Promise<void> {
  await Promise.all([phone, english].map((page) => page?.context().close()));
  [phone, english] = await Promise.all([
    openApp(browser, demo, camera.region, 'zh-CN'),
    openApp(browser, demo, camera.region, 'en'),
  ]);
}

const pageOf = (rest: string): string => `${demo.console.url}/${camera.region}/app/devices/${camera.deviceId}${rest}`;

/** Goes to a page of the camera and looks at it in both languages, once what it is for is there. */
async function visit(rest: string, [text, englishText]: [string, string], name?: string): Promise<void> {
  await Promise.all([phone.goto(pageOf(rest)), english.goto(pageOf(rest))]);
  await Promise.all([phone.getByText(text).first().waitFor(), english.getByText(englishText).first().waitFor()]);
  if (name === undefined) return;
  await look(phone, `story-${name}-zh-CN`);
  await look(english, `story-${name}-en`);
}

/** When its token is over, a camera that is connected is sent away to get another one. */
const waveWhenOnline = (): Promise<void> => eventually(() => demo.wave(camera.deviceId));

const mayRecord = (may: boolean): Promise<void> =>
  eventually(async () => expect((await demo.look(camera.deviceId)).mayRecord).toBe(may));

type Stored = { id: string; complete: boolean; durationMs: number };
async function stored(): Promise<Stored[]> {
  const { rows } = await demo.cn.pool.query<Stored>(
    `SELECT id, completed_at IS NOT NULL AS complete, duration_ms AS "durationMs" FROM recorded_event
     WHERE device_id = $1 AND deleted_at IS NULL ORDER BY started_at`,
    [camera.deviceId],
  );
  return rows;
}
const completed = (count: number): Promise<Stored[]> =>
  eventually(async () => {
    const events = await stored();
    expect(events.map(({ complete }) => complete)).toEqual(Array.from({ length: count }, () => true));
    return events;
  });

/** Names of all footage on the disk, what waits for its removal included. */
const storedFiles = (): string[] =>
  globSync(`objects/${camera.region}/{objects/footage,trash}/**`, { cwd: demo.dataFolder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => name);

async function buyTrial(): Promise<void> {
  await visit('', ['云存储', 'Cloud storage']);
  await phone.getByRole('link', { name: '云存储' }).click();
  await visit('/cloud-storage', ['0.01元体验套餐', 'Trial for CN¥0.01'], 'offers');
  await phone.getByRole('link', { name: '立即体验' }).click();
  await phone.getByText('应付').first().waitFor();
  await look(phone, 'story-checkout-zh-CN');
  await phone.getByRole('button', { name: '提交订单，支付 ¥0.01' }).click();
  await phone.getByRole('button', { name: '支付 ¥0.01' }).click();
  await phone.getByText('支付成功').waitFor();
  await look(phone, 'story-paid-zh-CN');
  await phone.getByRole('link', { name: '返回 App' }).click();
  await phone.getByText('云存储已生效').waitFor();
  await visit('/cloud-storage', ['云存储使用中', 'Cloud storage is on'], 'active');
}

async function waveAndWatch(): Promise<void> {
  await visit('/footage', ['这一天没有录像', 'No recordings']);
  const waved = Date.now();
  await demo.wave(camera.deviceId);
  const newest = phone.locator('li button').first();
  await newest.waitFor();
  const listed = Date.now();
  await newest.click();
  const { chosen, shown } = await playbackTimes(phone);
  const { rows } = await demo.cn.pool.query(
    `SELECT extract(epoch FROM opened_at) * 1000 AS opened, extract(epoch FROM min(committed_at)) * 1000 AS stored
     FROM recorded_event JOIN recorded_object ON event_id = id WHERE recorded_event.device_id = $1 GROUP BY opened_at`,
    [camera.deviceId],
  );
  const after = (at: number): string => ((at - waved) / 1000).toFixed(2);
  console.log(
    `${after(shown)} s from the event's start to its first picture in the owner's browser (wanted: 2); opened after ` +
      `${after(rows[0].opened)} s, first segment stored after ${after(rows[0].stored)} s, listed after ${after(listed)} s, chosen after ${after(chosen)} s`,
  );
  await expectPlaying(phone);
  await look(phone, 'story-recording-zh-CN');
  await completed(1);
}

async function download(): Promise<void> {
  await phone.reload();
  const started = phone.waitForEvent('download');
  await phone.getByRole('button', { name: '下载' }).click();
  const file = path.join(demo.dataFolder, 'download.mp4');
  await (await started).saveAs(file);
  const entries = 'stream=codec_name,width,height,nb_read_frames:format=duration';
  const said = execFileSync('ffprobe', ['-v', 'error', '-count_frames', '-show_entries', entries, '-of', 'json', file]);
  const { streams, format } = JSON.parse(String(said));
  expect(streams).toEqual([{ codec_name: 'h264', width: 640, height: 360, nb_read_frames: '90' }]);
  expect(Number(format.duration)).toBeCloseTo(6, 0);
}

/** Neither on the same phone, nor by pairing the unit to somebody else in another region: it has one owner in the world. */
async function expectNoSecondTrial(): Promise<void> {
  await visit('/cloud-storage/buy', ['这台设备已体验过', 'This camera has had its trial'], 'second-trial');
  const eu = demo.apps.find(({ region }) => region === 'eu');
  if (!eu) throw new Error('the demonstration has no app in eu');
  const other = createClient(app, cookieSend(`${demo.console.url}/eu`));
  await other.signIn({ body: { login: eu.email, password: eu.password } });
  const { text: pairingText } = await other.createPairingToken({});
  const state = JSON.parse(readFileSync(path.join(demo.dataFolder, 'demo-state.json'), 'utf8'));
  const { uuid, authKey } = state.cameras[camera.behaviour];
  const paired = await pairDevice({ pairingText, uuid, authKey, firmware: camera.firmware, features: {} });
  expect(paired).toMatchObject({ ok: false, problem: { code: 'already_bound' } });
}

/** In the last minutes of the thirty days one event is recorded whole, and the next one is cut off by the end. */
async function recordUntilTheEnd(): Promise<string> {
  await demo.clock.advance(milliseconds(days(30) - minutes(10)));
  await signIn();
  await waveWhenOnline();
  const [last] = await completed(1); // the day of the first event is over for longer than the plan keeps it
  if (!last) throw new Error('nothing was recorded');
  await waveWhenOnline();
  await eventually(async () => expect((await stored())[1]?.durationMs).toBeGreaterThan(0));
  await demo.clock.advance(minutes(10));
  const ended = performance.now();
  await eventually(async () =>
    expect(await demo.look(camera.deviceId)).toMatchObject({ mayRecord: false, recording: false }),
  );
  const seconds = (performance.now() - ended) / 1000;
  console.log(`${seconds.toFixed(2)} s from the subscription's end to the end of the recording (at most: 10)`);
  const [, cut] = await completed(2);
  expect(cut?.durationMs).toBeLessThan(last.durationMs);
  // The camera knows it too: what it says next is about the next one.
  await eventually(async () =>
    expect(await demo.look(camera.deviceId)).toMatchObject({ lastEvent: { eventId: cut?.id, uploaded: true } }),
  );

  await waveWhenOnline();
  await eventually(async () =>
    expect(await demo.look(camera.deviceId)).toMatchObject({ recording: false, lastEvent: { uploaded: false } }),
  );
  await completed(2);
  return last.id;
}

async function askTheProjectManager(): Promise<void> {
  await visit('', ['云存储已过期，请联系项目经理', 'Cloud storage has expired'], 'expired-device');
  await visit('/cloud-storage', ['云存储已过期，请联系项目经理', 'Cloud storage has expired'], 'expired');
  await phone.getByText('400-000-0000').waitFor();
  await phone.getByRole('textbox').fill('请问怎么续费？');
  await phone.getByRole('button', { name: '发送请求' }).click();
  await phone.getByText('已发送').waitFor();
  await look(phone, 'story-request-zh-CN');
}

async function expectPlayable(eventId: string): Promise<void> {
  await visit('/footage', ['云存储套餐已到期', 'has expired'], 'expired-footage');
  await phone.goto(pageOf(`/footage?event=${eventId}`));
  await expectPlaying(phone);
}

/** In the app, in the database and on the disk. */
async function expectGone(eventId: string): Promise<void> {
  await eventually(async () => expect(await stored()).toEqual([]));
  await visit(`/footage?event=${eventId}`, ['录像已不存在', 'This recording is gone'], 'gone-event');
  await visit('/footage', ['这一天没有录像', 'No recordings'], 'gone-footage');
  await visit('/cloud-storage', ['已有录像已删除', 'earlier footage is deleted'], 'gone');
  const keys = await demo.cn.pool.query(
    `SELECT id FROM footage_key WHERE device_id = $1 AND erased_at IS NULL
     UNION ALL SELECT wrapped_key FROM recorded_event WHERE device_id = $1 AND wrapped_key IS NOT NULL`,
    [camera.deviceId],
  );
  expect(keys.rows).toEqual([]);
  await eventually(() => expect(storedFiles()).toEqual([]));
}

test('a trial is bought, an event watched; the trial ends, and seven days later nothing is left of it', async () => {
  await buyTrial();
  await mayRecord(true);
  await waveAndWatch();
  await download();
  await expectNoSecondTrial();
  const last = await recordUntilTheEnd();
  expect(storedFiles()).not.toEqual([]);
  await askTheProjectManager();
  await demo.clock.advance(milliseconds(days(7) - hours(1)));
  await expectPlayable(last);
  await demo.clock.advance(hours(1));
  await expectGone(last);
});

test('all of it was encrypted, and only because the browser was told to trust this one server', async () => {
  expect([demo.console.url, demo.room.url].map((url) => new URL(url).protocol)).toEqual(['https:', 'https:']);
  expect(demo.mqtt.map(({ url }) => new URL(url).protocol)).toEqual(demo.mqtt.map(() => 'mqtts:'));
  const used = await phone.evaluate(() =>
    performance.getEntriesByType('resource').map((entry) => {
      const { name, nextHopProtocol } = entry.toJSON() as { name: string; nextHopProtocol: string };
      return [new URL(name).protocol, nextHopProtocol];
    }),
  );
  expect(used.length).toBeGreaterThan(0);
  for (const [scheme, protocol] of used) expect([scheme, protocol]).toEqual(['https:', 'h2']);
  const stranger = await launchChromium();
  const page = await (await stranger.newContext()).newPage();
  await expect(page.goto(demo.console.url)).rejects.toThrow('ERR_CERT_AUTHORITY_INVALID');
  await stranger.close();
});
