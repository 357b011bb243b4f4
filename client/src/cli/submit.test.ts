import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { submit, toldBy } from './submit.ts';

type Answer = (response: ServerResponse, request: IncomingMessage, asked: number) => void;

/** What is submitted to a control plane that answers as it is told, and what is said meanwhile. */
async function submitTo(answer: Answer, pauses: readonly number[]) {
  const keys: unknown[] = [];
  const said: string[] = [];
  const server = createServer((request, response) => {
    keys.push(request.headers['idempotency-key']);
    answer(response, request, keys.length);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close().closeAllConnections());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const waiting = { ...toldBy((line) => said.push(line), url), pauses };
  const body = { deviceId: '6c00000000000000000001', acceptOlderFirmware: false };
  const problem = await submit({ url, headers: {} }, body, waiting).catch((error: unknown) => error);
  return { keys, said, problem, url };
}

const refuse = (response: ServerResponse, code: string): void => {
  response.writeHead(409, { 'content-type': 'application/problem+json' });
  response.end(JSON.stringify({ type: 'about:blank', title: code, status: 409, code, params: {} }));
};

test('a server that is being started anew is asked again under the same key, and that is said once', async () => {
  const { keys, said, problem, url } = await submitTo(
    (response, request, asked) => (asked <= 4 ? request.socket.destroy() : refuse(response, 'run_in_progress')),
    [1, 1, 1, 1, 1, 1],
  );
  expect(problem).toMatchObject({ problem: { code: 'run_in_progress' } });
  expect(keys).toHaveLength(5);
  expect(new Set(keys).size).toBe(1);
  expect(said).toEqual([`${url} does not answer; asking again for up to a minute.`]);
});

test('one that stays away is an outage', async () => {
  const { keys, problem } = await submitTo((_response, request) => request.socket.destroy(), [1, 1]);
  expect(problem).toBeInstanceOf(TypeError);
  expect(keys).toHaveLength(3);
});
