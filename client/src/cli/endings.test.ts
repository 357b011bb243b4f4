import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApplicationId } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { Endings } from './endings.ts';

const idOf = (n: number): ApplicationId => ApplicationId.parse(`ap${String(n).padStart(18, '0')}`);

/** The account's news, as whoever asks gets them, and each look at what is on its way as `look` answers it. */
async function follow(stack: AsyncDisposableStack, look: (n: number) => Promise<readonly { id: ApplicationId }[]>) {
  const open = new Set<ServerResponse>();
  const server = createServer((_request, response) => {
    open.add(response);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(`data: ${JSON.stringify({ type: 'everything.changed' })}\n\n`);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  stack.defer(() => {
    for (const response of open) response.destroy();
    server.close();
  });
  let looks = 0;
  const client = { listApplications: async () => ({ items: await look(++looks), next: null }) };
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return new Endings({ url, headers: {}, client: client as never });
}

test('a server that is away for a look is asked again, and nothing that is followed fails with it', async () => {
  await using stack = new AsyncDisposableStack();
  const endings = await follow(stack, async (n) => {
    if (n === 1) throw new TypeError('fetch failed');
    return [];
  });
  await endings.ofOne(idOf(1));
});

test('a refusal fails all that wait, at once', async () => {
  await using stack = new AsyncDisposableStack();
  const endings = await follow(stack, async () => Promise.reject(new Error('the key was revoked')));
  const waiting = await Promise.allSettled([endings.ofOne(idOf(1)), endings.ofOne(idOf(2))]);
  expect(waiting.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
});
