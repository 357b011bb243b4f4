import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, Server as NetServer } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { accounts, app, device, PairingText, products } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Config, readConfig } from './config.ts';
import { type Server, startServer } from './context.ts';
import { createBrowser } from './http/testing/browser.ts';
import { refusedCode } from './http/testing/refused.ts';
import { type Log, silentLog } from './log.ts';
import { CONTROL_SCHEMA } from './store/control/migrations.ts';
import type { ControlTables } from './store/control/tables.ts';
import { type Database, openDatabase } from './store/database.ts';
import { startTestDatabase, type TestDatabase } from './store/testing.ts';
import { openOwnAuthority } from './tls/own-authority.ts';

const PASSWORD = 'correct horse battery';
const login = 'maker@example.com';

let folder: string;
let database: TestDatabase;
let control: Database<ControlTables>;
let environment: Record<string, string>;
let server: Server;

const start = (config: Config): Promise<Server> =>
  startServer(config, { log: silentLog, pages: path.join(folder, 'pages'), judge: { engine: 'none' } });

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-server-'));
  mkdirSync(path.join(folder, 'pages', 'assets'), { recursive: true });
  for (const name of ['index.html', 'operator.html', 'app.html'])
    writeFileSync(path.join(folder, 'pages', name), `<p>${name}`);
  writeFileSync(path.join(folder, 'pages', 'assets', 'index-1a2b.js'), 'export {}');
  database = await startTestDatabase({ empty: true });
  environment = {
    KAITONG_DATA: path.join(folder, 'data'),
    KAITONG_PORT: '0',
    KAITONG_DATABASE_URL: database.url,
    KAITONG_ROLES: 'control,cn,eu',
  };
  server = await start(readConfig(environment));
  control = openDatabase(database.connection, CONTROL_SCHEMA, () => {});
});
afterAll(async () => {
  await server.stop();
  await control.close();
  await database[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

test('a licence issued at the console pairs a camera in a region, and the maker sees the device', async () => {
  const maker = createBrowser(server.url);
  await maker.client(accounts).register({ body: { login, password: PASSWORD, accountName: 'Lens' } });
  const { pid } = await maker.client(products).createProduct({ body: { name: '卡片机' } });
  const issued = await maker.client(products).issueLicences({ params: { pid }, body: { count: 1 } });
  const [{ uuid, authKey } = { uuid: '', authKey: '' }] = issued.licences;
  await vi.waitFor(
    async () => {
      const rows = await control.db.selectFrom('licence_delivery').select('delivered_at').execute();
      expect(rows.every((row) => row.delivered_at !== null)).toBe(true);
    },
    { timeout: 30_000 },
  );

  const owner = createBrowser(server.url);
  const phone = owner.client(app, '/eu');
  await phone.signUp({ body: { login: 'owner@example.com', password: PASSWORD, name: 'Ann' } });
  const { u: url, t: token } = PairingText.parse(JSON.parse((await phone.createPairingToken({})).text));
  expect(url).toBe(`${server.url}/eu`);
  const proof = createHmac('sha256', authKey).update(`${token}.${uuid}`).digest('hex');
  const camera = createBrowser(url, { origin: null }).client(device);
  const paired = await camera.pairDevice({ body: { token, uuid, proof, firmware: '2.3.0' } });
  expect(paired).toMatchObject({ region: 'eu', mqttUrl: server.mqttUrl });
  expect((await phone.listDevices({})).items).toMatchObject([{ deviceId: paired.deviceId, productName: '卡片机' }]);

  const { items, unreachable } = await maker.client(products).listDevices({ query: {} });
  expect(items).toMatchObject([{ deviceId: paired.deviceId, region: 'eu', uuid }]);
  expect(unreachable).toEqual([]);
});

test('console and apps of one host keep their sessions apart', async () => {
  const browser = createBrowser(server.url);
  await browser
    .client(accounts)
    .register({ body: { login: 'both@example.com', password: PASSWORD, accountName: 'Both' } });
  const owner = { login: 'both@example.com', password: PASSWORD, name: 'Both' };
  await browser.client(app, '/cn').signUp({ body: owner });
  expect(await refusedCode(browser.client(app, '/eu').getOwner({}))).toBe('not_signed_in');
  await browser.client(app, '/cn').signOut({});
  expect((await browser.client(accounts).getSession({})).account.name).toBe('Both');
});

test('no plane is entered without the other plane’s token', async () => {
  const browser = createBrowser(server.url, { origin: null });
  const calls = [
    ['PUT', '/cn/plane/v1/licences'],
    ['POST', '/eu/plane/v1/find-device'],
    ['POST', '/plane/v1/applications/ap000000000000000001/reports'],
  ];
  for (const [method = '', address = ''] of calls) {
    for (const authorization of ['', 'Bearer control.x', 'Bearer cn.x', 'Bearer kt_x']) {
      const response = await browser.fetch(address, { method, headers: authorization ? { authorization } : {} });
      expect([response.status, await response.json()]).toMatchObject([401, { code: 'not_signed_in' }]);
    }
  }
});

test.each([
  ['/', 'index.html'],
  ['/products/abc', 'index.html'],
  ['/setup?token=x', 'index.html'],
  ['/checks/video.first_not_key', 'index.html'],
  ['/operator', 'operator.html'],
  ['/operator/plans?kind=continuous', 'operator.html'],
  ['/operators', 'index.html'],
  ['/cn/app/', 'app.html'],
  ['/eu/app/devices/1', 'app.html'],
])('%s is the page %s, which runs only our files and stands in no frame', async (address, page) => {
  const response = await fetch(server.url + address);
  expect([response.status, await response.text()]).toEqual([200, `<p>${page}`]);
  const policy = response.headers.get('content-security-policy');
  expect(policy).toContain("script-src 'self';");
  expect(policy).toContain("frame-ancestors 'none'");
  expect(response.headers.get('x-content-type-options')).toBe('nosniff');
  expect(response.headers.get('cache-control')).toBe('no-cache');
});

test('what a server refuses for want of time has the headers of every answer', async () => {
  const blocked = new Int32Array(new SharedArrayBuffer(4));
  let answer: Response;
  do {
    Atomics.wait(blocked, 0, 0, 300); // as one that computes
    await new Promise((resolve) => setImmediate(resolve));
    answer = await fetch(`${server.url}/api/v1/products`);
  } while (answer.status !== 503);
  expect(await answer.json()).toMatchObject({ code: 'platform_overloaded' });
  expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
  await vi.waitFor(async () => expect((await fetch(`${server.url}/api/v1/products`)).status).toBe(401), 10_000);
}, 30_000);

test('a demonstration’s room may frame our pages, also those that a browser has kept, nobody else may, and only while it runs', async () => {
  const room = 'http://127.0.0.1:7082';
  const pages = ['/', '/operator', '/cn/app/'];
  const KEPT = { 'cache-control': 'max-age=0' }; // else fetch asks for a fresh one
  async function policies() {
    const answers = await Promise.all(
      pages.map(async (page) => {
        const first = await fetch(server.url + page);
        const again = await fetch(server.url + page, {
          headers: { ...KEPT, 'if-none-match': first.headers.get('etag') ?? '' },
        });
        expect([first.status, again.status]).toEqual([200, 304]);
        return [first, again];
      }),
    );
    return new Set(
      answers.flat().map(({ headers }) => {
        const [ancestors] = /frame-ancestors [^;]*/.exec(headers.get('content-security-policy') ?? '') ?? [];
        return `${ancestors} ${headers.get('x-frame-options')}`;
      }),
    );
  }
  const before = await policies();
  expect([...before]).toEqual(["frame-ancestors 'none' DENY"]);
  const end = server.letFrame?.(`${room}/`);
  expect([...(await policies())]).toEqual([`frame-ancestors ${room} null`]);
  const { headers } = await fetch(`${server.url}/api/v1/session`);
  expect(headers.get('x-frame-options')).toBe('DENY');
  end?.();
  expect(await policies()).toEqual(before);
});

test.each([
  '/api/v1/nothing',
  '/cn/api/v1/nothing',
  '/cn/nothing',
  '/assets/index-gone.js',
  '/favicon.ico',
  '/../package.json',
  '/.well-known/nothing',
])('%s is a problem, not a page', async (address) => {
  const response = await fetch(server.url + address, { headers: { 'accept-language': 'zh-CN' } });
  expect([response.status, await response.json()]).toMatchObject([
    404,
    { code: 'path_unknown', title: '没有这个地址' },
  ]);
});

test('files whose names carry a hash are kept for good', async () => {
  const response = await fetch(`${server.url}/assets/index-1a2b.js`);
  expect([response.status, response.headers.get('cache-control')]).toEqual([
    200,
    'public, max-age=31536000, immutable',
  ]);
});

test('health, API document and metrics are there; metrics not for whoever comes through a proxy', async () => {
  expect(await (await fetch(`${server.url}/healthz`)).json()).toMatchObject({ ok: true });
  expect(await (await fetch(`${server.url}/openapi.json`)).json()).toMatchObject({ openapi: '3.1.0' });
  const metrics = await (await fetch(`${server.url}/metrics`)).text();
  expect(metrics).toContain('kaitong_mqtt_connections 0');
  expect(metrics).toMatch(/kaitong_disk_free_bytes\{region="cn"\} [1-9]/);
  expect(metrics).toContain('# TYPE kaitong_device_refusals_total counter');
  const forwarded = await fetch(`${server.url}/metrics`, { headers: { 'x-forwarded-for': '203.0.113.7' } });
  expect(forwarded.status).toBe(404);
});

test('what of its work cannot be done stands at /readyz, and a full storage in every answer', async () => {
  const ready = await fetch(`${server.url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([503, { ok: false, away: ['judge'], version: expect.anything() }]);
  expect(ready.headers.get('kaitong-storage')).toBeNull();
  const full = await start(readConfig({ ...environment, KAITONG_LEAST_FREE: '999999 GB' }));
  const still = await fetch(`${full.url}/readyz`);
  expect([still.status, await still.json()]).toMatchObject([503, { away: ['disk', 'judge'] }]);
  for (const path of ['/api/v1/session', '/cn/api/v1/me'])
    expect((await fetch(full.url + path)).headers.get('kaitong-storage')).toBe('full');
  expect((await fetch(`${full.url}/healthz`)).status).toBe(200);
  await full.stop();
});

test('a copy of the keys of footage that is not there any more stands at /readyz', async () => {
  const copy = path.join(folder, 'data.keys-copy', 'eu');
  renameSync(copy, `${copy}-away`);
  const ready = await fetch(`${server.url}/readyz`);
  expect([ready.status, await ready.json()]).toMatchObject([503, { away: ['judge', 'keys'] }]);
  renameSync(`${copy}-away`, copy);
  expect(await (await fetch(`${server.url}/readyz`)).json()).toMatchObject({ away: ['judge'] });
});

test('a busy port is found before anything is opened, with its number', async () => {
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = other.address();
  const port = typeof address === 'object' && address ? address.port : 0;
  const starting = start({ ...readConfig(environment), port });
  await expect(starting).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  other.close();
});

test('a second process on the same database shares sessions and data, and both stop while a stream is open', async () => {
  const second = await start(readConfig(environment));
  const maker = createBrowser(second.url);
  await maker.client(accounts).signIn({ body: { login, password: PASSWORD } });
  expect((await maker.client(products).listProducts({ query: {} })).items).toHaveLength(1);
  const owner = createBrowser(second.url);
  await owner.client(app, '/eu').signIn({ body: { login: 'owner@example.com', password: PASSWORD } });
  const stream = await owner.fetch('/eu/api/v1/events');
  expect(stream.headers.get('content-type')).toContain('text/event-stream');
  await second.stop();
  await stream.text().catch(() => {});
  const after = createBrowser(server.url);
  expect(await refusedCode(after.client(accounts).signIn({ body: { login, password: PASSWORD } }))).toBeUndefined();
});

test('the system holds thousands of connections until they are taken: of a thousand cameras and callers in one moment none is reset', async () => {
  const listen = vi.spyOn(NetServer.prototype, 'listen');
  try {
    await (await start(readConfig(environment))).stop();
    const backlogs = listen.mock.calls.map(([options]) => (options as { backlog?: number }).backlog ?? 0);
    expect(backlogs.filter((one) => one >= 4096)).toHaveLength(2); // HTTP and MQTT
  } finally {
    listen.mockRestore();
  }
});

test('a machine that is restored has the authority that cameras trust, and another one is told and not taken for it', async () => {
  const said: [unknown, string][] = [];
  const note = (facts: unknown, event = '') => event.startsWith('authority.') && said.push([facts, event]);
  const log: Log = Object.assign(Object.create(silentLog), { warn: note, error: note, child: () => silentLog });
  const fingerprintOf = async (data: string): Promise<string> => {
    const tls = { ...environment, KAITONG_TLS: 'self', KAITONG_DATA: path.join(folder, data) };
    const keys = {
      KAITONG_KEYS: path.join(folder, 'data.keys'),
      KAITONG_KEYS_COPY: path.join(folder, 'data.keys-copy'),
    };
    const config = { ...readConfig({ ...tls, ...keys }), masterKeyFile: readConfig(environment).masterKeyFile };
    const started = await startServer(config, { log, judge: { engine: 'none' } });
    await started.stop();
    return started.tls?.authority?.fingerprint ?? '';
  };
  const before = await fingerprintOf('machine');
  expect(said).toMatchObject([[{}, 'authority.made_anew']]); // this platform went without encryption until now
  said.length = 0;
  expect(await fingerprintOf('another-machine')).toBe(before);
  expect(said).toMatchObject([[{ folder: path.join(folder, 'another-machine', 'tls') }, 'authority.brought_back']]);
  said.length = 0;
  await openOwnAuthority(path.join(folder, 'third', 'tls'), ['127.0.0.1']);
  expect(await fingerprintOf('third')).not.toBe(before);
  expect(new Set(said.map(([, event]) => event))).toEqual(new Set(['authority.other']));
  const [[facts] = []] = said;
  expect(JSON.stringify(facts).replaceAll(':', '').toLowerCase()).toContain(before);
});

test('a data folder whose master key is gone does not get a new one', async () => {
  const lost = { ...readConfig(environment), masterKeyFile: path.join(folder, 'elsewhere.key') };
  await expect(start(lost)).rejects.toThrow('is missing');
});
