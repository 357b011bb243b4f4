import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { minutes, upTopic } from '@kaitong/contract';
import { generate, parser } from 'mqtt-packet';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { boundRequests } from '../connections/bound-requests.ts';
import { silentLog } from '../log.ts';
import { startTestDatabase, type TestDatabase } from '../store/testing.ts';
import { makeLocalCertificate } from '../tls/testing.ts';
import { createApp } from './kit/app.ts';
import { mqttOverHttp } from './mqtt.ts';
import {
  type Camera,
  goOnline,
  type Phone,
  pairNew,
  presenceOf,
  signUp,
  tokenOf,
  tryToConnect,
} from './testing/people.ts';
import { openTestRegion, type TestRegion } from './testing/region.ts';

let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
let url: string;
let own: string;

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  phone = await signUp(region, 'wang');
  const { publicUrl } = region.context;
  url = `${publicUrl.replace('http', 'ws')}/mqtt`;
  own = new URL(publicUrl).origin;
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

/** How a WebSocket is answered that is opened so: `open`, or status and code. */
async function answerTo(protocols: string[], headers: Record<string, string> = {}): Promise<string> {
  const socket = new WebSocket(url, protocols, { headers }).on('error', () => {});
  try {
    return await new Promise((resolve) => {
      socket.once('open', () => resolve(`open ${socket.protocol}`));
      socket.once('unexpected-response', async (_request, response) => {
        const parts: Buffer[] = [];
        for await (const part of response) parts.push(part);
        const { code } = JSON.parse(String(Buffer.concat(parts)));
        resolve(`${response.statusCode} ${code}`);
      });
    });
  } finally {
    socket.terminate();
  }
}

test('a page of ours opens a line, and whoever is no browser; no other page does', async () => {
  expect(await answerTo(['mqtt'], { origin: own })).toBe('open mqtt');
  expect(await answerTo(['mqttv3.1', 'mqtt'])).toBe('open mqtt');
  for (const origin of ['https://evil.example', 'null', `${own}.evil.example`, own.replace('http:', 'https:')])
    expect(await answerTo(['mqtt'], { origin })).toBe('403 origin_refused');
});

test('who asks for something else is told what there is', async () => {
  expect(await answerTo([])).toBe('400 websocket_protocol_missing');
  expect(await answerTo(['wamp'])).toBe('400 websocket_protocol_missing');
  const asked = await fetch(url.replace('ws', 'http'));
  expect([asked.status, ((await asked.json()) as { code: string }).code]).toEqual([426, 'websocket_expected']);
  const posted = await fetch(url.replace('ws', 'http'), { method: 'POST' });
  expect(posted.status).toBe(405);
});

/** A connection whose client speaks bytes. */
async function open(given: { url?: string; ca?: string } = {}) {
  const socket = new WebSocket(given.url ?? url, 'mqtt', { ...given, perMessageDeflate: true });
  const packets: { cmd: string; returnCode?: number | undefined }[] = [];
  const reader = parser();
  let wake = (): void => {};
  reader.on('packet', (packet) => {
    packets.push(packet);
    wake();
  });
  socket.on('error', () => {});
  socket.on('message', (bytes) => reader.parse(bytes as Buffer));
  const closed = new Promise<number>((resolve) => socket.once('close', resolve));
  await once(socket, 'open');
  async function next(): Promise<(typeof packets)[number]> {
    for (;;) {
      const packet = packets.shift();
      if (packet) return packet;
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  }
  return { socket, closed, next };
}

const connectOf = async (camera: Camera): Promise<Buffer> =>
  generate({
    ...{ cmd: 'connect', protocolId: 'MQTT', protocolVersion: 4, clean: true, keepalive: 30 },
    ...{ clientId: camera.deviceId, username: camera.deviceId, password: Buffer.from(await tokenOf(region, camera)) },
  });

test('packets begin and end anywhere in messages, and nothing is compressed', async () => {
  const camera = await pairNew(region, phone);
  const { socket, next } = await open();
  expect(socket.extensions).toBe('');
  const said = generate({
    ...{ cmd: 'publish', topic: upTopic(camera.deviceId, 'status'), qos: 1, messageId: 7, dup: false, retain: false },
    payload: JSON.stringify({ id: 'm', session: 1, sequence: 1, state: 'online', firmware: '2.3.0' }),
  });
  const bytes = Buffer.concat([await connectOf(camera), said, generate({ cmd: 'pingreq' })]);
  const cuts = [0, 1, 3, 20, bytes.length - said.length + 1, bytes.length - 1, bytes.length];
  for (const [n, cut] of cuts.slice(1).entries()) socket.send(bytes.subarray(cuts[n], cut));
  const heard = [await next(), await next(), await next()];
  expect(heard.map(({ cmd }) => cmd).sort()).toEqual(['connack', 'pingresp', 'puback']);
  expect(await presenceOf(phone, camera)).toBe('online');
  socket.close();
});

test('text is no MQTT, and a message of more than 64 kB is not gathered', async () => {
  const texting = await open();
  texting.socket.send('hello');
  await texting.closed;
  const long = await open();
  long.socket.send(Buffer.alloc(64 * 1024 + 1, 0xc0));
  expect(await long.closed).toBe(1009);
});

test('a WebSocket’s own pings are answered as often as MQTT’s are, and no more', async () => {
  const { socket, closed } = await open();
  let pongs = 0;
  socket.on('pong', () => {
    pongs += 1;
  });
  socket.ping('x');
  const [echoed] = await once(socket, 'pong');
  expect(String(echoed)).toBe('x');
  for (let n = 0; n < 2000; n++) socket.ping();
  await closed;
  expect(pongs).toBeLessThan(400);
});

test('whoever is refused hears why before the line ends', async () => {
  const camera = await pairNew(region, phone);
  expect(await tryToConnect(region, camera, 'no token', { url })).toMatch(/Bad username or password/);
  const { socket, closed, next } = await open();
  const asked = { protocolId: 'MQTT', protocolVersion: 4, clean: true, clientId: 'x', keepalive: 0 } as const;
  socket.send(generate({ cmd: 'connect', ...asked }));
  expect(await next()).toMatchObject({ cmd: 'connack', returnCode: 2 });
  expect(await closed).toBe(1005);
});

test('a line is its region’s: the token of another opens none there', async () => {
  const other = await openTestRegion(server, { region: 'eu' });
  const mqtt = mqttOverHttp({ regions: [region.context, other.context], origins: new Set(), log: silentLog });
  const app = createApp({ log: silentLog, mayUpgrade: mqtt.mayUpgrade });
  mqtt.mount(app, boundRequests(app.server, { most: 100, log: silentLog }));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const camera = await pairNew(region, phone);
  const token = await tokenOf(region, camera);
  const at = (name: string) => tryToConnect(region, camera, token, { url: `ws://127.0.0.1:${port}/${name}/mqtt` });
  expect(await at('eu')).toMatch(/Bad username or password/);
  expect(await at('cn')).toBe('connected');
  await app.close();
  await other.close();
});

test('an expired token ends the line', async () => {
  const online = await goOnline(region, await pairNew(region, phone), { url });
  await region.clock.advance(minutes(60));
  await online.closed;
});

test('over TLS beside HTTP/2 it works alike; a server that closes ends lines, and none of their devices is offline for it', async () => {
  const { authority, pair } = await makeLocalCertificate();
  const mqtt = mqttOverHttp({ regions: [region.context], origins: new Set(), log: silentLog });
  const app = createApp({ log: silentLog, tls: pair, mayUpgrade: mqtt.mayUpgrade });
  mqtt.mount(app, boundRequests(app.server, { most: 100, log: silentLog }));
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { port } = app.server.address() as AddressInfo;
  const camera = await pairNew(region, phone);
  const { socket, closed, next } = await open({ url: `wss://127.0.0.1:${port}/cn/mqtt`, ca: authority.cert });
  socket.send(await connectOf(camera));
  expect(await next()).toMatchObject({ cmd: 'connack', returnCode: 0 });
  expect(mqtt.connections()).toBe(1);
  await app.close();
  await closed;
  expect(await presenceOf(phone, camera)).toBe('online');
});

test('an upgrade to something else is ignored, as HTTP has it', async () => {
  const { port } = new URL(url);
  const socket = connect(Number(port), '127.0.0.1');
  socket.write(
    'GET /cn/mqtt HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: \r\n\r\n',
  );
  const [answer] = await once(socket, 'data');
  expect(String(answer)).toMatch(/^HTTP\/1.1 426 /);
  socket.destroy();
});
