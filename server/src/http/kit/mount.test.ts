import { op, type Problem, problems, type Refusal, refusal } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { KeysUnavailable } from '../../keys/keys-unavailable.ts';
import { StoreError } from '../../objects/store-error.ts';
import { DatabaseUnavailable } from '../../store/unavailable.ts';
import { createApp } from './app.ts';
import { mountContract } from './mount.ts';

const contract = {
  order: op({
    method: 'POST',
    path: '/orders/:id',
    summary: 'Order',
    caller: 'maker',
    params: z.object({ id: z.string().max(5) }),
    query: z.object({ copies: z.coerce.number().int().max(3).default(1) }),
    body: z.object({ name: z.string().min(2), size: z.enum(['s', 'l']) }),
    reply: z.object({ name: z.string(), copies: z.number() }),
    status: 201,
  }),
  look: op({ method: 'GET', path: '/look', summary: 'Look', caller: 'public', reply: z.object({ ok: z.boolean() }) }),
  send: op({
    method: 'POST',
    path: '/send',
    summary: 'Send',
    caller: 'public',
    body: z.object({ text: z.string() }).default({ text: 'nothing' }),
    reply: z.object({ text: z.string() }),
  }),
};

let app: FastifyInstance;
let url: string;
let entered: string[];
let answer: () => Refusal | { ok: boolean };
const log: string[] = [];

beforeAll(async () => {
  app = createApp({ log: pino({ level: 'debug' }, { write: (line: string) => void log.push(line) }) });
  mountContract(
    app,
    contract,
    {
      order: async (_caller, { params, query, body }) => {
        entered.push(params.id);
        return { name: body.name, copies: query.copies, secret: 'not in the contract' };
      },
      look: async () => answer(),
      send: async (_caller, { body }) => body,
    },
    {
      prefix: '/x',
      authenticate: {
        maker: async (request) =>
          request.header('authorization') === 'Bearer right'
            ? { accountId: 'ac' as never, userId: 'u', role: 'viewer', kind: 'maker', sessionId: null, keyId: null }
            : refusal('not_signed_in'),
      },
    },
  );
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
beforeEach(() => {
  entered = [];
  log.length = 0;
  answer = () => ({ ok: true });
});
afterAll(async () => {
  await app.close();
});

const order = (address: string, body: unknown, headers: Record<string, string> = {}) =>
  fetch(url + address, {
    method: 'POST',
    headers: { authorization: 'Bearer right', 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

test('an answer has the status of the contract, defaults filled in, and nothing that the contract does not name', async () => {
  const response = await order('/x/orders/a', { name: 'tea', size: 's' });
  expect([response.status, await response.json()]).toEqual([201, { name: 'tea', copies: 1 }]);
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f]{16}$/);
});

test('whoever is not the operation’s caller is refused before the input is read', async () => {
  for (const body of ['{"name":', JSON.stringify({ name: 'tea', size: 's' })]) {
    const response = await order('/x/orders/a', body, { authorization: 'Bearer wrong' });
    expect([response.status, await response.json()]).toMatchObject([401, { code: 'not_signed_in' }]);
  }
  expect(entered).toEqual([]);
});

test('wrong input names every field at once, in the caller’s language', async () => {
  const say = async (language: string) => {
    const response = await order('/x/orders/abcdef?copies=9', { size: 'xl' }, { 'accept-language': language });
    expect(response.status).toBe(422);
    expect(response.headers.get('content-type')).toBe('application/problem+json; charset=utf-8');
    return (await response.json()) as { code: string; title: string; fields: { path: string; message: string }[] };
  };
  const zh = await say('zh-CN,zh;q=0.9');
  const en = await say('en-GB');
  for (const { code, fields } of [zh, en]) {
    expect(code).toBe('input_invalid');
    expect(fields.map(({ path }) => path)).toEqual(['id', 'copies', 'name', 'size']);
  }
  expect(zh.title).toBe('填写的内容不正确');
  for (const { message } of zh.fields) expect(message).toMatch(/[一-鿿]/);
  for (const { message } of en.fields) expect(message).not.toMatch(/[一-鿿]/);
  expect(entered).toEqual([]);
});

test('a refusal has the catalogue’s status, its text with values filled in, and where it may be retried', async () => {
  answer = () => refusal('rate_limited', { seconds: 7 });
  const response = await fetch(`${url}/x/look`, { headers: { 'accept-language': 'en' } });
  expect(response.status).toBe(problems.rate_limited.status);
  expect(response.headers.get('retry-after')).toBe('7');
  expect(await response.json()).toEqual({
    type: 'urn:kaitong:problem:rate_limited',
    title: 'Too many tries',
    detail: 'Try again in 7 s.',
    status: 429,
    code: 'rate_limited',
    params: { seconds: 7 },
  });
});

test('a bug is a problem with a number that stands in the log beside its cause, and tells nothing else', async () => {
  answer = () => {
    throw new Error('the password is hunter2');
  };
  const response = await fetch(`${url}/x/look`);
  const problem = (await response.json()) as Problem;
  expect(problem).toMatchObject({ status: 500, code: 'internal_error' });
  expect(JSON.stringify(problem)).not.toContain('hunter2');
  const line = log.find((one) => one.includes('request failed'));
  expect(line).toContain('hunter2');
  expect(line).toContain(problem.params.reference);
});

test('a database that is out of reach is a 503 that says when to ask again, and no bug', async () => {
  answer = () => {
    throw new DatabaseUnavailable('unreachable', 'The database is out of reach: connect ECONNREFUSED');
  };
  const response = await fetch(`${url}/x/look`);
  expect(response.headers.get('retry-after')).toBe('5');
  expect(await response.json()).toMatchObject({ status: 503, code: 'database_unavailable', params: { seconds: 5 } });
});

test('a process that has no file descriptor left is an outage that says when to ask again, and no bug', async () => {
  answer = () => {
    throw Object.assign(new Error('EMFILE: too many open files, open /x'), { code: 'EMFILE' });
  };
  const response = await fetch(`${url}/x/look`);
  expect(response.headers.get('retry-after')).toBe('5');
  expect(await response.json()).toMatchObject({ status: 503, code: 'server_restarting', params: { seconds: 5 } });
});

test('a database without room on its disk is a full storage, which says when to ask again', async () => {
  answer = () => {
    throw new DatabaseUnavailable('disk_full', 'The database’s disk is full: could not extend file');
  };
  const response = await fetch(`${url}/x/look`);
  expect(response.headers.get('retry-after')).toBe('15');
  expect(await response.json()).toMatchObject({ status: 507, code: 'disk_full', params: { seconds: 15 } });
});

test.each([
  ['full', 507, 'keys_full'],
  ['away', 503, 'keys_unavailable'],
] as const)(
  'keys of footage whose disk is %s are an outage that says when to ask again, and no bug',
  async (problem, status, code) => {
    answer = () => {
      throw new KeysUnavailable(problem, 'The copy of the keys in /x is not there any more.');
    };
    const response = await fetch(`${url}/x/look`);
    expect(response.headers.get('retry-after')).toBe('15');
    expect(await response.json()).toMatchObject({ status, code, params: { seconds: 15 } });
  },
);

test('a store of objects that is away is an outage that says when to ask again, and no bug', async () => {
  answer = () => {
    throw new StoreError('HEAD /footage/cn/x: the object store does not answer.', {});
  };
  const response = await fetch(`${url}/x/look`);
  expect(response.headers.get('retry-after')).toBe('15');
  expect(await response.json()).toMatchObject({ status: 503, code: 'storage_unavailable', params: { seconds: 15 } });
});

test.each([
  ['broken JSON', '{"name":', 'application/json', 400],
  ['a form of another site', 'name=tea', 'application/x-www-form-urlencoded', 415],
  ['text', '{"name":"tea","size":"s"}', 'text/plain', 415],
  ['more than a quarter of a MiB', `{"name":"${'x'.repeat(300_000)}"}`, 'application/json', 413],
  ['__proto__', '{"__proto__":{"admin":true}}', 'application/json', 400],
])('a body that is %s is a problem with the status of HTTP', async (_what, body, type, status) => {
  const response = await order('/x/orders/a', body, { 'content-type': type });
  expect([response.status, await response.json()]).toMatchObject([status, { code: 'input_invalid', status }]);
});

test('a body that may be left out may be empty, whatever its announced type', async () => {
  for (const headers of [{}, { 'content-type': 'application/json' }]) {
    const response = await fetch(`${url}/x/send`, { method: 'POST', headers });
    expect([response.status, await response.json()]).toEqual([200, { text: 'nothing' }]);
  }
});

test('the log names path and status of a request, never what follows the question mark', async () => {
  await fetch(`${url}/x/look?token=hunter2`);
  const line = log.find((one) => one.includes('answered'));
  expect(line).toContain('"path":"/x/look"');
  expect(log.join()).not.toContain('hunter2');
});

test('a kind of caller that nobody can be here is refused', async () => {
  const other = createApp({ log: pino({ level: 'silent' }) });
  const operation = op({ method: 'GET', path: '/o', summary: 'O', caller: 'operator', reply: z.object({}) });
  mountContract(other, { operation }, { operation: async () => ({}) }, { authenticate: {} as never });
  const { statusCode } = await other.inject('/o');
  expect(statusCode).toBe(problems.not_allowed.status);
});
