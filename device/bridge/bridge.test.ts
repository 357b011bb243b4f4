import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { type AddressInfo, createServer } from 'node:net';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LICENCE, startTestRegion } from '../src/testing/region.ts';
import { loadNodeAv } from '../virtual/encode/node-av.ts';
import { main } from './cli.ts';
import { texts } from './page/texts.ts';
import { startFilm } from './testing/film.ts';
import { startBridge, temporaryFolder } from './testing/start-bridge.ts';

const av = await loadNodeAv();
let film: Awaited<ReturnType<typeof startFilm>>;
beforeAll(async () => {
  if (av) film = await startFilm(av);
});
afterAll(() => film?.[Symbol.asyncDispose]());

type TestRegion = Awaited<ReturnType<typeof startTestRegion>>;

const post = (url: string, init: RequestInit = {}) => fetch(url, { method: 'POST', ...init });

/** With a name of the caller's choice, which `fetch` does not let through. */
async function statusWith(url: string, host: string): Promise<number> {
  const asked = request(url, { headers: { host } }).end();
  const [answer] = await once(asked, 'response');
  answer.resume();
  return answer.statusCode;
}

test.skipIf(!av)(
  'cameras that say nothing hold up none that does, and each is told by itself',
  async () => {
    const silent = createServer(() => {}).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const source = `rtsp://127.0.0.1:${(silent.address() as AddressInfo).port}/stream`;
    const dumb = Array.from({ length: 8 }, (_, at) => ({ name: `silent-${at}`, source }));
    await using bridge = await startBridge({
      cameras: [...dumb, { name: 'nobody', source: 'rtsp://127.0.0.1:9/x' }, { name: 'yard', source: film.url }],
    });
    const yard = await bridge.until('yard', ({ stream, motion }) => stream.is === 'live' && motion?.is === 'enough');
    expect(yard.facts.map(({ value }) => value)).toEqual(expect.arrayContaining(['H.264 Main', '160×90']));
    const picture = await fetch(`${bridge.url}/cameras/yard/picture.jpg`);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
    const nobody = await bridge.until('nobody', ({ stream }) => stream.is === 'waiting');
    expect(nobody.stream.problem).toMatchObject(texts.en.problems.unreachable);
    const waiting = await bridge.until('silent-0', ({ stream }) => stream.is !== 'live');
    expect(waiting.stream.is).toBe('connecting');
    silent.close();
  },
  60_000,
);

test.skipIf(!av)(
  'before it is paired, the judge says of 15 seconds what it would say of an activation',
  async () => {
    await using bridge = await startBridge({ cameras: [{ name: 'yard', source: film.url }] });
    await bridge.until('yard', ({ stream }) => stream.is === 'live');
    expect((await post(`${bridge.url}/cameras/yard/look`)).status).toBe(202);
    expect((await post(`${bridge.url}/cameras/yard/look`)).status).toBe(409); // one at a time
    const { judge, device } = await bridge.until('yard', (view) => view.judge.state === 'judged');
    expect([judge.outcome, judge.findings.map(({ code }) => code)]).toEqual(['pass', []]);
    expect(device).toMatchObject({ deviceId: null, mayPair: false });
  },
  60_000,
);

test.skipIf(!av)(
  'the stream is shown from the same packets, as fragments that begin with a key frame',
  async () => {
    await using bridge = await startBridge({ cameras: [{ name: 'yard', source: film.url }] });
    const { picture } = await bridge.until('yard', (view) => (view.picture?.mime ?? null) !== null);
    expect(picture).toMatchObject({ mime: expect.stringMatching(/^video\/mp4; codecs="avc1\.4d/), width: 160 });
    const { body, headers } = await fetch(`${bridge.url}/cameras/yard/live.mp4`);
    expect(headers.get('content-type')).toBe('video/mp4');
    let bytes = Buffer.alloc(0);
    for await (const part of body ?? []) {
      bytes = Buffer.concat([bytes, part]);
      if (bytes.toString('latin1').split('moof').length > 2) break;
    }
    expect(bytes.toString('latin1').split('moov').length).toBe(2);
  },
  60_000,
);

test.skipIf(!av)(
  'a camera pairs as a bridge by the page, records when its hook is called, is there again after a restart, and forgets itself when its owner removes it',
  async () => {
    await using region = await startTestRegion();
    const camera = {
      name: 'yard',
      source: film.url,
      firmware: '2.3.0',
      licence: LICENCE,
      motion: 'none',
      preRecord: 1,
      length: 2,
    };
    using temporary = temporaryFolder();
    await pairAndRecord(region, camera, temporary.folder);

    await using bridge = await startBridge({ cameras: [camera] }, temporary.folder);
    const { device } = await bridge.until('yard', (view) => view.device.state === 'online');
    expect(device.deviceId).toBe(region.deviceId);
    await region.send('unpair', { id: 'u1' });
    const removed = await bridge.until('yard', (view) => view.device.deviceId === null);
    expect(removed.device.mayPair).toBe(true);
  },
  60_000,
);

async function pairAndRecord(region: TestRegion, camera: object, folder: string): Promise<void> {
  await using bridge = await startBridge({ cameras: [camera] }, folder);
  await bridge.until('yard', ({ stream }) => stream.is === 'live');
  expect(await (await post(`${bridge.url}/cameras/yard/trigger`)).json()).toEqual({ because: 'unpaired' });

  const refused = await post(`${bridge.url}/cameras/yard/pair?lang=zh-CN`, { body: 'nonsense' });
  expect([refused.status, await refused.json()]).toMatchObject([422, { code: 'pairing_token_invalid' }]);
  const paired = await post(`${bridge.url}/cameras/yard/pair`, { body: region.pairingText });
  expect([paired.status, await paired.json()]).toEqual([201, { deviceId: region.deviceId }]);
  expect(region.paired).toMatchObject({ sample: 'bridge', firmware: '2.3.0' });
  const credentials = path.join(bridge.folder, 'bridge-data', 'yard', 'credentials');
  expect(statSync(credentials).mode & 0o077).toBe(0);
  await bridge.until('yard', ({ device }) => device.state === 'online');

  const grant = {
    id: 'g1',
    nonce: 'n1',
    maxFootageMs: 15_000,
    expiresAt: new Date(Date.now() + 60_000).toISOString(),
  };
  await region.send('grant', grant);
  await bridge.until('yard', ({ device }) => device.asked);
  expect((await post(`${bridge.url}/cameras/yard/trigger`)).status).toBe(202);
  const { news } = await bridge.until('yard', (view) => view.news.some(({ text }) => /^Uploaded event/.test(text)));
  expect(news.map(({ text }) => text)).toContain(texts.en.news.recording.wave);
  expect(region.opened?.body).toMatchObject({
    nonce: 'n1',
    declaration: { container: 'fmp4', encryption: 'aes-128' },
  });

  const said = [bridge.said(), await (await fetch(`${bridge.url}/cameras`)).text()].join('\n');
  for (const secret of ['secret@', LICENCE.authKey, JSON.parse(readFileSync(credentials, 'utf8')).secret])
    expect(said).not.toContain(secret);
}

test.skipIf(!av)(
  'the page is for this computer, runs its own script alone, and stands in no frame',
  async () => {
    await using bridge = await startBridge({ cameras: [{ name: 'yard', source: 'rtsp://127.0.0.1:9/x' }] });
    expect(await statusWith(bridge.url, 'elsewhere.example')).toBe(403);
    expect(await statusWith(bridge.url, 'localhost:7090')).toBe(200);
    const foreign = await post(`${bridge.url}/cameras/yard/trigger`, {
      headers: { origin: 'http://elsewhere.example' },
    });
    expect(foreign.status).toBe(403);
    expect((await post(`${bridge.url}/cameras/nobody/trigger`)).status).toBe(404);
    expect((await fetch(`${bridge.url}/`, { method: 'DELETE' })).status).toBe(405);
    for (const language of ['zh-CN', 'en'] as const) {
      const answer = await fetch(`${bridge.url}/?lang=${language}`);
      const page = await answer.text();
      expect(page).toContain(`<html lang="${language}">`);
      expect(page).toContain(texts[language].intro);
      const policy = answer.headers.get('content-security-policy') ?? '';
      const hashOf = (text = '') => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
      expect(policy).toContain(`script-src ${hashOf(/<script type="module">(.*?)<\/script>/s.exec(page)?.[1])};`);
      expect(policy).toContain(`style-src ${hashOf(/<style>(.*?)<\/style>/s.exec(page)?.[1])};`);
      expect(policy).toMatch(/^default-src 'none'; .*frame-ancestors 'none'$/);
    }
  },
  30_000,
);

test.each([
  [['/nonexistent/bridge.json'], 'cannot be read (ENOENT)'],
  [[path.join(import.meta.dirname, 'cli.ts')], 'is no JSON'],
  [[], 'Usage: kaitong-bridge'],
  [['--bridge'], "Unknown option '--bridge'"],
])('wrong usage ends with 2 and says what is wrong: %j', async (args, said) => {
  const write = process.stderr.write;
  let told = '';
  process.stderr.write = (text) => {
    told += String(text);
    return true;
  };
  const code = await main(args).finally(() => {
    process.stderr.write = write;
  });
  expect([code, told]).toEqual([2, expect.stringContaining(said)]);
});
