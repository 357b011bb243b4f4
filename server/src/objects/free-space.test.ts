import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type FreeSpaceOptions, isFullNow, leastFreeOf, openFreeSpace } from './free-space.ts';

const [MB, GB] = [2 ** 20, 2 ** 30];

/** A disk of which a test says how much is free. */
async function openDisk(options: FreeSpaceOptions = {}) {
  const disk = { free: 50 * GB, total: 100 * GB, now: 0 };
  const heard: boolean[] = [];
  const space = await openFreeSpace('unused', {
    measure: async () => disk,
    now: () => disk.now,
    onChange: ({ isFull }) => heard.push(isFull),
    ...options,
  });
  return { disk, space, heard };
}

test('2 GB stay free of a large disk, and a tenth of a small one', () => {
  expect([8000 * GB, 100 * GB, 20 * GB].map(leastFreeOf)).toEqual([2 * GB, 2 * GB, 2 * GB]);
  expect(leastFreeOf(500 * MB)).toBe(50 * MB);
});

test('uploads stop below the mark and go on a quarter above it: what comes and goes within turns nothing on and off', () => {
  const within = fc.double({ min: 1, max: 1.249, noNaN: true });
  fc.assert(
    fc.property(fc.boolean(), fc.array(within, { minLength: 1 }), (before, shares) => {
      for (const share of shares) expect(isFullNow(before, share * GB, GB)).toBe(before);
    }),
  );
  expect(isFullNow(false, GB - 1, GB)).toBe(true);
  expect(isFullNow(true, 1.25 * GB, GB)).toBe(false);
});

test('that it is full, and no more, is told once', async () => {
  const { disk, space, heard } = await openDisk();
  for (const free of [3, 1.9, 2.4, 1, 2.6, 2.1]) {
    disk.free = free * GB;
    await space.look();
  }
  expect(heard).toEqual([true, false]);
  expect(space.last()).toEqual({ isFull: false, freeBytes: 2.1 * GB, leastFreeBytes: 2 * GB });
});

test('the operator’s own mark counts', async () => {
  const { space } = await openDisk({ leastFreeBytes: 60 * GB });
  expect(await space.fits(0)).toBe(false);
});

test('one large object leaves half of what is to stay free', async () => {
  const { disk, space } = await openDisk();
  disk.free = 2.5 * GB;
  expect(await space.fits(GB)).toBe(true);
  expect(await space.fits(2 * GB)).toBe(false);
});

test('a write that found no room counts for half a minute, whatever the disk says', async () => {
  const { disk, space, heard } = await openDisk();
  space.noteFull();
  expect(await space.fits(1)).toBe(false);
  disk.now += 29_999;
  expect(await space.fits(1)).toBe(false);
  disk.now += 1;
  expect(await space.fits(1)).toBe(true);
  expect(heard).toEqual([true, false]);
});

test('without room for the database nothing is taken', async () => {
  let isElsewhereFull = false;
  const { space } = await openDisk({ isElsewhereFull: () => isElsewhereFull });
  expect(await space.fits(1)).toBe(true);
  isElsewhereFull = true;
  expect(await space.fits(1)).toBe(false);
});
