// A browser is the camera: its picture, from a file, activates a demonstration product, is recorded and plays; nothing of it is sold.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { DeviceId, Language, Pid } from '@kaitong/contract';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWeb } from '../../../scripts/build-web.ts';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { linkTester, PASSWORD } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { issueLicence, type Unit } from '../../src/activation/testing/units.ts';
import { expectPlayable, listEvents } from '../../src/service/testing/footage.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';
import { launchChromium } from './chromium.ts';
import { look } from './look.ts';
import { openPhone } from './owner.ts';
import { openConsole } from './people.ts';
import { expectPlaying } from './playing.ts';

let folder: string;
let rig: RunningRig;
let browser: Browser;
let pid: Pid;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-film-'));
  const film = path.join(folder, 'room.mjpeg');
  filmRoom(film);
  const { folder: pages } = await buildWeb();
  const camera = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
  [rig, browser] = await Promise.all([
    startRig({}, { pages }),
    launchChromium(undefined, [...camera, `--use-file-for-fake-video-capture=${film}`]),
  ]);
  pid = (await rig.maker.createProduct({ body: { name: '演示', demonstration: true } })).pid;
  await linkTester(rig.maker, rig.owners.cn);
});
afterAll(async () => {
  await browser?.close();
  await rig?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A room that is still for ten seconds, in which an event ends, and in which a box moves for four, under the noise of a sensor. */
function filmRoom(film: string): void {
  const room = ['-f', 'lavfi', '-i', 'smptebars=size=1280x720:rate=30:duration=14'];
  const box = ['-f', 'lavfi', '-i', 'color=white:size=160x320:rate=30:duration=14'];
  const moving = "overlay=x='if(lt(t,10),40,40+mod((t-10)*220,1000))':y=200,noise=alls=6:allf=t,format=yuvj420p";
  const made = ['-filter_complex', `[0][1]${moving}`, '-q:v', '8', '-f', 'mjpeg', film];
  execFileSync('ffmpeg', ['-loglevel', 'error', ...room, ...box, ...made]);
}

const words = {
  'zh-CN': { pair: '配网并开始', online: '在线。', not: '浏览器只能作为演示产品的摄像机' },
  en: { pair: 'Pair and begin', online: 'Online.', not: 'A browser is a camera of demonstration' },
} as const;

async function openComputer(language: Language, before?: string): Promise<Page> {
  const { login } = rig.owners.cn;
  const page = await openPhone(browser, { url: `${rig.url}/cn/app/`, login, password: PASSWORD }, language);
  if (before !== undefined) await page.addInitScript(before);
  await page.goto(`${rig.url}/cn/app/me/computer`);
  return page;
}

async function pair(page: Page, language: Language, of: Pid): Promise<void> {
  const { uuid, authKey } = await issueLicence(rig, { maker: rig.maker, pid: of, region: 'cn' });
  await page.getByLabel('UUID').fill(`${uuid},${authKey}`);
  await page.getByRole('button', { name: words[language].pair }).click();
}

const deviceOf = (page: Page): Promise<DeviceId> =>
  page.evaluate<DeviceId>(
    "JSON.parse(localStorage[Object.keys(localStorage).find((name) => name.endsWith('.credentials'))]).deviceId",
  );

/** What a browser lacks, and what the page says of it. */
const LACKING = [
  ["Object.defineProperty(window, 'isSecureContext', { value: false })", '需要 HTTPS', 'HTTPS is needed'],
  ['delete MediaDevices.prototype.getUserMedia', '浏览器不提供摄像头', 'This browser gives no camera'],
  ['delete window.VideoEncoder', '浏览器不能编码视频', 'This browser encodes no video'],
  ['delete window.MediaStreamTrackProcessor', '浏览器不能逐帧读取摄像头', 'gives no single pictures'],
  ['VideoEncoder.isConfigSupported = async () => ({ supported: false })', '没有 H.264 编码器', 'no encoder for H.264'],
] as const;

test.each(LACKING)('where a browser cannot be a camera, the page says why: %s', async (before, zh, en) => {
  for (const [language, told] of [['zh-CN', zh] as const, ['en', en] as const]) {
    const page = await openComputer(language, before);
    await page.getByText(told).waitFor();
    expect(await page.getByLabel('UUID').count()).toBe(0);
    if (zh === '需要 HTTPS') await look(page, `computer-obstacle-${language}`);
    await page.context().close();
  }
});

test.each(['zh-CN', 'en'] as const)(
  'in %s: a licence of a product that is sold makes no camera of a browser, and it says why',
  async (language) => {
    const page = await openComputer(language);
    const sold = await rig.maker.createProduct({ body: { name: '卡片机' } });
    await page.getByLabel('UUID').waitFor();
    await look(page, `computer-pair-${language}`);
    await pair(page, language, sold.pid);
    await page.getByText(words[language].not).waitFor();
    await look(page, `computer-refused-${language}`);
    await page.context().close();
  },
);

test('a wave before it activates the product, its clip plays, and the product is sold by nobody', async () => {
  const page = await openComputer('zh-CN');
  await pair(page, 'zh-CN', pid);
  await page.getByText(words['zh-CN'].online).waitFor();
  await look(page, 'computer-online-zh-CN');
  const deviceId = await deviceOf(page);
  const outcome = await rig.maker.activate(deviceId);
  expect(outcome.application.findings.filter(({ severity }) => severity === 'error')).toEqual([]);
  expect(outcome.application).toMatchObject({ state: 'approved', problem: null, sample: 'browser' });
  await look(page, 'computer-uploaded-zh-CN');

  const maker = await openConsole(browser, rig, rig.maker.login, 'zh-CN');
  await maker.goto(`${rig.url}/applications/${outcome.application.id}`);
  await maker.getByText('浏览器').first().waitFor();
  await maker.getByLabel('播放视频片段').press('Space');
  await expectPlaying(maker);
  await look(maker, 'computer-application-zh-CN');
  await maker.goto(`${rig.url}/my/services/video-cloud-storage/items/${pid}`);
  await maker.getByText('由浏览器摄像头开通').waitFor();
  await look(maker, 'computer-item-zh-CN');
  await maker.context().close();
  await expect(rig.maker.resumeSale({ params: { pid } })).rejects.toMatchObject({
    problem: { code: 'demonstration_not_sold' },
  });
  const owner = rig.owners.cn;
  expect(await owner.listOffers({ params: { deviceId } })).toMatchObject({ onSale: false, plans: [] });

  // What a subscription records goes the way of every camera's, also from a page behind another.
  const unit = { owner, deviceId } as Unit;
  const front = await page.context().newPage();
  await front.goto('about:blank');
  await front.bringToFront();
  await subscribe(rig, unit);
  const event = await eventually(async () => {
    const complete = (await listEvents(unit)).find(({ state }) => state === 'complete');
    if (!complete) throw new Error('nothing is recorded yet');
    return complete;
  }, 90_000);
  await expectPlayable(unit, event);
  await page.bringToFront();
  await page.context().close();
});

test('privacy mode outlives a reload, and a page that was halted says for how long', async () => {
  const page = await openComputer('zh-CN');
  await pair(page, 'zh-CN', pid);
  await page.getByText(words['zh-CN'].online).waitFor();
  const params = { deviceId: await deviceOf(page) };
  await rig.owners.cn.changeSettings({ params, body: { privacyMode: true } });
  await page.getByText('隐私模式已开启').waitFor();
  await page.reload();
  await page.getByText('隐私模式已开启').waitFor();
  await rig.owners.cn.changeSettings({ params, body: { privacyMode: false } });
  await page.getByText(words['zh-CN'].online).waitFor();
  await page.evaluate('{ const now = Date.now; Date.now = () => now() + 61_000 }');
  await page.getByText(/暂停了本页 6[12] 秒/).waitFor();
  await look(page, 'computer-stood-still-zh-CN');
  await page.context().close();
});

test('in English the page says the same', async () => {
  const page = await openComputer('en');
  await pair(page, 'en', pid);
  await page.getByText(words.en.online).waitFor();
  await look(page, 'computer-online-en');
  const other = await page.context().newPage();
  await other.goto(page.url());
  await other.getByText('It runs in another tab').waitFor();
  await look(other, 'computer-other-tab-en');
  await page.close();
  await other.getByText(words.en.online).waitFor();
  await rig.owners.cn.removeDevice({ params: { deviceId: await deviceOf(other) } });
  await other.getByText('The device was removed').waitFor();
  await other.context().close();
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
