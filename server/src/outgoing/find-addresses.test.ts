import { createSocket, type RemoteInfo } from 'node:dgram';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FindAddresses, findAddresses } from './find-addresses.ts';

const A = 1;
const known: Readonly<Record<string, readonly number[]>> = { 'quick.example': [192, 0, 2, 7] };

const server = createSocket('udp4');
const SILENT = 20;
/** Names that somebody asked for and that nobody answers. */
const waiting = new Set<string>();
const { promise: allWait, resolve: thatAllWait } = Promise.withResolvers<void>();
let folder: string;
let find: FindAddresses;
beforeAll(async () => {
  server.on('message', answer).bind(0, '127.0.0.1');
  await once(server, 'listening');
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-names-'));
  const hosts = path.join(folder, 'hosts');
  writeFileSync(hosts, '127.0.0.1 localhost\n10.0.0.9\tReceiver.example receiver # ours\nfd00::9 receiver.example\n');
  find = findAddresses({ servers: [`127.0.0.1:${server.address().port}`], hosts });
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

/** RFC 1035, 4.1: knows some names, says of `no-….example` that there is none, and nothing at all of any other. */
function answer(query: Buffer, { port, address }: RemoteInfo): void {
  const labels: string[] = [];
  let at = 12;
  for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
    labels.push(query.toString('latin1', at + 1, at + 1 + length));
    at += 1 + length;
  }
  const name = labels.join('.').toLowerCase();
  const bytes = query.readUInt16BE(at + 1) === A ? known[name] : undefined;
  const isKnown = known[name] !== undefined;
  if (!isKnown && !name.startsWith('no-')) {
    if (waiting.add(name).size === SILENT) thatAllWait();
    return;
  }
  const head = Buffer.alloc(12);
  query.copy(head, 0, 0, 2);
  head.writeUInt16BE(isKnown ? 0x8180 : 0x8183, 2);
  head.writeUInt16BE(1, 4);
  head.writeUInt16BE(bytes ? 1 : 0, 6);
  const found = bytes ? Buffer.from([0xc0, 12, 0, A, 0, 1, 0, 0, 0, 60, 0, 4, ...bytes]) : Buffer.alloc(0);
  server.send(Buffer.concat([head, query.subarray(12, at + 5), found]), port, address);
}

const never = (): AbortSignal => new AbortController().signal;

test('names whose servers say nothing hold no other up, however many they are', async () => {
  const stopping = new AbortController();
  const silent = Array.from({ length: SILENT }, (_, n) => find(`silent-${n}.example`, stopping.signal));
  await allWait;
  expect(await find('quick.example', never())).toEqual(['192.0.2.7']);
  stopping.abort();
  expect((await Promise.all(silent)).flat()).toEqual([]);
});

test('whoever has stopped waiting asks nobody', async () => {
  expect(await find('late.example', AbortSignal.abort())).toEqual([]);
});

test('a name that is not there has no address', async () => {
  expect(await find('no-such.example', never())).toEqual([]);
});

test('what the operator called an address stands above what servers say', async () => {
  expect(await find('receiver.example', never())).toEqual(['10.0.0.9', 'fd00::9']);
  expect(await find('receiver', never())).toEqual(['10.0.0.9']);
});
