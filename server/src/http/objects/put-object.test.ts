import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { answersOf, headOf, type ObjectServer, startObjectServer } from '../testing/object-server.ts';
import { trickleUntil } from '../testing/trickle.ts';

const IDLE_MS = 200;
let server: ObjectServer;

beforeAll(async () => {
  server = await startObjectServer({ idleMs: IDLE_MS, mostBytes: 32 << 20 });
});
afterAll(() => server[Symbol.asyncDispose]());
beforeEach(() => {
  server.mismatches.length = 0;
});

const PROBLEM = 'application/problem+json; charset=utf-8';
const problem = (status: number, code: string) => ({ status, type: PROBLEM, code });
const stored = { status: 200, type: undefined, code: undefined };
const chunked = (...chunks: Uint8Array[]) =>
  Buffer.concat([
    ...chunks.flatMap((chunk) => [Buffer.from(`${chunk.length.toString(16)}\r\n`), chunk, Buffer.from('\r\n')]),
    Buffer.from('0\r\n\r\n'),
  ]);
const CHUNKED = { 'content-length': null, 'transfer-encoding': 'chunked' };
const CLOSE = { connection: 'close' };

async function send(...parts: (string | Uint8Array)[]) {
  const socket = server.connect();
  const answers = answersOf(socket);
  await write(socket, ...parts);
  return await answers;
}

async function write(socket: Socket, ...parts: (string | Uint8Array)[]): Promise<void> {
  for (const part of parts) if (!socket.write(part) && !socket.destroyed) await once(socket, 'drain').catch(() => {});
}

test('a body without its length is refused by a code of its own that says so, and the right PUT may follow', async () => {
  const bytes = randomBytes(100_000);
  const target = await server.sign('d1/chunked', bytes);
  const body = chunked(bytes.subarray(0, 60_000), bytes.subarray(60_000));
  expect(await send(headOf(target, { ...CHUNKED, ...CLOSE }), body)).toEqual([problem(411, 'length_required')]);
  expect(server.mismatches).toEqual([{ code: 'length_required' }]);
  const old = headOf(target, { 'content-length': null }, '1.0');
  for (const sent of [old, Buffer.concat([Buffer.from(old), bytes])])
    expect(await send(sent)).toEqual([problem(411, 'length_required')]);
  expect(await send(headOf(target, CLOSE), bytes)).toEqual([stored]);
});

test('after a chunked body the same connection takes the same bytes with their length', async () => {
  const bytes = randomBytes(100_000);
  const target = await server.sign('d1/mended', bytes);
  const answers = await send(headOf(target, CHUNKED), chunked(bytes), headOf(target, CLOSE), bytes);
  expect(answers).toEqual([problem(411, 'length_required'), stored]);
});

test('who waits for 100 Continue gets the same answers', async () => {
  const bytes = randomBytes(1000);
  const target = await server.sign('d1/expect', bytes);
  const EXPECT = { expect: '100-continue', ...CLOSE };
  expect((await send(headOf(target, { ...CHUNKED, ...EXPECT }))).at(-1)).toEqual(problem(411, 'length_required'));
  const longer = { 'content-length': '1001', ...EXPECT };
  expect((await send(headOf(target, longer))).at(-1)).toEqual(problem(400, 'size_mismatch'));
  expect((await send(headOf(target, EXPECT), bytes)).at(-1)).toEqual(stored);
});

test('a declared length that is not the object’s is refused, however much of it is sent before the answer is read', async () => {
  const bytes = randomBytes(1000);
  const target = await server.sign('d1/longer', bytes);
  for (const length of [999, 1001, 20 << 20]) {
    const body = Buffer.alloc(length);
    const headers = { 'content-length': String(length), ...CLOSE };
    expect(await send(headOf(target, headers), body)).toEqual([problem(400, 'size_mismatch')]);
    expect(server.mismatches.pop()).toEqual({ code: 'size_mismatch', bytes: length });
  }
  const tooMuch = { 'content-length': String(33 << 20), ...CLOSE };
  expect(await send(headOf(target, tooMuch), Buffer.alloc(33 << 20))).toEqual([problem(413, 'object_too_large')]);
});

test('bytes beyond the length that was said are answered as a problem, and the right PUT may follow', async () => {
  const bytes = randomBytes(1000);
  const target = await server.sign('d1/beyond', bytes);
  const answers = await send(headOf(target), Buffer.concat([bytes, randomBytes(200)]));
  expect(answers.at(-1)).toEqual(problem(400, 'size_mismatch'));
  expect(await send(headOf(target, CLOSE), bytes)).toEqual([stored]);
  expect(await server.store.read('d1/beyond')).toEqual(bytes);
});

test('fewer bytes than the declared length are refused once nothing more comes, and leave nothing', async () => {
  const bytes = randomBytes(1000);
  const target = await server.sign('d1/fewer', bytes);
  expect(await send(headOf(target), bytes.subarray(1))).toEqual([problem(400, 'size_mismatch')]);
  const ended = server.connect();
  const answers = answersOf(ended);
  ended.end(Buffer.concat([Buffer.from(headOf(target)), bytes.subarray(1)]));
  expect(await answers).toEqual([problem(400, 'size_mismatch')]);
  while (server.parts().length > 0) await new Promise(setImmediate);
  expect(await server.store.findInfo('d1/fewer')).toBeUndefined();
  expect(await send(headOf(target, CLOSE), bytes)).toEqual([stored]);
});

test('a process that stood still takes for no silence what it has not read yet', async () => {
  const bytes = randomBytes(1000);
  const socket = server.connect();
  const answers = answersOf(socket);
  await write(socket, headOf(await server.sign('d1/stood-still', bytes), CLOSE), bytes.subarray(0, 500));
  while (server.parts().length === 0) await new Promise(setImmediate);
  for (const ms of [IDLE_MS / 4, 3 * IDLE_MS]) {
    await new Promise(setImmediate); // a look
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
  }
  await write(socket, bytes.subarray(500));
  expect(await answers).toEqual([stored]);
});

test('a request whose length is said twice, or in two ways, is answered as a problem and leaves nothing', async () => {
  const bytes = randomBytes(1000);
  const target = await server.sign('d1/twice', bytes);
  const twice = { 'content-length': '1000\n999' };
  expect(await send(headOf(target, twice), bytes)).toEqual([problem(400, 'input_invalid')]);
  const both = { 'transfer-encoding': 'chunked' };
  expect(await send(headOf(target, both), chunked(bytes))).toEqual([problem(400, 'input_invalid')]);
  const negative = { 'content-length': '-1' };
  expect(await send(headOf(target, negative), bytes)).toEqual([problem(400, 'input_invalid')]);
  expect(await server.store.findInfo('d1/twice')).toBeUndefined();
});

test('a call whose body is shorter than it says is answered as a problem once nothing more comes', async () => {
  const head = 'POST /call HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 9\r\n\r\n';
  expect(await send(`${head}{"a":1}`)).toEqual([problem(400, 'size_mismatch')]);
  expect(await send(`${head}{"a":1}`, '  GET / HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).toMatchObject([
    { status: 200 },
    problem(404, 'path_unknown'),
  ]);
  const ended = server.connect();
  const answers = answersOf(ended);
  ended.end(`${head}{"a":1}`);
  expect(await answers).toEqual([problem(400, 'size_mismatch')]);
});

test('bytes that are no request at all are answered as a problem', async () => {
  expect(await send('\x16\x03\x01\x02\x00\x01')).toEqual([problem(400, 'input_invalid')]);
});

test('a head that is too long is answered as a problem', async () => {
  const target = await server.sign('d1/head', randomBytes(10));
  expect(await send(headOf(target, { 'x-long': 'x'.repeat(20_000) }))).toEqual([problem(431, 'input_invalid')]);
});

test('whoever has no good target cannot send for ever, however busily and whatever length was said', async () => {
  const target = await server.sign('d1/stranger', randomBytes(10));
  const head = headOf({ ...target, url: target.url.replace('sig=', 'sig=x') }, { 'content-length': '999999999999999' });
  const socket = server.connect();
  const answers = answersOf(socket);
  await write(socket, head);
  expect(await trickleUntil(socket, answers)).toEqual([problem(403, 'upload_target_invalid')]);
});
