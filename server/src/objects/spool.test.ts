import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type FreeSpace, openFreeSpace } from './free-space.ts';
import { BodyBrokenOff } from './local-disk/receive.ts';
import { spool } from './spool.ts';

let folder: string;
let space: FreeSpace;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kaitong-spool-'));
  space = await openFreeSpace(folder);
});
afterAll(() => rm(folder, { recursive: true }));

test('a body is on the disk without a name, and read back as it came', async () => {
  const bytes = randomBytes(3 * 1024 * 1024);
  const body = new PassThrough();
  await using spooled = spool(body, { folder, space, mostBytes: bytes.length });
  body.write(bytes.subarray(0, 1000));
  body.end(bytes.subarray(1000));
  const file = await spooled.arrived;
  if (typeof file === 'string') throw new Error(file);
  expect(file).toMatchObject({ bytes: bytes.length, sha256: createHash('sha256').update(bytes).digest('hex') });
  expect(await file.read()).toEqual(bytes);
  expect(await readdir(folder)).toEqual([]);
});

test('a body that is closed behind its last byte is whole, though nobody had asked for it yet', async () => {
  const body = new PassThrough();
  await using spooled = spool(body, { folder, space, mostBytes: 100 });
  body.end('all of it');
  await new Promise((resolve) => body.once('end', resolve));
  body.destroy();
  expect(await spooled.arrived).toMatchObject({ bytes: 9 });
});

test('one byte too many is refused, and so is what is dropped', async () => {
  const [large, unwanted] = [new PassThrough(), new PassThrough()];
  await using first = spool(large, { folder, space, mostBytes: 10 });
  large.write(Buffer.alloc(11));
  expect(await first.arrived).toBe('object_too_large');
  await using second = spool(unwanted, { folder, space, mostBytes: 10 });
  second.drop();
  expect(await second.arrived).toBe('dropped');
});

test('a body that breaks off is none', async () => {
  const body = new PassThrough();
  await using spooled = spool(body, { folder, space, mostBytes: 100 });
  body.write('half of');
  body.destroy();
  await expect(spooled.arrived).rejects.toThrow(BodyBrokenOff);
});

test('without room on the disk nothing is taken', async () => {
  const body = new PassThrough();
  await using spooled = spool(body, { folder, space, mostBytes: Number.MAX_SAFE_INTEGER });
  body.end('x');
  expect(await spooled.arrived).toBe('disk_full');
});
