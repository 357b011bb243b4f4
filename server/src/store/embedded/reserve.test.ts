import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openReserve, reserveSize } from './reserve.ts';

const MB = 2 ** 20;
const SIZE = 3.5 * MB;

let folder: string;
let file: string;
let free: number;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-reserve-'));
  file = path.join(folder, 'reserve');
  free = 4 * SIZE;
});
afterEach(() => rmSync(folder, { recursive: true }));

const open = () => openReserve(folder, () => ({ free, size: SIZE }));

test('it is 128 MB, and a sixteenth of a small disk', () => {
  expect([reserveSize(8000 * 1024 * MB), reserveSize(2048 * MB), reserveSize(160 * MB)]).toEqual([
    128 * MB,
    128 * MB,
    10 * MB,
  ]);
});

test('it is made of real bytes, once, and nothing else is left', async () => {
  const reserve = open();
  await reserve.restore();
  const { size, blocks, ino } = statSync(file);
  expect({ size, isReal: blocks * 512 >= SIZE }).toEqual({ size: SIZE, isReal: true });
  expect(
    readFileSync(file)
      .subarray(0, MB)
      .every((byte) => byte === 0),
  ).toBe(false);
  await reserve.restore();
  await open().restore(); // of the next program
  expect(statSync(file).ino).toBe(ino);
  expect(readdirSync(folder)).toEqual(['reserve']);
});

test('it is given away where the disk has less than it, and made again where it has much more', async () => {
  const reserve = open();
  await reserve.restore();
  reserve.release();
  expect(existsSync(file)).toBe(true);
  free = SIZE - 1;
  reserve.release();
  expect(existsSync(file)).toBe(false);
  free = 4 * SIZE - 1;
  await reserve.restore();
  expect(existsSync(file)).toBe(false);
  free = 4 * SIZE;
  await reserve.restore();
  expect(existsSync(file)).toBe(true);
});

test('one that a killed program did not finish counts for none, and keeps no space', async () => {
  const unfinished = path.join(folder, 'reserve.new');
  writeFileSync(unfinished, 'half');
  const reserve = open();
  reserve.release();
  expect(readdirSync(folder)).toEqual([]);
  writeFileSync(unfinished, 'half');
  await reserve.restore();
  expect(statSync(file).size).toBe(SIZE);
  expect(readdirSync(folder)).toEqual(['reserve']);
});
