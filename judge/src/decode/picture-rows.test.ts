import { MOST_PICTURE_SECONDS } from '@kaitong/contract/checks';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FRAMES_PER_SECOND } from './limits.ts';
import { MOST_ROW_CHARACTERS, type PictureRow, RowWriter, readRows } from './picture-rows.ts';
import { encodeMessage, MessageReader } from './wire.ts';

const scene: PictureRow = {
  ...{ atMs: 0, luma: 110, range: 120, cb: 122, cr: 134, chromaRange: 40, change: 12 },
  ...{ mark: 'whole', oneSided: false },
};

const written = (times: readonly number[]): string => {
  const writer = new RowWriter();
  for (const atMs of times) writer.add({ ...scene, atMs });
  return writer.toBase64();
};

const slowMotion = Array.from(
  { length: MOST_PICTURE_SECONDS * FRAMES_PER_SECOND },
  (_, at) => (at * 1000) / FRAMES_PER_SECOND,
);

test('five minutes of slow motion are kept to their last picture, and nothing of what comes after', () => {
  const rows = readRows(written([...slowMotion, MOST_PICTURE_SECONDS * 1000]));
  expect(rows.length).toBe(slowMotion.length);
  expect(rows.at(-1)?.atMs).toBe(299_996);
});

test('however many pictures claim the same moment, there is room for those of the others', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 299_999 }), fc.nat(0xffffffff), (late, crowded) => {
      const rows = readRows(written([...new Array(100_000).fill(crowded), late]));
      expect(rows.length).toBeLessThanOrEqual(FRAMES_PER_SECOND + 1);
      if (Math.floor(crowded / 1000) !== Math.floor(late / 1000)) expect(rows.at(-1)?.atMs).toBe(late);
    }),
    { numRuns: 5 },
  );
});

test('the longest rows leave a judge process in one message', () => {
  const rows = written(slowMotion);
  expect(rows.length).toBe(MOST_ROW_CHARACTERS);
  const [received] = new MessageReader().push(encodeMessage({ rows }));
  expect(received?.message).toEqual({ rows });
});
