// What nobody sends who means well, to every operation: it is refused with a reason, and never an error of the server.
import { request } from 'node:http';
import { app, type Contract, control, device, Problem } from '@kaitong/contract';
import { beforeAll, expect, test } from 'vitest';
import { forgetRates } from '../../../activation/testing/people.ts';
import type { RunningRig } from '../../../activation/testing/rig.ts';
import type { Credentials } from '../call.ts';
import type { Cast } from '../cast.ts';
import { rules as makers } from '../control-rules.ts';
import { OUTSIDE, openPlace } from '../place.ts';
import { devicesRules, ownersRules } from '../region-rules.ts';

let rig: RunningRig;
let cast: Cast;
beforeAll(async () => {
  ({ rig, cast } = await openPlace());
});

const TEXTS = [
  '\u0000',
  'a\u0000b',
  '\u001b[2J\u001b]0;title\u0007',
  '\ud800',
  '‮gpj.exe',
  '__proto__',
  '../../../etc/passwd',
  `'); DROP TABLE account; --`,
  '=HYPERLINK("http://evil.example")',
  '<script>alert(1)</script>',
  '{{7*7}}%s%n',
  '9'.repeat(400),
  '𠮷'.repeat(5000),
];

/** Each try of these costs a password hash. */
const HASHING = ['register', 'signIn', 'setUp', 'changePassword', 'signUp'];
const FEW = ['\u0000', '__proto__', '9'.repeat(400)];

type Where = { name: string; path: string; contract: Contract; input: () => Input; credentials: () => Credentials };
type Input = { params?: object; query?: object; body?: unknown };
const where = (
  path: string,
  contract: Contract,
  rules: Record<string, { input(cast: Cast): object }>,
  credentials: () => Credentials,
): Where[] =>
  Object.keys(contract)
    .filter((name) => name !== 'signOut') // takes nothing, and would end the session that the others use
    .map((name) => ({ name, path, contract, credentials, input: () => rules[name]?.input(cast) ?? {} }));
const everywhere = [
  ...where('', control, makers, () => cast.makers.stranger),
  ...where('/cn', app, ownersRules, () => cast.owners.self),
  ...where('/cn', device, devicesRules, () => cast.devices.self),
];

/** The same input with one text in it replaced, for each text in it. */
function* replaced(value: unknown, text: string): Generator<unknown> {
  if (typeof value === 'string') yield text;
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value))
    for (const other of replaced(part, text)) yield Array.isArray(value) ? [other] : { ...value, [key]: other };
}

const encode = (text: unknown): string => encodeURIComponent(String(text).toWellFormed());

async function send({ name, path: prefix, contract, credentials }: Where, { params = {}, query = {}, body }: Input) {
  const operation = contract[name];
  if (!operation) throw new Error(name);
  const values = params as Record<string, unknown>;
  const asked = operation.path.replace(/:(\w+)/g, (_, part: string) => encode(values[part]));
  const search = Object.entries(query).map(([key, value]) => `${encode(key)}=${encode(value)}`);
  return await raw(
    operation.method,
    `${prefix}${asked}?${search.join('&')}`,
    credentials(),
    body && JSON.stringify(body),
  );
}

async function raw(method: string, target: string, headers: Credentials, body?: unknown) {
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const init = { method, headers: { ...type, ...headers }, body: body === undefined ? null : (body as string) };
  const response = await fetch(rig.url + target, init);
  return { status: response.status, text: await response.text() };
}

test.each(everywhere)('$path $name takes any text for what it is', async (one) => {
  await forgetRates(rig);
  const takesQuery = one.contract[one.name]?.query.def.type !== 'undefined';
  const query = { cursor: 'x', search: 'x', version: 'x', category: 'x', state: 'x' };
  const given = one.input();
  const input = takesQuery ? { ...given, query: { ...query, ...given.query } } : given;
  const texts = HASHING.includes(one.name) ? FEW : TEXTS;
  const variants = texts.flatMap((text) => [...replaced(input, text)] as Input[]);
  for (let n = 0; n < variants.length; n += 16) {
    const some = variants.slice(n, n + 16);
    const answers = await Promise.all(some.map((variant) => send(one, variant)));
    for (const [at, { status, text }] of answers.entries())
      if (status >= 500) expect.fail(`${status} for ${JSON.stringify(some[at])}: ${text}`);
  }
});

test('bodies that are no form of ours are refused, whatever they are', async () => {
  const bodies = [
    'null',
    '[]',
    '"text"',
    '1e400',
    '{"login":{"$gt":""},"password":["x"]}',
    '{"__proto__":{"role":"administrator"},"login":"a@b.example","password":"x"}',
    '{"constructor":{"prototype":{"role":"administrator"}},"login":"a@b.example","password":"x"}',
    '['.repeat(100_000),
    `${'{"a":'.repeat(40_000)}1${'}'.repeat(40_000)}`,
    '{"login":"a@b.example"',
    '\u0000',
    new Uint8Array([0x7b, 0xff, 0xfe, 0x7d]),
    `{"login":"${'x'.repeat(300_000)}"}`,
  ];
  for (const path of ['/api/v1/sign-in', '/cn/api/v1/sign-in', '/cn/device/v1/token'])
    for (const body of bodies) {
      await forgetRates(rig);
      const { status, text } = await raw('POST', path, {}, body);
      expect([400, 401, 413, 422], `${path} ${String(body).slice(0, 60)}: ${text}`).toContain(status);
      expect(Problem.parse(JSON.parse(text)).code).toMatch(/^(input_invalid|sign_in_failed)$/);
    }
  expect(({} as { role?: string }).role).toBeUndefined();
});

/** A path and headers exactly as given: `fetch` would tidy them up. */
function exactly(target: string, headers: Record<string, string> = {}, method = 'GET'): Promise<string> {
  const { hostname, port } = new URL(rig.url);
  return new Promise((resolve, reject) => {
    const asked = request({ hostname, port, path: target, method, headers }, (response) => {
      response.on('data', (chunk) => {
        if (String(chunk).includes(OUTSIDE)) reject(new Error(`${target} reads what is outside`));
      });
      resolve(`${response.statusCode} ${response.headers.location ?? ''}`.trim());
      if (response.headers['content-type']?.startsWith('text/event-stream')) asked.destroy();
    });
    asked.once('error', reject).end();
  });
}

test('no path, query or header is too strange to be answered', async () => {
  const paths = [
    '//',
    '//evil.example',
    '//evil.example/%2e%2e',
    '/\\evil.example',
    '/%',
    '/%ff',
    '/%00',
    '/cn/%00',
    '/a.%00',
    '/..%2f..%2f..%2fetc%2fpasswd.txt',
    '/assets/..%5c..%5cpackage.json',
    '/assets/..%2f..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/assets/../../secret.txt',
    '/.well-known/../../secret.txt',
    '/cn/footage/%/key',
    '/cn/objects/..%2f..%2fdata.key',
    '/api/v1/applications/ap/events',
    '/[',
    '/?',
    `/${'a/'.repeat(3000)}`,
    `/api/v1/products?${'limit=1&'.repeat(1500)}`,
    '/api/v1/products?limit[$gt]=1&__proto__[x]=1',
    'http://evil.example/',
  ];
  for (const path of paths) expect(await exactly(path), path).toMatch(/^[234]\d\d$/);
  const cookie = cast.makers.member.cookie ?? '';
  const events = `/api/v1/applications/${cast.application.id}/events`;
  for (const id of ['-1', '1e9', '999999999999999', '99999999999999999999', 'NaN', '\u00ff', '1\t2', ''])
    expect(await exactly(events, { cookie, 'last-event-id': id }), id).toBe('200');
  const headers: Record<string, string>[] = [
    { host: 'evil.example' },
    { host: 'a"b' },
    { cookie: '='.repeat(8000) },
    { cookie: 'kaitong-console.session_token=%E0%A4%A' },
    { cookie: 'kaitong-console.session_data=bnVsbA' },
    { authorization: 'Bearer' },
    { authorization: `Bearer kt_${'x'.repeat(9000)}` },
    { authorization: 'Bearer \u00ff' },
    { 'accept-language': `${'zh-CN;q=0.'.repeat(900)}` },
    { 'x-forwarded-for': 'not an address' },
    { range: `bytes=${'0-1,'.repeat(2000)}` },
  ];
  for (const given of headers)
    for (const path of ['/api/v1/session', '/cn/api/v1/me', '/api/v1/nothing'])
      expect(await exactly(path, given), JSON.stringify(given).slice(0, 60)).toMatch(/^4\d\d$/);
});

test('every page runs its own files only, stands in no frame, and tells no other site where it was', async () => {
  for (const page of ['/', '/sign-in?next=//evil.example', '/setup?token=x', '/cn/app/', '/assets/a.js']) {
    const { headers } = await fetch(rig.url + page);
    const policy = headers.get('content-security-policy') ?? '';
    for (const part of [
      "default-src 'none'",
      "script-src 'self';",
      "frame-ancestors 'none'",
      "base-uri 'none'",
      "form-action 'self'",
    ])
      expect(policy, page).toContain(part);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('referrer-policy')).toBe('same-origin');
  }
});

test('session cookies are for this server’s own pages', async () => {
  const cookies = async (url: string, body: object, path: string) => {
    const headers = { 'content-type': 'application/json' };
    return (await fetch(url + path, { method: 'POST', headers, body: JSON.stringify(body) })).headers.getSetCookie();
  };
  await forgetRates(rig);
  const person = { password: 'long enough', name: 'x', accountName: 'x' };
  for (const [path, at] of [
    ['/api/v1/register', '/'],
    ['/cn/api/v1/sign-up', '/cn'],
  ] as const) {
    const lines = await cookies(rig.url, { ...person, login: 'cookies@example.com' }, path);
    expect(lines.length).toBeGreaterThan(0);
    for (const line of lines) expect(line).toMatch(new RegExp(`Path=${at}; HttpOnly; SameSite=Lax$`));
  }
});

test('a text that steers a terminal or hides itself is no device id and no name', async () => {
  await forgetRates(rig);
  for (const text of ['\u001b[31mred', 'line\nbreak', 'bell\u0007', '‮reversed', 'zero\u200bwidth', '\u009b2J']) {
    const { stranger } = cast.makers;
    const named: [string, object][] = [
      ['/api/v1/applications', { deviceId: text }],
      ['/api/v1/products', { name: text }],
      ['/api/v1/api-keys', { name: text }],
      ['/api/v1/register', { login: 'x@example.com', password: 'long enough', accountName: text }],
      ['/cn/api/v1/sign-up', { login: 'x@example.com', password: 'long enough', name: text }],
    ];
    for (const [path, body] of named)
      expect((await raw('POST', path, stranger, JSON.stringify(body))).status, `${path} ${JSON.stringify(text)}`).toBe(
        422,
      );
    const rename = `/cn/api/v1/devices/${cast.unit.deviceId}`;
    expect((await raw('PATCH', rename, cast.owners.self, JSON.stringify({ name: text }))).status).toBe(422);
  }
});
