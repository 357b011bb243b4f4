// Behind a proxy with TLS: what the public address changes, whatever a request says about its host.
import { readConfig, type Server, silentLog, startServer } from '@kaitong/server';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePorts } from '../activation/testing/processes.ts';
import { type Ground, openGround } from '../activation/testing/rig.ts';

const PUBLIC = 'https://cam.example.com';
let ground: Ground;
let server: Server;
let url: string;
beforeAll(async () => {
  const port = await freePorts();
  ground = await openGround({ KAITONG_PUBLIC_URL: PUBLIC, KAITONG_PORT: String(port) });
  server = await startServer(readConfig(ground.environment), { log: silentLog, judge: { engine: 'none' } });
  url = `http://127.0.0.1:${port}`;
});
afterAll(async () => {
  await server.stop();
  await ground.close();
});

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  fetch(url + path, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: PUBLIC, ...headers },
    body: JSON.stringify(body),
  });

const person = { login: 'owner@example.com', password: 'long enough', name: 'x', accountName: 'x' };

test('cookies are sent over https only, and browsers are told to stay there', async () => {
  for (const [path, at] of [
    ['/api/v1/register', '/'],
    ['/cn/api/v1/sign-up', '/cn'],
  ] as const) {
    const response = await post(path, person);
    expect(response.status).toBe(201);
    expect(response.headers.get('strict-transport-security')).toMatch(/^max-age=\d{7,}/);
    const lines = response.headers.getSetCookie();
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) {
      expect(line).toMatch(/^__Secure-kaitong-/);
      expect(line.split('; ').slice(1)).toEqual(
        expect.arrayContaining([`Path=${at}`, 'HttpOnly', 'Secure', 'SameSite=Lax']),
      );
    }
  }
});

test('addresses that are handed out are the public one, whatever host a request names', async () => {
  const signedIn = await post('/cn/api/v1/sign-in', person);
  const cookie = signedIn.headers
    .getSetCookie()
    .map((line) => line.split(';', 1)[0])
    .join('; ');
  const evil = { cookie, 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' };
  const { text } = (await (await post('/cn/api/v1/pairing-tokens', {}, evil)).json()) as { text: string };
  expect(JSON.parse(text)).toMatchObject({ u: `${PUBLIC}/cn` });
});

test('the proxy names whom it speaks for, and tries are counted by that', async () => {
  const guess = (from: string) =>
    post('/api/v1/sign-in', { login: 'maker@example.com', password: 'wrong' }, { 'x-forwarded-for': from });
  for (let n = 0; n < 6; n++) expect((await guess('2001:db8:1:2::1')).status).toBe(401);
  expect((await guess('2001:db8:1:2::1')).status).toBe(429);
  expect((await guess('2001:db8:1:2:ffff::9')).status).toBe(429); // the same network
  expect((await guess('2001:db8:1:3::1')).status).toBe(401);
  expect((await guess('2001:db8:1:3::1, 2001:db8:1:2::1')).status).toBe(429); // what a client wrote itself is no matter
});
