// The camera of docs/protocol over TLS, where the server vouches for itself.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { createServer as createTlsServer } from 'node:tls';
import { authorityPath, days, WRONG_CERTIFICATES, type WrongCertificate } from '@kaitong/contract';
import { createWrongCertificates, makeLocalCertificate } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { root } from '../../../scripts/command.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { issueLicence } from '../../src/activation/testing/units.ts';

const guide = readFileSync(path.join(root, 'docs/protocol/README.md'), 'utf8');
const program = [...guide.matchAll(/^```sh\n([\s\S]*?)^```$/gm)].map(([, block]) => block).join('\n');

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig({ KAITONG_TLS: 'self' });
});
afterAll(() => rig.stop());

async function makeLicence() {
  const { pid } = await rig.maker.createProduct({ body: { name: 'Shell' } });
  return await issueLicence(rig, { maker: rig.maker, pid, region: 'cn' });
}

/** The page's camera with this pairing code; `online` resolves to its device id, or to all that it said when it ended. */
async function startCamera(pairing: object) {
  const { uuid, authKey } = await makeLicence();
  const camera = spawn('bash', ['-c', program], {
    env: { ...process.env, PAIRING: JSON.stringify(pairing), UUID: uuid, AUTHKEY: authKey, WAVE_AFTER: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  });
  const ended = once(camera, 'exit').then(([code]) => code as number);
  let said = '';
  const online = new Promise<string>((resolve) => {
    for (const output of [camera.stdout, camera.stderr])
      output.on('data', (part: Buffer) => {
        said += String(part);
        const [, deviceId] = /device (\w+) is online/.exec(said) ?? [];
        if (deviceId) resolve(deviceId);
      });
  });
  return { online: Promise.race([online, ended.then(() => said)]), ended, said: () => said };
}

const pairingCode = async () =>
  JSON.parse((await rig.owners.cn.createPairingToken({})).text) as { u: string; ca: string };

test('a camera of curl, openssl and mosquitto is activated', async () => {
  const camera = await startCamera(await pairingCode());
  const deviceId = await camera.online;
  expect(deviceId).toMatch(/^6c\w{20}$/);
  const { application } = await rig.maker.activate(deviceId);
  expect(application.state, `${JSON.stringify(application.findings)}\n${camera.said()}`).toBe('approved');
  expect(await camera.ended, camera.said()).toBe(0);
});

test('the kaitong command reaches the server with --ca or KAITONG_CA, and else says that it does not trust it', async () => {
  const file = rig.server.tls?.authority?.file ?? '';
  const ask = async (args: string[], environment: Record<string, string> = {}) => {
    const command = spawn(process.execPath, ['client/bin/kaitong.mjs', ...args, 'devices'], {
      cwd: root,
      env: { ...process.env, KAITONG_URL: rig.url, KAITONG_API_KEY: 'kt_of_nobody', ...environment },
    });
    const [said, [code]] = await Promise.all([text(command.stderr), once(command, 'exit')]);
    return `${code} ${said}`;
  };
  expect(await ask([])).toMatch(/^4 The server cannot be reached: .*(certificate|verify)/);
  expect(await ask(['--ca', file])).toMatch(/^2 /); // it is asked, and knows no such key
  expect(await ask([], { KAITONG_CA: file })).toMatch(/^2 /);
  expect(await ask(['--ca', `${file}.none`])).toMatch(/^64 The authority .* cannot be read \(ENOENT\)/);
});

test('one whose code names another authority goes no further', async () => {
  const camera = await startCamera({ ...(await pairingCode()), ca: 'a'.repeat(64) });
  expect(await camera.ended).toBe(1);
  expect(camera.said()).toContain('another authority than the pairing code names');
});

test('somebody in between, who passes the right authority on, is refused before a byte is sent', async () => {
  const { cert: right } = rig.server.tls?.authority ?? { cert: '' };
  const { pair } = await makeLocalCertificate();
  const asked: string[] = [];
  const between = createServer(pair, (request, response) => {
    asked.push(`${request.method} ${request.url}`);
    response.end(right);
  });
  await new Promise<void>((resolve) => between.listen(0, '127.0.0.1', resolve));
  const code = await pairingCode();
  const { port } = between.address() as AddressInfo;
  const camera = await startCamera({ ...code, u: `https://127.0.0.1:${port}/cn` });
  expect(await camera.ended).not.toBe(0);
  expect(camera.said()).toMatch(/certificate/i);
  expect(asked).toEqual([`GET ${authorityPath}`]);
  between.close();
});

/** What is wrong with each, and nothing else is: the extended test offers the same. */
const wrongPairs = async () => {
  const issue = rig.server.tls?.issue;
  if (!issue) throw new Error('the server has no authority of its own');
  const valid = { from: Date.now(), length: days(1) };
  const right = await issue(['127.0.0.1'], valid);
  const wrong = await createWrongCertificates('127.0.0.1', issue);
  return new Map<WrongCertificate | 'right', typeof right>([...wrong, ['right', right]]);
};

test('its MQTT refuses each wrong certificate before a byte of it is sent, and none that is right', async () => {
  const { file } = rig.server.tls?.authority ?? { file: '' };
  const pairs = await wrongPairs();
  expect([...pairs.keys()]).toEqual([...WRONG_CERTIFICATES, 'right']);
  for (const [wrong, pair] of pairs) {
    const heard: string[] = [];
    const broker = createTlsServer(pair, (socket) => {
      socket
        .on('error', () => {})
        .on('data', (bytes) => {
          heard.push(String(bytes));
          socket.destroy(); // it has sent its CONNECT, and gets no answer
        });
    });
    await new Promise<void>((resolve) => broker.listen(0, '127.0.0.1', resolve));
    const at = String((broker.address() as AddressInfo).port);
    const talk = ['-h', '127.0.0.1', '-p', at, '--cafile', file, '-u', 'x', '-P', 'secret', '-t', 'a', '-m', 'b'];
    const [status] = await once(spawn('mosquitto_pub', talk), 'exit');
    expect(status, wrong).not.toBe(0);
    expect(heard.join('').includes('secret'), wrong).toBe(wrong === 'right');
    broker.close();
  }
});
