import { expect, test } from 'vitest';
import { concat } from '../../fixtures/mux.ts';
import { isAdts, readAdts } from './adts.ts';

/** MPEG-4 AAC LC, 16 kHz, mono, of `length` bytes. */
const frame = (length: number, fill = 0x21) =>
  concat(
    [0xff, 0xf1, 0x60, 0x40 | (length >> 11), (length >> 3) & 255, ((length & 7) << 5) | 0x1f, 0xfc],
    new Uint8Array(length - 7).fill(fill),
  );

test('frames follow one another by their lengths', () => {
  expect(readAdts(concat(frame(50), frame(60), frame(70)))).toEqual({
    frames: 3,
    covered: 180,
    total: 180,
    damagedAt: null,
    sampleRate: 16_000,
    channels: 1,
  });
});

test('a sync word inside the data of a lost frame is not taken for a header', () => {
  const lost = concat(Array<number>(10).fill(9), frame(30).subarray(0, 7), Array<number>(15).fill(9));
  const reading = readAdts(concat(frame(50), frame(50), lost, frame(60), frame(60)));
  expect(reading).toMatchObject({ frames: 3, covered: 170, damagedAt: 50 });
});

test('the last frame may go on in the next segment', () => {
  expect(readAdts(concat(frame(50), frame(60).subarray(0, 20)))).toMatchObject({
    frames: 2,
    covered: 70,
    damagedAt: null,
  });
});

test('bytes that nobody names are ADTS wherever in a frame they begin, and not by headers that no others follow', () => {
  const frames = concat(...Array.from({ length: 6 }, () => frame(50, 0xff)));
  for (const cut of [0, 1, 7, 49]) expect(isAdts(frames.subarray(cut))).toBe(true);
  expect(isAdts(concat(frame(50), Array<number>(20).fill(9), frame(50), frame(50), frame(50)))).toBe(false);
  expect(isAdts(concat(new Uint8Array(9000), frames))).toBe(false);
});
