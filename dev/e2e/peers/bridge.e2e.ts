// Cameras that speak RTSP by a server that is not ours, GStreamer's, behind our bridge: on its page, with a platform, and gone.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Language } from '@kaitong/contract';
import { startBridge } from '@kaitong/device/bridge/testing';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../../scripts/command.ts';
import { freePorts } from '../../src/activation/testing/processes.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { issueLicence } from '../../src/activation/testing/units.ts';
import { launchChromium } from '../browser/chromium.ts';
import { look } from '../browser/look.ts';

let rig: RunningRig;
let browser: Browser;
beforeAll(async () => {
  [rig, browser] = await Promise.all([startRig(), launchChromium()]);
});
afterAll(async () => {
  await browser?.close();
  await rig?.stop();
});

/** Debian's Python, which has GStreamer's bindings; `kill` is a power cut. */
async function startCamera(port: number) {
  const script = path.join(import.meta.dirname, 'rtsp-server.py');
  const child = spawn('/usr/bin/python3', [script, String(port)], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(createInterface(child.stdout), 'line');
  const kill = async () => {
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  };
  return { url: `rtsp://127.0.0.1:${port}/stream`, kill, [Symbol.asyncDispose]: kill };
}

const words = {
  en: { judge: 'Judge 15 seconds', pass: 'Would pass', text: 'Pairing text', pair: 'Pair', online: 'Online' },
  'zh-CN': { judge: '截取 15 秒并判定', pass: '会通过', text: '配网文本', pair: '配网', online: '在线' },
} as const;

async function openPage(url: string, language: Language) {
  const context = await browser.newContext({ locale: language });
  const page = await context.newPage();
  const refused: string[] = [];
  page.on('console', (message) => void (message.type() === 'error' && refused.push(message.text())));
  await page.goto(`${url}/?lang=${language}`);
  return { page, refused, [Symbol.asyncDispose]: () => context.close() };
}

test('a camera behind a bridge is told that it would pass, is paired on the page, and its product is activated', async () => {
  await using camera = await startCamera(await freePorts());
  const { pid } = await rig.maker.createProduct({ body: { name: 'Bridged' } });
  const licence = await issueLicence(rig, { maker: rig.maker, pid, region: 'cn' });
  await using bridge = await startBridge({
    cameras: [
      { name: 'yard', source: camera.url, firmware: '2.3.0', licence },
      { name: 'gate', source: 'rtsp://127.0.0.1:9/stream' },
    ],
  });
  await using opened = await openPage(bridge.url, 'en');
  const { page, refused } = opened;
  const yard = page.locator('article', { hasText: 'yard' });
  await yard.locator('video:not([hidden]), img:not([hidden])').waitFor();
  await yard.getByRole('button', { name: words.en.judge }).click();
  await yard.getByText(words.en.pass, { exact: true }).waitFor({ timeout: 90_000 });
  expect(await yard.getByText('Enough for picture.no_motion.').isVisible()).toBe(true);
  await look(page, 'bridge-en');

  await yard.getByLabel(words.en.text).fill((await rig.owners.cn.createPairingToken({})).text);
  await yard.getByRole('button', { name: words.en.pair, exact: true }).click();
  const { device } = await bridge.until('yard', (view) => view.device.state === 'online');
  const { application } = await rig.maker.activate(device.deviceId ?? '');
  expect(application, JSON.stringify(application.findings)).toMatchObject({ state: 'approved', sample: 'bridge' });
  await bridge.until('yard', ({ news }) => news.some(({ text }) => text.startsWith('Uploaded event')));
  await using chinese = await openPage(bridge.url, 'zh-CN');
  await chinese.page.getByText(words['zh-CN'].online, { exact: true }).first().waitFor();
  await chinese.page.getByText(words['zh-CN'].pass, { exact: true }).waitFor();
  await look(chinese.page, 'bridge-zh-CN');
  expect([refused, chinese.refused].flat().filter((text) => /Content Security Policy/.test(text))).toEqual([]);
});

test('a camera that loses its power is told so and is there again by itself, and the one beside it goes on', async () => {
  const [one, other] = [await freePorts(), await freePorts()];
  await using steady = await startCamera(other);
  await using bridge = await startBridge({
    cameras: [
      { name: 'yard', source: `rtsp://127.0.0.1:${one}/stream` },
      { name: 'gate', source: steady.url },
    ],
  });
  const before = await bridge.until('gate', ({ stream }) => stream.is === 'live');
  {
    await using _first = await startCamera(one);
    await bridge.until('yard', ({ stream, motion }) => stream.is === 'live' && motion?.is === 'enough');
  }
  const gone = await bridge.until('yard', ({ stream }) => stream.is === 'waiting');
  expect(gone.stream.problem?.title).toMatch(/lost|Nothing answers/);
  await using _again = await startCamera(one);
  await bridge.until('yard', ({ stream, motion }) => stream.is === 'live' && motion?.is === 'enough');
  const after = await bridge.until('gate', () => true);
  // The same connection as at the beginning.
  expect(after.picture?.connection).toBe(before.picture?.connection);
});

const guides = ['bridge.md', 'bridge.zh-CN.md'].map((name) =>
  readFileSync(path.join(root, 'docs/guide', name), 'utf8'),
) as [string, string];
const blocksOf = (page: string): string[] =>
  [...page.matchAll(/^```\w+\n(.*?)^```$/gms)].map(([, block = '']) => block);

test('the guide’s lines are the same in both languages, its configuration is one, and its hook is there', async () => {
  const [english, chinese] = guides;
  expect(blocksOf(chinese)).toEqual(blocksOf(english));
  const config = JSON.parse(blocksOf(english).find((block) => block.startsWith('{')) ?? '{}') as { cameras: object[] };
  await using bridge = await startBridge({ ...config, folder: 'data', port: 0 });
  const { cameras } = (await (await fetch(`${bridge.url}/cameras`)).json()) as { cameras: { name: string }[] };
  expect(cameras.map(({ name }) => name)).toEqual(['yard', 'gate']);
  const [, hook = ''] = /(\/cameras\/\S+\/trigger)/.exec(english) ?? [];
  const answer = await fetch(bridge.url + hook, { method: 'POST' });
  expect([answer.status, await answer.json()]).toEqual([409, { because: 'no_stream' }]);
});
