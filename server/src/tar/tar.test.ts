import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, expect, test, vi } from 'vitest';
import { packTar, type TarFile, tarFile } from './pack-tar.ts';
import { readTar, TarError } from './read-tar.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-tar-'));
afterAll(() => rmSync(folder, { recursive: true }));

const AT = new Date('2026-11-27T04:00:00.000Z');

async function* listed(...files: TarFile[]): AsyncGenerator<TarFile> {
  yield* files;
}

async function bytesOf(chunks: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const taken: Uint8Array[] = [];
  for await (const chunk of chunks) taken.push(chunk);
  return Buffer.concat(taken);
}

async function read(bytes: Uint8Array): Promise<[string, string][]> {
  const file = path.join(folder, 'read.tar');
  writeFileSync(file, bytes);
  await using handle = await open(file);
  const entries: [string, string][] = [];
  for await (const entry of readTar(handle)) entries.push([entry.name, Buffer.from(entry.bytes).toString()]);
  return entries;
}

/** As releases wrote it that made their headers by themselves. */
const EARLIER = `
  H4sIAAAAAAACA+3UsQ7CIBQFUFb9Cr+gvVBKZz+FIBpNC6bQwRj/3dTEwTp0EWLCO8tLGHjDzX3Guzj6vtbG+MnFGrPK+OuN/cz8pQJeE98TQMd420
  AIgM/vXEjesR1YBlOIemTIsusPab7ZO7dlpEzm3f/TaO1gk1yA9f5j2f9ONNT/HAbtzkcbYnUJ3iXasZ5/s8gfUraUfw73B93+kgWr+9Q71vuvPvsP
  pbii/ufK3x6oB4QQUponTWZ/ZwASAAA=`;

test('a backup that an earlier release wrote is read', async () => {
  const bytes = gunzipSync(Buffer.from(EARLIER, 'base64'));
  expect(await read(bytes)).toEqual([
    ['control/account/00000.copy', 'a1\tAnn\n'],
    ['control/agreement/00000.copy', ''],
    ['manifest.json', '{}\n'],
    ['seal', 'sealed'],
  ]);
});

test('what was packed is read again, and nothing that is cut off anywhere', async () => {
  const bytes = await bytesOf(
    packTar(listed(tarFile('a', Buffer.from('first'), AT), tarFile('b', Buffer.alloc(0), AT))),
  );
  expect(await read(bytes)).toEqual([
    ['a', 'first'],
    ['b', ''],
  ]);
  for (let kept = 0; kept < bytes.length; kept += 100) {
    await expect(read(bytes.subarray(0, kept)), `${kept} bytes`).rejects.toThrow(TarError);
  }
});

test('a damaged header and what is no file are refused', async () => {
  const bytes = await bytesOf(packTar(listed(tarFile('a', Buffer.from('first'), AT))));
  const damaged = Buffer.from(bytes);
  damaged[0] = 'b'.charCodeAt(0);
  await expect(read(damaged)).rejects.toThrow(TarError);
  const link = spawnSync('tar', ['-cf', '-', '-C', '/proc/self', 'exe'], { maxBuffer: 1e6 }).stdout;
  await expect(read(link)).rejects.toThrow(/exe is no regular file/);
});

test('tar lists a file of more than 8 GiB, which is more than ustar has digits for', async () => {
  const recording = { name: 'recording.mp4', bytes: 9 * 2 ** 30, at: AT, read: () => [Buffer.alloc(1)] };
  let head = Buffer.alloc(0);
  for await (const chunk of packTar(listed(recording))) {
    head = Buffer.from(chunk);
    break;
  }
  const input = Buffer.concat([head, Buffer.alloc(512)]);
  expect(spawnSync('tar', ['-tvf', '-'], { input, encoding: 'utf8' }).stdout).toContain(' 9663676416 ');
});

test('a file that is shorter than it says breaks the tar, and so does one that cannot be read', async () => {
  const short = { name: 'a', bytes: 10, at: AT, read: () => [Buffer.alloc(3)] };
  await expect(bytesOf(packTar(listed(short)))).rejects.toThrow();
  const lost: TarFile = {
    ...short,
    async *read() {
      yield Buffer.alloc(3);
      throw new Error('the store is away');
    },
  };
  await expect(bytesOf(packTar(listed(lost)))).rejects.toThrow('the store is away');
});

test('only a little more is read than was taken, and whoever leaves in the middle ends the reading', async () => {
  const PART = 100_000;
  let made = 0;
  const ended = vi.fn();
  const large: TarFile = {
    name: 'large',
    bytes: 1000 * PART,
    at: AT,
    async *read() {
      try {
        for (; made < 1000; made++) yield Buffer.alloc(PART);
      } finally {
        ended();
      }
    },
  };
  let taken = 0;
  for await (const chunk of packTar(listed(large))) {
    taken += chunk.length;
    expect(made * PART - taken).toBeLessThan(3 * PART);
    if (taken > 10 * PART) break;
  }
  expect(ended).toHaveBeenCalledOnce();
});
