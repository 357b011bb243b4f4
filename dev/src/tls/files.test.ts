// A server with certificates from files, which somebody renews while it runs.
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { connect } from 'node:tls';
import { readConfig, type Server, silentLog, startServer } from '@kaitong/server';
import { makeLocalCertificate } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Ground, openGround } from '../activation/testing/rig.ts';

let ground: Ground;
let server: Server;
let files: { cert: string; key: string };

/** @returns the authority that signed it */
async function renew(): Promise<string> {
  const { authority, pair } = await makeLocalCertificate();
  writeFileSync(files.cert, pair.cert);
  writeFileSync(files.key, pair.key);
  return authority.cert;
}

let first: string;
beforeAll(async () => {
  ground = await openGround();
  files = { cert: path.join(ground.folder, 'cert.pem'), key: path.join(ground.folder, 'key.pem') };
  first = await renew();
  const environment = { ...ground.environment, KAITONG_TLS_CERT: files.cert, KAITONG_TLS_KEY: files.key };
  server = await startServer(readConfig(environment), { log: silentLog, judge: { engine: 'none' } });
});
afterAll(async () => {
  await server.stop();
  await ground.close();
});

/** Rejects where the certificate at this address is of another authority. */
async function shakeHands(address: string, authority: string): Promise<void> {
  const { hostname: host, port } = new URL(address);
  const socket = connect({ host, port: Number(port), ca: authority });
  await once(socket, 'secureConnect').finally(() => socket.destroy());
}

test('HTTP and MQTT present what the files hold, and a renewed one without a restart; a line that stands goes on', async () => {
  const addresses = [server.url, server.mqttUrl];
  for (const address of addresses) await shakeHands(address, first);
  const { hostname: host, port } = new URL(server.url);
  const line = connect({ host, port: Number(port), ca: first, ALPNProtocols: ['http/1.1'] });
  await once(line, 'secureConnect');
  const second = await renew();
  for (const address of addresses) {
    await vi.waitFor(() => shakeHands(address, second), { timeout: 20_000 });
    await expect(shakeHands(address, first)).rejects.toThrow();
  }
  line.write('GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n');
  expect(String((await once(line, 'data'))[0])).toMatch(/^HTTP\/1\.1 200 .*strict-transport-security: max-age=\d{7}/s);
  line.destroy();
});

test('nobody has to be told to trust it: there is no authority to install or to name', async () => {
  expect(server.tls?.authority).toBeUndefined();
  expect(new X509Certificate(server.tls?.current().cert ?? '').ca).toBe(false);
  expect((await fetch(`${server.localUrl}/ca.crt`)).status).toBe(404);
  expect(await (await fetch(`${server.localUrl}/api/v1/authority`)).json()).toEqual({ authority: null });
});
