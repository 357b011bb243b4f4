import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { FirmwareManifest, type FirmwareOffer, manifestText, ReleaseId, seconds } from '@kaitong/contract';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { outcomeOf } from '../outcome.ts';
import { memoryStorage, type Storage } from '../ports.ts';
import type { RegionClient } from '../region-client.ts';
import { jumpingClock } from '../testing/clock.ts';
import { settleUpdate, takeUpdate, type UpdatesOptions } from './updates.ts';

const { publicKey, privateKey } = generateKeyPairSync('ed25519');
const makerKeys = [String(publicKey.export({ format: 'pem', type: 'spki' }))];
const pid = 'a'.repeat(16);
const image = randomBytes(300_000);
const ETAG = '"one"';

/** What the store does with the next requests, each once; then it serves as it should. */
let store: ((request: IncomingMessage, response: ServerResponse) => void)[] = [];
let asked: { range: string | undefined; token: string | undefined }[] = [];
const server = createServer((request, response) => {
  const { range, authorization: token } = request.headers;
  asked.push({ range, token });
  const other = store.shift();
  if (other) return other(request, response);
  const first = request.headers['if-range'] === ETAG ? Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0) : 0;
  response.writeHead(first > 0 ? 206 : 200, { etag: ETAG }).end(image.subarray(first));
});
let url = '';
beforeAll(async () => {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/image`;
});
afterAll(() => new Promise((closed) => server.close(closed)));

const cut = (length: number) => (_: IncomingMessage, response: ServerResponse) => {
  response.writeHead(200, { etag: ETAG, 'content-length': image.length });
  response.write(image.subarray(0, length), () => response.destroy());
};

type Made = { version?: string; takesBack?: string; of?: string; bytes?: Uint8Array; id?: string };
function offerOf({ version = '2.4.0', takesBack, of = pid, bytes = image, id = 'r' }: Made = {}): FirmwareOffer {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const manifest = FirmwareManifest.parse({
    ...{ pid: of, version, bytes: bytes.length, sha256, takesBack: takesBack ?? null },
  });
  const signature = sign(null, Buffer.from(manifestText(manifest)), privateKey).toString('hex');
  const releaseId = ReleaseId.parse(id.padEnd(16, '0'));
  const expiresAt = '2026-01-01T00:00:00.000Z';
  return { releaseId, manifest, signature, notes: { 'zh-CN': 'x', en: 'x' }, url, expiresAt };
}

let offers: (FirmwareOffer | null)[] = [];
let said: string[] = [];
let installed: Uint8Array[] = [];
let storage: Storage = memoryStorage();
beforeEach(() => {
  [store, asked, offers, said, installed, storage] = [[], [], [], [], [], memoryStorage()];
});

const client = {
  getFirmwareOffer: async () => ({ offer: (offers.length > 1 ? offers.shift() : offers[0]) ?? null }),
  reportFirmware: async ({
    body,
  }: {
    body: { attempt: number; report: string; reason?: string; firmware: string };
  }) => {
    said.push([body.attempt, body.report, body.reason].filter(Boolean).join(' '));
    return {};
  },
} as unknown as RegionClient;
const camera = (firmware = '2.3.0'): UpdatesOptions => ({
  updating: { pid, makerKeys, install: async (bytes) => void installed.push(bytes) },
  ...{ firmware, storage, fetch },
  authorised: (call) => outcomeOf(() => call(client)),
  patience: {
    clock: jumpingClock(),
    random: () => 0,
    giveUpAfter: seconds(60),
  },
});
const take = (firmware?: string) => takeUpdate(camera(firmware));

test('what the maker signed for this product and is newer is installed, and reported by the version that runs then', async () => {
  offers = [offerOf()];
  expect(await take()).toEqual({ ok: true, value: { is: 'ready', version: '2.4.0' } });
  expect(installed.map((bytes) => Buffer.from(bytes).equals(image))).toEqual([true]);
  expect(said).toEqual(['1 downloading']);
  await settleUpdate(camera('2.4.0'));
  await settleUpdate(camera('2.4.0'));
  expect(said).toEqual(['1 downloading', '1 installed']);
  expect(asked).toEqual([{ range: undefined, token: undefined }]);
});

test('a camera that runs another version after the restart has taken the update back', async () => {
  offers = [offerOf()];
  await take();
  await settleUpdate(camera('2.3.0'));
  expect(said).toEqual(['1 downloading', '1 rolled_back']);
});

test.each([
  ['other_product', offerOf({ of: 'b'.repeat(16) })],
  ['not_newer', offerOf({ version: '2.3.0' })],
  ['not_newer', offerOf({ version: '2.2.9' })],
  ['nothing_to_take_back', offerOf({ version: '2.2.9', takesBack: '2.3.1' })],
  ['signature_wrong', { ...offerOf(), signature: '0'.repeat(128) }],
] as const)('an image is refused before it is downloaded: %s', async (because, offer) => {
  offers = [{ ...offer, url }];
  expect(await take()).toEqual({ ok: true, value: { is: 'refused', because } });
  expect([asked, installed, said]).toEqual([[], [], [`1 failed ${because}`]]);
});

test('an older version is installed where its maker takes back what runs', async () => {
  offers = [offerOf({ version: '2.2.9', takesBack: '2.3.0' })];
  expect(await take()).toMatchObject({ value: { is: 'ready', version: '2.2.9' } });
});

test('an image that is not the one that was signed is never installed, and tried again under the next number', async () => {
  const other = Buffer.from(image);
  other[1000] = (other[1000] ?? 0) ^ 1;
  store = [(_, response) => void response.writeHead(200, { etag: ETAG }).end(other)];
  offers = [offerOf()];
  expect(await take()).toEqual({ ok: true, value: { is: 'refused', because: 'image_damaged' } });
  expect(installed).toEqual([]);
  expect(await take()).toMatchObject({ value: { is: 'ready' } });
  expect(said).toEqual(['1 downloading', '1 failed image_damaged', '2 downloading']);
});

test('more bytes than were signed are not taken in', async () => {
  store = [(_, response) => void response.writeHead(200, { etag: ETAG }).end(Buffer.concat([image, image]))];
  offers = [offerOf()];
  expect(await take()).toMatchObject({ ok: false, problem: { code: 'answer_invalid' } });
  expect(installed).toEqual([]);
});

test('a download goes on where the line broke, and anew where the store has another image by then', async () => {
  offers = [offerOf()];
  store = [cut(100_000)];
  expect(await take()).toMatchObject({ value: { is: 'ready' } });
  const [, second] = asked;
  expect(second?.range).toMatch(/^bytes=[1-9]\d*-$/);
  const anew = (_: IncomingMessage, response: ServerResponse) =>
    void response.writeHead(200, { etag: '"two"' }).end(image);
  store = [cut(50_000), anew];
  expect(await take()).toMatchObject({ value: { is: 'ready' } });
  expect(installed.map((bytes) => Buffer.from(bytes).equals(image))).toEqual([true, true]);
});

test('a download that gets on is not given up, however often the line breaks and however long it takes', async () => {
  offers = [offerOf()];
  const clock = jumpingClock();
  const began = clock.monotonic();
  const breaks = Array.from({ length: 100 }, (_, n) => (request: IncomingMessage, response: ServerResponse) => {
    const first = Number(/bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(first > 0 ? 206 : 200, { etag: ETAG, 'content-length': image.length - first });
    response.write(image.subarray(first, (n + 1) * 2000), () => response.destroy());
  });
  store = [...breaks];
  const options = camera();
  expect(await takeUpdate({ ...options, patience: { ...options.patience, clock } })).toMatchObject({
    value: { is: 'ready' },
  });
  expect(clock.monotonic() - began).toBeGreaterThan(seconds(120)); // twice its patience
  store = Array.from({ length: 100 }, () => (_: IncomingMessage, response: ServerResponse) => {
    response.writeHead(500).end();
  });
  expect(await take()).toMatchObject({ ok: false, problem: { code: 'store_refused' } });
});

test('an update whose camera lost its power before it noted that it was ready is reported by what runs', async () => {
  offers = [offerOf()];
  const cutOff = camera();
  const { updating } = cutOff;
  const full: Storage = {
    ...storage,
    set: async (key, value) => (value.includes('"ready"') ? undefined : await storage.set(key, value)),
  };
  await takeUpdate({ ...cutOff, storage: full, updating });
  await settleUpdate(camera('2.3.0'));
  expect(said).toEqual(['1 downloading']);
  await settleUpdate(camera('2.4.0'));
  expect(said).toEqual(['1 downloading', '1 installed']);
});

test('an address that is over is asked for again, and a release that is not offered any more is given up', async () => {
  const gone = (_: IncomingMessage, response: ServerResponse) => void response.writeHead(403).end();
  offers = [offerOf()];
  store = [gone];
  expect(await take()).toMatchObject({ value: { is: 'ready' } });
  store = [gone];
  offers = [offerOf({ id: 's' }), null];
  expect(await take()).toMatchObject({ ok: false, problem: { code: 'stopped' } });
  expect(installed).toHaveLength(1);
});
