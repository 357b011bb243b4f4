import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { LICENCE, startTestRegion } from '@kaitong/device/testing';
import { expect, test } from 'vitest';
import type { Behaviour } from './config.ts';

type Region = Awaited<ReturnType<typeof startTestRegion>>;
type Line = { type: string; [key: string]: unknown };

/** The room as `npm start` runs it: a process of its own, with its words on a pipe. */
async function startRoom(folder: string, region: Region, behaviour: Behaviour, more: object = {}) {
  const file = path.join(folder, 'room.json');
  const config = {
    folder: path.join(folder, 'units'),
    pages: folder,
    port: 0,
    regions: { cn: { url: region.url, login: 'owner@example.com', password: 'a password' } },
    units: [{ behaviour, region: 'cn', ...LICENCE, firmware: '2.3.0', product: 'SC002 <卡片机>' }],
    ...more,
  };
  writeFileSync(file, JSON.stringify(config), { mode: 0o600 });
  for (const name of ['design.css', 'index.html']) writeFileSync(path.join(folder, name), ':root{}');
  const child = spawn(process.execPath, [path.join(import.meta.dirname, 'main.ts'), file, '--with-parent']);
  let complaints = '';
  child.stderr.on('data', (data) => {
    complaints += String(data);
  });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const before: Line[] = [];
  async function next(type: string): Promise<Line> {
    for (;;) {
      const { value, done } = await lines.next();
      if (done) throw new Error(`The room ended before it said ${type}. ${complaints}`);
      const line = JSON.parse(value) as Line;
      if (line.type === type) return line;
      before.push(line);
    }
  }
  const ready = await next('ready');
  return {
    url: String(ready.url),
    /** Lines that nobody waited for. */
    before,
    next,
    ended,
    stdin: child.stdin,
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

function temporaryFolder() {
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-room-'));
  return { folder, [Symbol.dispose]: () => rmSync(folder, { recursive: true, force: true }) };
}

const grant = { id: 'g1', nonce: 'n1', maxFootageMs: 15_000, expiresAt: new Date(Date.now() + 60_000).toISOString() };
const read = async (url: string) => (await fetch(url)).json() as Promise<{ items: object[] }>;

/** The room's events, one array of cameras each. */
async function follow(url: string) {
  const { body } = await fetch(url);
  if (!body) throw new Error('The stream has no body.');
  const lines = createInterface(Readable.fromWeb(body as WebStream))[Symbol.asyncIterator]();
  return {
    async next(): Promise<object[]> {
      for (;;) {
        const { value, done } = await lines.next();
        if (done) throw new Error('The stream ended.');
        if (value.startsWith('data: ')) return (JSON.parse(value.slice(6)) as { items: object[] }).items;
      }
    },
  };
}

const post = (url: string, init: RequestInit = {}) => fetch(url, { method: 'POST', ...init });

test('a camera pairs by itself, comes online, shows its picture, and a wave over HTTP is recorded', async () => {
  using temporary = temporaryFolder();
  await using region = await startTestRegion();
  await using room = await startRoom(temporary.folder, region, 'good-ts');
  expect(region.requests.slice(0, 3)).toEqual(['sign-in', 'pairing-token', 'pair']);

  const { items } = await read(`${room.url}/cameras`);
  expect(items).toMatchObject([{ deviceId: region.deviceId, state: 'online', behaviour: 'good-ts', recording: false }]);
  const picture = await fetch(`${room.url}/cameras/${region.deviceId}/picture.jpg`);
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);

  const events = await follow(`${room.url}/events`);
  expect(await events.next()).toMatchObject([{ state: 'online', mayUpload: false }]);
  await region.send('grant', grant);
  await region.replies.next();
  expect(await events.next()).toMatchObject([{ mayUpload: true }]);
  expect((await post(`${room.url}/cameras/${region.deviceId}/wave`)).status).toBe(202);
  expect(await room.next('event')).toMatchObject({ deviceId: region.deviceId, is: 'uploaded', cause: 'wave' });
  expect(region.opened?.body).toMatchObject({ nonce: 'n1', declaration: { container: 'ts', encryption: 'aes-128' } });
}, 20_000);

test('a restart pairs nothing anew, and credentials are for their owner alone', async () => {
  using temporary = temporaryFolder();
  await using region = await startTestRegion();
  {
    await using _first = await startRoom(temporary.folder, region, 'good-ts');
  }
  await using _second = await startRoom(temporary.folder, region, 'good-ts');
  expect(region.requests.filter((request) => request === 'pair').length).toBe(1);
  const { mode } = await stat(path.join(temporary.folder, 'units', LICENCE.uuid, 'credentials'));
  expect(mode & 0o077).toBe(0);
}, 20_000);

test('a platform that was started at another port has its cameras as they were paired', async () => {
  using temporary = temporaryFolder();
  await using region = await startTestRegion();
  {
    await using _first = await startRoom(temporary.folder, region, 'good-ts');
  }
  const credentials = path.join(temporary.folder, 'units', LICENCE.uuid, 'credentials');
  const elsewhere = { ...JSON.parse(readFileSync(credentials, 'utf8')), url: 'http://127.0.0.1:1' };
  writeFileSync(credentials, JSON.stringify(elsewhere));
  await using room = await startRoom(temporary.folder, region, 'good-ts');
  expect(await read(`${room.url}/cameras`)).toMatchObject({ items: [{ deviceId: region.deviceId, state: 'online' }] });
  expect(region.requests.filter((request) => request === 'pair').length).toBe(1);
  expect(JSON.parse(readFileSync(credentials, 'utf8'))).toMatchObject({ url: region.url });
}, 20_000);

test('a room says why a camera is not online yet', async () => {
  using temporary = temporaryFolder();
  await using region = await startTestRegion();
  {
    await using _first = await startRoom(temporary.folder, region, 'good-ts');
  }
  region.meet('challenge', 'internal_error');
  await using room = await startRoom(temporary.folder, region, 'good-ts');
  expect(room.before).toContainEqual(expect.objectContaining({ type: 'waiting', behaviour: 'good-ts' }));
}, 20_000);

test('an unknown camera answers 404 to a wave, one without power 409, another site’s page 403', async () => {
  using temporary = temporaryFolder();
  await using region = await startTestRegion();
  await using room = await startRoom(temporary.folder, region, 'offline');
  expect((await post(`${room.url}/cameras/nobody/wave`)).status).toBe(404);
  expect((await post(`${room.url}/cameras/${region.deviceId}/wave`)).status).toBe(409);
  const headers = { origin: 'http://elsewhere.example' };
  expect((await post(`${room.url}/cameras/${region.deviceId}/wave`, { headers })).status).toBe(403);
  expect(region.statuses.all).toEqual([]);
}, 20_000);

test('a camera that its owner removed forgets itself and can be paired again on the page', async () => {
  using temporary = temporaryFolder();
  await using region = await startTestRegion();
  await using room = await startRoom(temporary.folder, region, 'good-ts');
  await region.send('unpair', { id: 'u1' });
  await room.next('unpaired');
  const { items } = await read(`${room.url}/cameras`);
  expect(items).toMatchObject([{ state: 'unpaired', deviceId: null }]);
  const refused = await post(`${room.url}/units/${LICENCE.uuid}/pair`, { body: 'nonsense' });
  expect(refused.status).toBe(422);
  const paired = await post(`${room.url}/units/${LICENCE.uuid}/pair`, { body: region.pairingText });
  expect([paired.status, await paired.json()]).toMatchObject([201, { state: 'online' }]);
}, 20_000);

test('the page speaks both languages, in the platform’s colours and fonts, and hands out nothing else of its pages', async () => {
  using temporary = temporaryFolder();
  await using region = await startTestRegion();
  await using room = await startRoom(temporary.folder, region, 'offline');
  const page = async (query: string) => (await fetch(`${room.url}/${query}`)).text();
  expect(await page('?lang=zh-CN')).toContain('<html lang="zh-CN">');
  expect(await page('?lang=en')).toContain('Virtual room');
  const design = await fetch(`${room.url}/design.css`);
  expect([design.headers.get('content-type'), await design.text()]).toEqual(['text/css; charset=utf-8', ':root{}']);
  for (const other of ['/index.html', '/assets/../index.html', '/assets/x.css'])
    expect((await fetch(room.url + other)).status).toBe(404);
}, 20_000);

test('a broken camera gets the next firmware on request: it is online again, uploads as it should, and stays so until the room is restored', async () => {
  using temporary = temporaryFolder();
  await using region = await startTestRegion();
  {
    await using room = await startRoom(temporary.folder, region, 'broken-upload');
    expect(await read(`${room.url}/cameras`)).toMatchObject({
      items: [{ firmware: '2.3.0', fixable: true, fixed: false }],
    });
    const fixed = await post(`${room.url}/cameras/${region.deviceId}/fix`);
    const now = { deviceId: region.deviceId, state: 'online', firmware: '2.3.1', fixable: false, fixed: true };
    expect([fixed.status, await fixed.json()]).toMatchObject([200, now]);
    expect((await post(`${room.url}/cameras/${region.deviceId}/fix`)).status).toBe(409);
    expect(region.requests.filter((request) => request === 'pair').length).toBe(1);
  }
  await using room = await startRoom(temporary.folder, region, 'broken-upload');
  expect(await read(`${room.url}/cameras`)).toMatchObject({ items: [{ firmware: '2.3.1', fixed: true }] });
  expect((await post(`${room.url}/cameras/${region.deviceId}/wave`)).status).toBe(202);
  expect(await room.next('event')).toMatchObject({ is: 'uploaded' });
  const restored = await post(`${room.url}/restore`);
  const before = { state: 'online', firmware: '2.3.0', fixable: true, fixed: false };
  expect([restored.status, await restored.json()]).toMatchObject([200, { items: [before] }]);
}, 30_000);

test('a camera that is not broken has nothing to be fixed', async () => {
  using temporary = temporaryFolder();
  await using region = await startTestRegion();
  await using room = await startRoom(temporary.folder, region, 'good-ts');
  expect(await read(`${room.url}/cameras`)).toMatchObject({ items: [{ fixable: false, fixed: false }] });
  expect((await post(`${room.url}/cameras/${region.deviceId}/fix`)).status).toBe(409);
}, 20_000);

test('the stage frames the room, the console and the app and nothing else, itself stands in no frame, and is not there unasked', async () => {
  using temporary = temporaryFolder();
  await using region = await startTestRegion();
  {
    await using plain = await startRoom(temporary.folder, region, 'good-ts');
    expect((await fetch(`${plain.url}/stage`)).status).toBe(404);
  }
  const place = { console: 'http://127.0.0.1:7080', app: 'http://127.0.0.1:7080/cn/app', add: '/add' };
  await using room = await startRoom(temporary.folder, region, 'good-ts', { stage: place });
  const answer = await fetch(`${room.url}/stage?lang=en`);
  const page = await answer.text();
  expect(page).toContain('SC002 &lt;卡片机&gt;');
  expect(page).toMatch(/<strong id="time" role="timer">0:00<\/strong> <span>original: 2–3 minutes<\/span>/);
  const policy = answer.headers.get('content-security-policy') ?? '';
  for (const part of ["default-src 'none'", "frame-src 'self' http://127.0.0.1:7080;", "frame-ancestors 'none'"])
    expect(policy).toContain(part);
  const hashOf = (text = '') => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  expect(policy).toContain(`script-src ${hashOf(/<script type="module">(.*?)<\/script>/s.exec(page)?.[1])};`);
  expect(policy).toContain(`style-src 'self' ${hashOf(/<style>(.*?)<\/style>/s.exec(page)?.[1])};`);
  expect(answer.headers.get('x-frame-options')).toBe('DENY');
  expect((await fetch(`${room.url}/`)).headers.get('x-frame-options')).toBe('SAMEORIGIN');
}, 20_000);

test('w on its input waves everywhere, and the end of its input ends the room', async () => {
  using temporary = temporaryFolder();
  await using region = await startTestRegion();
  await using room = await startRoom(temporary.folder, region, 'good-ts');
  room.stdin.write('w');
  expect(await room.next('event')).toMatchObject({ is: 'uploaded' });
  room.stdin.end();
  expect(await room.ended).toBe(0);
}, 20_000);
