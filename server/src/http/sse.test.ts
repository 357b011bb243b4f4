import { refusal } from '@kaitong/contract';
import type { FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { silentLog } from '../log.ts';
import { createApp } from './kit/app.ts';
import { mountStream, type StreamEvent } from './sse.ts';

let app: FastifyInstance;
let url: string;
let stored: StreamEvent[];
let wake: () => void;
let ended: Promise<void>;

beforeEach(async () => {
  stored = [1, 2, 3].map((id) => ({ id, data: { n: id } }));
  wake = () => {};
  const over = Promise.withResolvers<void>();
  ended = over.promise;
  app = createApp({ log: silentLog });
  mountStream(app, {
    path: '/streams/:name',
    caller: 'public',
    authenticate: {},
    async open(_caller, { name }) {
      if (name !== 'mine') return refusal('not_found');
      return async function* (after, signal) {
        let seen = after;
        try {
          while (!signal.aborted) {
            const page = stored.filter(({ id }) => id > seen);
            seen = page.at(-1)?.id ?? seen;
            yield page;
            await new Promise<void>((resolve) => {
              wake = resolve;
              signal.addEventListener('abort', () => resolve());
              if (signal.aborted) resolve();
            });
          }
        } finally {
          over.resolve();
        }
      };
    },
  });
  url = await app.listen({ host: '127.0.0.1', port: 0 });
});
afterEach(async () => {
  await app.close();
});

const decoder = new TextDecoder();
/** Reads until `n` events came. */
async function read(response: Response, n: number): Promise<string[]> {
  const reader = response.body?.getReader();
  let text = '';
  while (text.split('\ndata:').length <= n) {
    const chunk = await reader?.read();
    if (!chunk || chunk.done) break;
    text += decoder.decode(chunk.value, { stream: true });
  }
  await reader?.cancel();
  return text.match(/id: \d+\ndata: .*/g) ?? [];
}

test('a stream begins with what there is and goes on with what comes', async () => {
  const response = await fetch(`${url}/streams/mine`);
  expect(response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
  const four = read(response, 4);
  stored.push({ id: 4, data: { n: 4 } });
  wake();
  expect(await four).toEqual([1, 2, 3, 4].map((n) => `id: ${n}\ndata: {"n":${n}}`));
});

test('whoever saw event 2 goes on with 3; a number that is none begins anew', async () => {
  const from = (id: string) => fetch(`${url}/streams/mine`, { headers: { 'last-event-id': id } });
  expect(await read(await from('2'), 1)).toEqual(['id: 3\ndata: {"n":3}']);
  expect(await read(await from('x; DROP'), 3)).toHaveLength(3);
});

test('a stream that the caller may not hear is a problem', async () => {
  const response = await fetch(`${url}/streams/other`);
  expect([response.status, await response.json()]).toMatchObject([404, { code: 'not_found' }]);
});

test('the source ends when the listener goes', async () => {
  const response = await fetch(`${url}/streams/mine`);
  await read(response, 3);
  await ended;
});

test('a server that closes ends its streams', async () => {
  const response = await fetch(`${url}/streams/mine`);
  const reading = response.text();
  await app.close();
  await ended;
  expect(await reading).toContain('id: 3');
});

test('one caller has forty streams at most; one that ends makes room', async () => {
  const open = async () => await fetch(`${url}/streams/mine`);
  const streams = await Promise.all(Array.from({ length: 40 }, open));
  expect(streams.map(({ status }) => status)).not.toContain(429);
  const refused = await open();
  expect(refused.status).toBe(429);
  expect(await refused.json()).toMatchObject({ code: 'rate_limited' });
  await streams[0]?.body?.cancel();
  await ended;
  expect((await open()).status).toBe(200);
});

test('a route may count its streams by what they tell of', async () => {
  const counted = createApp({ log: silentLog });
  mountStream(counted, {
    path: '/streams/:name',
    caller: 'public',
    authenticate: {},
    limits: (_caller, { name }) => [
      { name: `one ${name}`, most: 1 },
      { name: 'all', most: 2 },
    ],
    open: async () =>
      async function* (_after, signal) {
        yield [];
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
      },
  });
  const at = await counted.listen({ host: '127.0.0.1', port: 0 });
  const statuses: number[] = [];
  for (const name of ['a', 'a', 'b', 'c']) statuses.push((await fetch(`${at}/streams/${name}`)).status);
  expect(statuses).toEqual([200, 429, 200, 429]);
  await counted.close();
});
