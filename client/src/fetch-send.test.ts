import { createServer } from 'node:http';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { fetchSend } from './fetch-send.ts';

let url: string;
let keys: (string | undefined)[] = [];
/** So many answers get lost on their way. */
let lost = 0;
const server = createServer((request, response) => {
  const key = request.headers['idempotency-key'];
  keys.push(Array.isArray(key) ? key.join() : key);
  if (lost-- > 0) request.socket.destroy();
  else response.writeHead(201, { 'content-type': 'application/json' }).end('{"made":1}');
});
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (typeof address !== 'object' || !address) throw new Error('no port');
  url = `http://127.0.0.1:${address.port}`;
});
beforeEach(() => {
  keys = [];
});
afterAll(() => server.close());

test('a POST whose answer is lost is sent again under the same key, and another one has another key', async () => {
  lost = 2;
  const send = fetchSend(url, { repeats: true });
  expect(await send({ method: 'POST', path: '/things', body: {} })).toEqual({ status: 201, body: { made: 1 } });
  await send({ method: 'POST', path: '/things', body: {} });
  expect(keys).toHaveLength(4);
  expect(new Set(keys.slice(0, 3)).size).toBe(1);
  expect(keys[3]).not.toBe(keys[0]);
});

test('without being told to, and for calls that make nothing, nothing is sent twice', async () => {
  for (const [options, method] of [[{}, 'POST'] as const, [{ repeats: true }, 'PUT'] as const]) {
    lost = 1;
    await expect(fetchSend(url, options)({ method, path: '/things', body: {} })).rejects.toThrow(TypeError);
  }
  expect(keys).toEqual([undefined, undefined]);
});
