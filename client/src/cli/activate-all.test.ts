import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { activateAll } from './activate-all.ts';
import { connectWith } from './connection.ts';

const idOf = (n: number): string => `6c${String(n).padStart(18, '0')}`;

test('a sample at which the server stumbles ends nothing of the others, and is left to the next call', async () => {
  const server = createServer(async (request, response) => {
    const { deviceId } = JSON.parse(String(Buffer.concat(await request.toArray())));
    const code = deviceId === idOf(2) ? 'internal_error' : 'device_unknown';
    const status = code === 'internal_error' ? 500 : 404;
    response.writeHead(status, { 'content-type': 'application/problem+json' });
    response.end(JSON.stringify({ type: 'about:blank', title: code, status, code, params: {} }));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-lanes-'));
  onTestFinished(() => {
    server.close().closeAllConnections();
    rmSync(folder, { recursive: true });
  });
  const ids = [1, 2, 3, 4].map(idOf);
  const [file, report, junit] = ['ids.txt', 'report.jsonl', 'report.xml'].map((name) => path.join(folder, name)) as [
    string,
    string,
    string,
  ];
  writeFileSync(file, ids.join('\n'));
  const errors: string[] = [];
  const connection = connectWith(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, 'key', {});
  const options = { report, junit, parallel: 1, again: false, acceptOlderFirmware: false, json: true };
  const output = { line() {}, error: (text: string) => errors.push(text) };
  expect(await activateAll(connection, file, options, output)).toBe(4);
  const told = readFileSync(report, 'utf8').trim().split('\n');
  expect(told.map((line) => JSON.parse(line).deviceId)).toEqual([idOf(1), idOf(3), idOf(4)]);
  expect(readFileSync(junit, 'utf8')).toContain('tests="3"');
  expect(errors).toEqual([
    `${idOf(2)}: internal_error`,
    '1 of 4 have no outcome yet. Call this again: it goes on with them.',
  ]);
});
