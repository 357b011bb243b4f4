import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { hours } from '@kaitong/contract';
import { afterAll, expect, test } from 'vitest';
import { createLooks } from './looks.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-looks-'));
afterAll(() => rmSync(folder, { recursive: true }));

const good = Buffer.from('as it was stored');
const bad = Buffer.from('as it was Stored');
const stored = { bytes: good.length, sha256: createHash('sha256').update(good).digest('hex') };

test('an object is hashed where nobody has looked for a day; its size is compared always', async () => {
  const file = path.join(folder, 'object');
  let now = new Date('2026-11-27T00:00:00Z');
  const looks = createLooks({ now: () => now });
  expect(await looks.check('k', file, stored)).toBe('missing');
  writeFileSync(file, good);
  expect(await looks.check('k', file, stored)).toBe('whole');
  writeFileSync(file, bad);
  expect(await looks.check('k', file, stored)).toBe('whole'); // within the day
  expect(await looks.check('other', file, stored)).toBe('damaged');
  now = new Date(now.getTime() + hours(24));
  expect(await looks.check('k', file, stored)).toBe('damaged');
  writeFileSync(file, good.subarray(1));
  looks.note('k');
  expect(await looks.check('k', file, stored)).toBe('damaged');
});

const empty = { bytes: 0, sha256: createHash('sha256').digest('hex') };

test('what a disk cannot read is damaged, and so is what is no file', async () => {
  const looks = createLooks({ now: () => new Date() });
  const broken = path.join(folder, 'broken');
  symlinkSync('/proc/self/mem', broken); // nothing is mapped at its begin: EIO, as of a disk
  expect(await looks.check('broken', broken, empty)).toBe('damaged');
  const place = path.join(folder, 'place');
  mkdirSync(place);
  expect(await looks.check('place', place, stored)).toBe('damaged');
});
