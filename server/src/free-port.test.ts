import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, test } from 'vitest';
import { findFreePort, tryPort } from './free-port.ts';

const HOST = '127.0.0.1';

test('a free port is none that the system hands out, and so are those after it that were asked for', async () => {
  const port = await findFreePort(HOST, { inARow: 3 });
  expect(port + 2).toBeLessThan(32_768);
  for (const n of [0, 1, 2]) await tryPort(HOST, port + n);
});

test('a port on which somebody listens is told with the system’s words', async () => {
  const port = await findFreePort();
  const server = createServer().listen(port, HOST);
  await once(server, 'listening');
  await expect(tryPort(HOST, port)).rejects.toMatchObject({ code: 'EADDRINUSE', port });
  server.close();
});
