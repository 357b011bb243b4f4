// Certificates that Debian's pebble signs, an authority that speaks ACME as those of the world do and is stricter.
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { connect, type TLSSocket } from 'node:tls';
import { readConfig, type Server, silentLog, startServer } from '@kaitong/server';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { freePorts } from '../../src/activation/testing/processes.ts';
import { type Ground, openGround } from '../../src/activation/testing/rig.ts';
import { type Pebble, startPebble } from './pebble.ts';

const NAME = 'cam.kaitong.test';
/** Long enough for a handshake, and renewed after two thirds of it. */
const LIFE_SECONDS = 30;

let folder: string;
let pebble: Pebble;
let ground: Ground;
const servers: Server[] = [];
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-pebble-'));
  pebble = await startPebble(folder, LIFE_SECONDS);
  ground = await openGround();
});
afterAll(async () => {
  for (const server of servers) await server.stop();
  await ground.close();
  await pebble.stop();
  rmSync(folder, { recursive: true });
});

async function start(): Promise<Server> {
  const port = await freePorts();
  const server = await startServer(
    readConfig({
      ...ground.environment,
      KAITONG_PORT: String(port),
      KAITONG_PUBLIC_URL: `https://${NAME}:${port}`,
      KAITONG_TLS: 'acme',
      KAITONG_ACME_AGREE: '1',
      KAITONG_ACME_DIRECTORY: pebble.directory,
      KAITONG_ACME_ROOT: pebble.rootFile,
      KAITONG_ACME_PORT: String(pebble.challengePort),
    }),
    { log: silentLog, judge: { engine: 'none' } },
  );
  servers.push(server);
  return server;
}

/** Rejects where the certificate is not one for our name by pebble. */
async function shakeHands(address: string): Promise<TLSSocket> {
  const socket = connect({
    ...{ host: '127.0.0.1', port: Number(new URL(address).port) },
    ...{ servername: NAME, ca: pebble.root, ALPNProtocols: ['http/1.1'] },
  });
  await once(socket, 'secureConnect');
  return socket;
}

async function serialAt(address: string): Promise<string> {
  const socket = await shakeHands(address);
  const { serialNumber } = socket.getPeerCertificate();
  socket.destroy();
  return serialNumber;
}

test('HTTPS and MQTTS present a certificate that the authority signed; its key and the account are for this user only', async () => {
  const server = await start();
  expect(await serialAt(server.url)).toBe(await serialAt(server.mqttUrl));
  expect(server.tls?.state()).toMatchObject({ from: 'acme', endsAt: expect.any(Date), problem: undefined });
  const kept = path.join(ground.environment.KAITONG_DATA ?? '', 'tls', 'acme');
  const [authority = ''] = readdirSync(kept);
  const names = readdirSync(path.join(kept, authority));
  expect(names.sort()).toEqual(['account.pem', `${NAME}.json`, `${NAME}.pem`]);
  for (const name of names) expect(statSync(path.join(kept, authority, name)).mode & 0o777).toBe(0o600);
});

test('it is renewed at two thirds of its life while a line stands, and of two processes one orders', async () => {
  const [first] = servers;
  if (!first) throw new Error('nothing runs');
  const line = await shakeHands(first.url);
  const second = await start();
  const serials = new Set([await serialAt(first.url), await serialAt(second.url)]);
  const ordered = pebble.orders();
  await vi.waitFor(
    async () => {
      line.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n'); // idle, it would be ended
      expect(String((await once(line, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 /);
      const now = [await serialAt(first.url), await serialAt(second.url)];
      expect(new Set(now).size).toBe(1);
      expect(serials.has(now[0] ?? '')).toBe(false);
    },
    { timeout: 90_000, interval: 500 },
  );
  expect(pebble.orders()).toBe(ordered + 1);
  line.destroy();
});

test('an order that fails keeps the certificate that is there, and says why on the operator’s page', async () => {
  await pebble.forgetNames();
  const [first] = servers;
  await vi.waitFor(() => expect(first?.tls?.state().problem).toContain('error occurred while resolving'), {
    timeout: 120_000,
    interval: 500,
  });
  const cert = first?.tls?.current().cert ?? '';
  expect(new X509Certificate(cert).checkHost(NAME)).toBe(NAME);
  expect(first?.tls?.state().endsAt).toEqual(new X509Certificate(cert).validToDate);
});
