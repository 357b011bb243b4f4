import { op, page } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createApp } from './app.ts';
import { chooseEncoding } from './compress.ts';
import { mountContract } from './mount.ts';

const list = page(z.object({ name: z.string() }));
const answers = { caller: 'public', query: z.object({ items: z.coerce.number().default(400) }), reply: list } as const;
const contract = {
  list: op({ method: 'GET', path: '/list', summary: 'List', ...answers }),
  make: op({ method: 'POST', path: '/make', summary: 'Make', ...answers }),
  look: op({ method: 'GET', path: '/look', summary: 'Look', caller: 'public', reply: z.object({ text: z.string() }) }),
};
const many = async (_caller: undefined, { query }: { query: { items: number } }) => ({
  items: Array.from({ length: query.items }, (_, n) => ({ name: `camera at the back door, number ${n}` })),
  next: null,
});

let app: FastifyInstance;
beforeAll(async () => {
  app = createApp({ log: pino({ level: 'silent' }) });
  const look = async () => ({ text: 'x'.repeat(20_000) });
  mountContract(app, contract, { list: many, make: many, look }, { authenticate: {} });
  await app.ready();
});
afterAll(() => app.close());

const ask = (url: string, accepted: string, method: 'GET' | 'POST' = 'GET') =>
  app.inject({ method, url, headers: accepted === '' ? {} : { 'accept-encoding': accepted } });

test.each([
  ['/list', 'gzip, deflate, br', 'br'],
  ['/list?items=60', 'gzip, deflate, br', 'gzip'],
  ['/list?items=60', 'br', 'br'],
  ['/list?items=5', 'gzip, br', undefined],
  ['/list', 'gzip;q=0, br;q=0.0', undefined],
  ['/list', 'identity', undefined],
  ['/list', '', undefined],
])('%s for who takes “%s” comes as %s', async (url, accepted, encoding) => {
  const { headers, rawPayload } = await ask(url, accepted);
  expect(headers['content-encoding']).toBe(encoding);
  expect(headers['content-length']).toBe(String(rawPayload.length));
  expect(headers['content-type']).toBe('application/json; charset=utf-8');
  expect(headers.vary).toBe('accept-encoding');
});

test('a compressed list is the same list, in a tenth of the bytes', async () => {
  const { origin } = new URL(await app.listen({ host: '127.0.0.1', port: 0 }));
  const answer = await fetch(`${origin}/list`, { headers: { 'accept-encoding': 'br' } });
  expect(answer.headers.get('content-encoding')).toBe('br');
  const bytes = Number(answer.headers.get('content-length'));
  const plain = await ask('/list', 'identity');
  expect(await answer.json()).toEqual(plain.json());
  expect(bytes).toBeLessThan(plain.rawPayload.length / 10);
});

test('what is no list, and what a call has made, is never compressed: secrets come so', async () => {
  expect((await ask('/look', 'gzip, br')).headers['content-encoding']).toBeUndefined();
  expect((await ask('/make', 'gzip, br', 'POST')).headers['content-encoding']).toBeUndefined();
});

test('a size decides only among what is accepted', () => {
  expect(chooseEncoding(undefined, 1e6)).toBeUndefined();
  expect(chooseEncoding('deflate', 1e6)).toBeUndefined();
  expect(chooseEncoding(' GZIP ;q=0.5', 1e6)).toBe('gzip');
});
