import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ProblemError } from '@kaitong/contract';
import { afterEach, expect, test } from 'vitest';
import { readEvents } from './read-events.ts';

const open: (() => void)[] = [];
afterEach(() => {
  for (const close of open.splice(0)) close();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  open.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`;
}

const line = (seq: number) =>
  `id: ${seq}\ndata: ${JSON.stringify({ seq, progress: { type: 'grant.sent', at: '2026-01-01T00:00:00.000Z' } })}\n\n`;

test('goes on after a broken connection from the last event, and shows none twice', async () => {
  const asked: unknown[] = [];
  const url = await serve((request, response) => {
    const last = request.headers['last-event-id'];
    asked.push(last);
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    if (last === undefined) response.end(line(1) + line(2));
    else response.end(line(2) + line(3));
  });
  const seen: number[] = [];
  const connection: boolean[] = [];
  for await (const { seq } of readEvents(url, { onConnection: (up) => connection.push(up) })) {
    seen.push(seq);
    if (seq === 3) break;
  }
  expect(seen).toEqual([1, 2, 3]);
  expect(asked).toEqual([undefined, '2']);
  expect(connection).toContain(false);
});

test('ends when the server says that nothing will come', async () => {
  const url = await serve((_, response) => response.writeHead(204).end());
  for await (const _ of readEvents(url)) expect.unreachable();
});

test('throws a refusal, since asking again would not change it', async () => {
  const problem = { type: 'about:blank', title: 'no', status: 404, code: 'not_found', params: {} };
  const url = await serve((_, response) => response.writeHead(404).end(JSON.stringify(problem)));
  const reading = readEvents(url).next();
  await expect(reading).rejects.toBeInstanceOf(ProblemError);
});

test('ends when the caller aborts while it waits', async () => {
  const controller = new AbortController();
  const url = await serve((_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    response.write(':\n\n', () => controller.abort());
  });
  for await (const _ of readEvents(url, { signal: controller.signal })) expect.unreachable();
});
