// A whole Kaitong that encrypts its lines with a certificate of its own making.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { type AddressInfo, connect as connectPlain } from 'node:net';
import { connect, rootCertificates } from 'node:tls';
import { authorityPath, PairingText } from '@kaitong/contract';
import { pairDevice } from '@kaitong/device';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningRig, startRig } from '../activation/testing/rig.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig({ KAITONG_TLS: 'self' });
});
afterAll(() => rig.stop());

const authority = () => {
  const own = rig.server.tls?.authority;
  if (!own) throw new Error('no authority of its own');
  return own;
};

test('a product is activated over HTTPS and MQTTS, and every address that is given out says so', async () => {
  expect([rig.server.url, rig.server.mqttUrl]).toEqual([
    expect.stringMatching(/^https:/),
    expect.stringMatching(/^mqtts:/),
  ]);
  const unit = await rig.unit();
  expect(unit.credentials).toMatchObject({ url: `${rig.server.url}/cn`, authority: authority().cert });
  await unit.camera();
  const { application } = await rig.maker.activate(unit.deviceId);
  expect(application).toMatchObject({ state: 'approved', problem: null, findings: [] });
  expect(rig.errors).toEqual([]);
});

test('whoever does not trust its authority refuses it, on HTTPS and on MQTTS', async () => {
  for (const address of [rig.server.url, rig.server.mqttUrl]) {
    const { hostname: host, port } = new URL(address);
    const stranger = connect({ host, port: Number(port), ca: [] });
    const [error] = await once(stranger, 'error');
    expect(error).toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    const friend = connect({ host, port: Number(port), ca: authority().cert });
    await once(friend, 'secureConnect');
    friend.destroy();
  }
});

test('without encryption nothing is answered at either port', async () => {
  for (const [address, bytes] of [
    [rig.server.url, 'GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n'],
    [rig.server.mqttUrl, Buffer.from('101000044d5154540402003c000463616d32', 'hex')],
  ] as const) {
    const { hostname: host, port } = new URL(address);
    const socket = connectPlain({ host, port: Number(port) }).on('error', () => {});
    let said = '';
    socket.on('data', (chunk) => {
      said += chunk.toString('latin1');
    });
    socket.write(bytes);
    await once(socket, 'close');
    expect(said).not.toMatch(/HTTP|^ /); // an alert at most
  }
});

test('everybody may read whom to trust, and the pairing code says what that must be', async () => {
  const { cert, fingerprint, file } = authority();
  expect(await (await fetch(rig.server.url + authorityPath)).text()).toBe(cert);
  expect(readFileSync(file, 'utf8')).toBe(cert);
  expect(await (await rig.maker.fetch('/api/v1/authority')).json()).toEqual({ authority: { fingerprint } });
  const { text } = await rig.owners.cn.createPairingToken({});
  expect(PairingText.parse(JSON.parse(text)).ca).toBe(fingerprint);
});

test('a camera whose pairing code names another authority pairs with nobody', async () => {
  const { text } = await rig.owners.cn.createPairingToken({});
  const pairingText = JSON.stringify({ ...JSON.parse(text), ca: 'a'.repeat(64) });
  const paired = await pairDevice({ pairingText, uuid: 'uuid0000000000001', authKey: 'x', firmware: '2.3.0' });
  expect(paired).toMatchObject({ ok: false, problem: { code: 'authority_wrong', retry: false } });
});

test('of a file with the authority that the code names and another behind it, a camera trusts the one that was named', async () => {
  const other = rootCertificates[0] ?? ''; // in the place of one whose key is theirs who stand between
  const server = createServer((request, reply) => {
    const given = { deviceId: 'cn000000000000000001', secret: 's'.repeat(40), region: 'cn' };
    const paired = JSON.stringify({ ...given, mqttUrl: 'mqtt://127.0.0.1:1', serverTime: new Date().toISOString() });
    reply.writeHead(200, { 'content-type': 'application/json' });
    reply.end(request.url === authorityPath ? authority().cert + other : paired);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { text } = await rig.owners.cn.createPairingToken({});
  const u = `http://127.0.0.1:${(server.address() as AddressInfo).port}/cn`;
  const pairingText = JSON.stringify({ ...JSON.parse(text), u });
  const paired = await pairDevice({ pairingText, uuid: 'uuid0000000000001', authKey: 'x', firmware: '2.3.0' });
  server.close();
  expect(paired).toMatchObject({ ok: true, value: { authority: authority().cert } });
});

test('its cookies go over encrypted lines only; browsers are not told to stay, since nobody could get past a warning', async () => {
  const body = JSON.stringify({ login: rig.maker.login, password: 'correct horse battery' });
  const headers = { 'content-type': 'application/json', origin: rig.server.url };
  const response = await fetch(`${rig.server.url}/api/v1/sign-in`, { method: 'POST', headers, body });
  expect(response.status).toBe(200);
  expect(response.headers.getSetCookie().every((line) => line.includes('; Secure'))).toBe(true);
  expect(response.headers.get('strict-transport-security')).toBeNull();
});
