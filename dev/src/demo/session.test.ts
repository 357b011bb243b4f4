import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, test } from 'vitest';
import { cookieSend } from './session.ts';

test('a request that a server puts off is made again when it said, and what is refused otherwise is not', async () => {
  let calls = 0;
  const server = createServer((request, response) => {
    calls++;
    const status = request.url === '/refused' ? 503 : calls === 1 ? 503 : 201;
    response.writeHead(status, status === 503 && request.url !== '/refused' ? { 'retry-after': '0' } : {});
    response.end('{"calls":1}');
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  const send = cookieSend(`http://127.0.0.1:${address.port}`);
  const request = { method: 'POST', path: '/', body: { a: 1 } } as const;
  expect(await send(request)).toEqual({ status: 201, body: { calls: 1 } });
  expect(calls).toBe(2);
  expect(await send({ ...request, path: '/refused' })).toMatchObject({ status: 503 });
  expect(calls).toBe(3);
  server.close();
});
