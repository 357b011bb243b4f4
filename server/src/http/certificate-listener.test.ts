import { once } from 'node:events';
import { request as plain } from 'node:http';
import { type RequestOptions, request } from 'node:https';
import { text } from 'node:stream/consumers';
import { connect } from 'node:tls';
import type { FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Issued, issue } from '../device-certificates/testing.ts';
import { silentLog } from '../log.ts';
import { makeLocalCertificate } from '../tls/testing.ts';
import { type CertificateListener, listenForCertificates } from './certificate-listener.ts';
import { createApp } from './kit/app.ts';
import { callRequestOf } from './kit/request.ts';
import { shownOn } from './kit/shown-certificates.ts';

let app: FastifyInstance;
let ca: string;
let line: Issued;
let unit: Issued;
const doors: CertificateListener[] = [];
const open = async (options: { tls?: { cert: string; key: string }; proxies: string[] }): Promise<number> => {
  const door = await listenForCertificates(app, {
    host: '127.0.0.1',
    port: 0,
    tls: undefined,
    log: silentLog,
    ...options,
  });
  doors.push(door);
  return door.port;
};
let encrypted: number;
let proxied: number;
let stranger: number;
beforeAll(async () => {
  app = createApp({ log: silentLog });
  app.post('/cn/device/v1/token', async ({ raw }) => shownOn(raw).map((der) => Buffer.from(der).toString('hex')));
  app.post('/cn/device/v1/challenge', async (request, reply) => [callRequestOf(request, reply).ip]);
  app.post('/cn/device/v1/pair', async () => []);
  const root = await issue({ subject: 'CN=Root', isAuthority: true });
  line = await issue({ subject: 'CN=Line', isAuthority: true, by: root });
  unit = await issue({ subject: 'CN=kt0unit0000000000001', by: line });
  const { authority, pair } = await makeLocalCertificate();
  ca = authority.cert;
  encrypted = await open({ tls: pair, proxies: [] });
  proxied = await open({ proxies: ['127.0.0.0/8'] });
  stranger = await open({ proxies: ['192.0.2.7', '2001:db8::/32'] });
});
afterAll(async () => {
  for (const door of doors) await door.close();
  await app.close();
});

const hex = (...shown: Issued[]): string[] => shown.map(({ der }) => Buffer.from(der).toString('hex'));
const TOKEN = { method: 'POST', host: '127.0.0.1', path: '/cn/device/v1/token' } as const;

async function over(port: number, options: RequestOptions): Promise<{ status: number | undefined; body: unknown }> {
  const [answer] = await once(request({ ...TOKEN, port, ca, agent: false, ...options }).end(), 'response');
  const said = await text(answer);
  return { status: answer.statusCode, body: said === '' ? '' : JSON.parse(said) };
}
async function through(port: number, headers: Record<string, string>, path: string = TOKEN.path): Promise<unknown> {
  const [answer] = await once(plain({ ...TOKEN, path, port, headers, agent: false }).end(), 'response');
  return JSON.parse(await text(answer));
}

test('whoever shows a certificate on the line has it told with those between; whoever shows none is let in, too', async () => {
  const shown = await over(encrypted, { cert: unit.cert + line.cert, key: unit.key });
  expect(shown).toEqual({ status: 200, body: hex(unit, line) });
  expect((await over(encrypted, {})).body).toEqual([]);
});

test('on a second line of the same client it is shown again, or there is none: nothing is resumed', async () => {
  const dial = async (session?: Buffer) => {
    const socket = connect({ ...{ host: '127.0.0.1', port: encrypted, ca, session }, cert: unit.cert, key: unit.key });
    const sessions: Buffer[] = [];
    socket.on('session', (one: Buffer) => sessions.push(one));
    await once(socket, 'secureConnect');
    const isReused = socket.isSessionReused();
    socket.write('POST /cn/device/v1/token HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    const said = await text(socket);
    return { isReused, session: sessions.at(-1), said };
  };
  const first = await dial();
  const second = await dial(first.session);
  expect([first.isReused, second.isReused]).toEqual([false, false]);
  expect(second.said).toContain(hex(unit)[0] ?? '');
});

test('there is nothing here but challenges and tokens', async () => {
  for (const path of ['/cn/device/v1/pair', '/healthz', '/', '/cn/device/v1/token/x', '/cn/device/v1/token?x'])
    expect((await over(encrypted, { path })).status).toBe(404);
});

test('a header is believed from the addresses that were named, and from nobody else', async () => {
  const header = { 'x-client-cert': encodeURIComponent(unit.cert) };
  expect(await through(proxied, header)).toEqual(hex(unit));
  expect(await through(stranger, header)).toEqual([]);
  expect((await over(encrypted, { headers: header })).body).toEqual([]);
});

test('whoever comes through a proxy that was named counts by an address of his own, and nobody chooses it himself', async () => {
  const from = (port: number, forwarded?: string) =>
    through(port, forwarded === undefined ? {} : { 'x-forwarded-for': forwarded }, '/cn/device/v1/challenge');
  expect(await from(proxied, '203.0.113.7')).toEqual(['203.0.113.7']);
  expect(await from(proxied, '198.51.100.1, 203.0.113.7, 127.0.0.9')).toEqual(['203.0.113.7']);
  expect(await from(proxied, '2001:db8::1')).toEqual(['2001:db8::1']);
  for (const nothing of [undefined, '', 'unknown', '203.0.113.7, nonsense'])
    expect(await from(proxied, nothing)).toEqual(['127.0.0.1']);
  expect(await from(stranger, '203.0.113.7')).toEqual(['127.0.0.1']);
});

test('the same header at the usual door shows nothing, whoever sends it', async () => {
  const answer = await app.inject({
    ...{ method: 'POST', url: TOKEN.path, remoteAddress: '127.0.0.1' },
    headers: { 'x-client-cert': encodeURIComponent(unit.cert) },
  });
  expect(answer.json()).toEqual([]);
});

test('what is no certificate in the header is something else than none', async () => {
  for (const value of ['%', 'nonsense', encodeURIComponent(unit.cert + line.cert + unit.cert + line.cert + unit.cert)])
    expect(await through(proxied, { 'x-client-cert': value })).toEqual(['']);
  expect(await through(proxied, { 'x-client-cert': '' })).toEqual([]);
});

test('a hundred certificates in one handshake end the line or show no more than what is looked at', async () => {
  const many = unit.cert + line.cert.repeat(100);
  const answer = await over(encrypted, { cert: many, key: unit.key }).catch(() => undefined);
  expect((answer?.body as string[] | undefined)?.length ?? 0).toBeLessThanOrEqual(5);
  expect((await over(encrypted, {})).status).toBe(200);
});
