// Certificates of units behind Debian's nginx, as the guide sets it up: what it was shown counts, what anybody says does not.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request as requestPlain } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { regionOverHttp } from '@kaitong/device';
import { issueForMaker, makeLocalCertificate } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { root } from '../../../scripts/command.ts';
import { freePorts } from '../../src/activation/testing/processes.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';

/** Loopback has many addresses: this one is the proxy's, and 127.0.0.1 is a stranger's. */
const PROXY = '127.0.0.2';
const MISSING = 'device_certificate_refused missing';

let folder: string;
let rig: RunningRig;
let stopNginx: () => Promise<void>;
let unit: Unit;
let own: { cert: string; key: string };
let ca: string;
let door: number;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-nginx-'));
  const outside = await freePorts();
  door = await freePorts();
  rig = await startRig({
    KAITONG_CERTIFICATE_PORT: String(door),
    KAITONG_CERTIFICATE_URL: `https://127.0.0.1:${outside}`,
    KAITONG_CERTIFICATE_PROXIES: PROXY,
  });
  stopNginx = await startNginx(outside);
  unit = await rig.unit();
  const { rows } = await rig.regions.cn.pool.query('SELECT uuid FROM device WHERE device_id = $1', [unit.deviceId]);
  const authority = await issueForMaker({ subject: 'CN=Maker root', isAuthority: true });
  own = await issueForMaker({ subject: `CN=${rows[0].uuid}`, by: authority });
  await rig.maker.addDeviceAuthority({ params: { pid: unit.pid }, body: { certificate: authority.cert } });
  await vi.waitFor(async () => {
    const found = await rig.regions.cn.pool.query('SELECT device_authorities FROM product WHERE pid = $1', [unit.pid]);
    expect(found.rows[0]?.device_authorities).toHaveLength(1);
  }, 20_000);
});
afterAll(async () => {
  await stopNginx?.();
  await rig?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The guide's server block, on ports of this test. */
function serverBlock(outside: number): string {
  const guide = readFileSync(path.join(root, 'docs/guide/operator.md'), 'utf8');
  const [block = ''] = /^server \{\n {2}listen 8444 ssl;[\s\S]*?\n\}$/m.exec(guide) ?? [];
  expect(block).toContain('proxy_set_header X-Client-Cert $ssl_client_escaped_cert;');
  return block
    .replace(
      'listen 8444 ssl;',
      `listen 127.0.0.1:${outside} ssl; ssl_certificate cert.pem; ssl_certificate_key key.pem;`,
    )
    .replace('http://127.0.0.1:7090;', `http://127.0.0.1:${door}; proxy_bind ${PROXY};`);
}

async function startNginx(outside: number): Promise<() => Promise<void>> {
  const { authority, pair } = await makeLocalCertificate();
  ca = authority.cert;
  writeFileSync(path.join(folder, 'cert.pem'), pair.cert);
  writeFileSync(path.join(folder, 'key.pem'), pair.key);
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  );
  writeFileSync(
    path.join(folder, 'nginx.conf'),
    `daemon off; pid ${folder}/nginx.pid; error_log stderr;
     events {}
     http { access_log off; ${places.join(' ')} ${serverBlock(outside)} }`,
  );
  const nginx = spawn('nginx', ['-p', folder, '-c', path.join(folder, 'nginx.conf')], {
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const ended = once(nginx, 'exit');
  await vi.waitFor(() => once(connect({ host: '127.0.0.1', port: outside }), 'connect'), 20_000);
  return async () => {
    nginx.kill('SIGQUIT');
    await ended;
  };
}

/** What the token call answers to the unit without its secret, by nginx, or past it at the door behind. */
async function tokenFor(shown: RequestOptions, by: 'nginx' | 'the door behind' = 'nginx'): Promise<string> {
  const { deviceId, url } = unit.credentials;
  const { challenge, certificateUrl } = await regionOverHttp(url, fetch)({}).getChallenge({ body: { deviceId } });
  const options = { method: 'POST', agent: false, ...shown };
  const headers = { 'content-type': 'application/json', ...shown.headers };
  const sent =
    by === 'nginx'
      ? request(`${certificateUrl}/device/v1/token`, { ...options, headers, ca })
      : requestPlain(`http://127.0.0.1:${door}/cn/device/v1/token`, { ...options, headers });
  const [answer] = await once(sent.end(JSON.stringify({ deviceId, challenge })), 'response');
  const { token, code, params } = JSON.parse(await text(answer));
  return token === undefined ? `${code} ${params.reason ?? ''}`.trim() : 'ok';
}

const claimed = () => ({ 'x-client-cert': encodeURIComponent(own.cert) });

test('a unit that shows nginx its certificate gets a token', async () => {
  expect(await tokenFor(own)).toBe('ok');
});

test('one that shows nothing, and writes the header itself, has shown nothing: nginx takes it away', async () => {
  expect(await tokenFor({})).toBe(MISSING);
  expect(await tokenFor({ headers: claimed() })).toBe(MISSING);
});

test('one that shows another certificate than its header says is known by what it showed', async () => {
  const stranger = await issueForMaker({ subject: 'CN=Maker root', isAuthority: true });
  const other = await issueForMaker({ subject: 'CN=somebody', by: stranger });
  expect(await tokenFor({ ...other, headers: claimed() })).toBe('device_certificate_refused unknown_authority');
});

test('the header counts from the configured address alone', async () => {
  expect(await tokenFor({ headers: claimed() }, 'the door behind')).toBe(MISSING);
  expect(await tokenFor({ headers: claimed(), localAddress: PROXY }, 'the door behind')).toBe('ok');
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
