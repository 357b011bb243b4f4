import { expect, test } from 'vitest';
import { readFixture } from '../fixtures/clip.ts';
import { concat, framesOf, muxTs } from '../fixtures/mux.ts';
import { nodePorts } from '../fixtures/node-ports.ts';
import { readSlices } from './read-slices.ts';

const H265 = 0x24;
const inTs = (bytes: Uint8Array) => readSlices(bytes, 'ts', nodePorts);
const whole = (pictures: number) => ({ pictures, damaged: 0, damagedAt: [] });

test('every picture of a good object is read, whatever it is packed in', () => {
  expect(inTs(readFixture('h265-aac.mpegts'))).toEqual(whole(36));
  expect(inTs(readFixture('h265-layers.mpegts'))).toEqual(whole(24));
  expect(readSlices(readFixture('h265-hev1.mp4'), 'mp4', nodePorts)).toEqual(whole(24));
  expect(readSlices(readFixture('h265-faststart.mp4'), 'mp4', nodePorts)).toEqual(whole(24));
});

test('an init segment and its segment are read as one', () => {
  const [init, segment] = ['h265-fmp4-init.mp4', 'h265-fmp4-1.m4s'].map(readFixture);
  expect(readSlices(concat(init ?? [], segment ?? []), 'mp4', nodePorts)).toEqual(whole(24));
  expect(readSlices(segment ?? new Uint8Array(), 'mp4', nodePorts)).toBeNull();
});

test('nothing is said of an MP4 with several sample descriptions: each has parameter sets of its own', () => {
  const bytes = readFixture('h265-faststart.mp4').slice();
  const count = bytes.findIndex((_, at) => new TextDecoder().decode(bytes.subarray(at, at + 4)) === 'stsd') + 4 + 4;
  expect(bytes.subarray(count, count + 4)).toEqual(Uint8Array.of(0, 0, 0, 1));
  bytes[count + 3] = 2;
  expect(readSlices(bytes, 'mp4', nodePorts)).toBeNull();
});

test('damaged pictures are counted, and each is named', () => {
  const frames = framesOf('h265-aac.mpegts');
  const damaged = frames.map((frame, n) => {
    if (n !== 7 && n !== 20) return frame;
    const data = frame.data.slice();
    return { ...frame, data: data.fill(0x5a, data.length - 40, data.length - 20) };
  });
  expect(inTs(muxTs(damaged, { streamType: H265 }))).toEqual({ pictures: 36, damaged: 2, damagedAt: [7, 20] });
});

test('a slice that is lost makes its picture damaged', () => {
  const frames = framesOf('h265-layers.mpegts');
  const cut = frames.map((frame, n) => (n === 5 ? { ...frame, data: withoutLastNal(frame.data) } : frame));
  expect(inTs(muxTs(cut, { streamType: H265 }))).toMatchObject({ damaged: 1, damagedAt: [5] });
});

function withoutLastNal(data: Uint8Array): Uint8Array {
  let start = data.length - 4;
  while (!(data[start] === 0 && data[start + 1] === 0 && data[start + 2] === 1)) start--;
  return data.slice(0, start);
}

test('of a large object only some pictures are read: the key pictures, and others from all of it', () => {
  const bytes = readFixture('h265-aac.mpegts');
  const some = readSlices(bytes, 'ts', nodePorts, 20_000);
  expect(some?.pictures).toBeGreaterThan(3);
  expect(some?.pictures).toBeLessThan(36);
  const last = framesOf('h265-aac.mpegts').map((frame, n) => {
    const data = frame.data.slice();
    return n < 24 ? frame : { ...frame, data: data.fill(0x5a, data.length - 40, data.length - 20) };
  });
  const seen = readSlices(muxTs(last, { streamType: H265 }), 'ts', nodePorts, 20_000);
  expect(seen?.damaged).toBeGreaterThan(0);
  expect(seen?.damagedAt[0]).toBe(24); // a key picture
});

test('nothing is said of H.264, of sound, of what is no video at all', () => {
  for (const name of ['h264-aac.mpegts', 'audio-only.mpegts', 'snapshot.jpg'])
    expect(inTs(readFixture(name))).toBeNull();
  expect(readSlices(readFixture('mpeg4.mp4'), 'mp4', nodePorts)).toBeNull();
});
