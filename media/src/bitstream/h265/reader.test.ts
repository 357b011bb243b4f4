import { describe, expect, test } from 'vitest';
import { BitWriter } from '../../../fixtures/bit-writer.ts';
import { framesOf } from '../../../fixtures/mux.ts';
import { forEachNal } from '../nal.ts';
import { readSps } from './parameter-sets.ts';
import { H265Reader } from './reader.ts';

function writeSps(fields: { subLayers?: number; chroma?: number; window?: number[]; depth?: number } = {}): Uint8Array {
  const { subLayers = 0, chroma = 1, window, depth = 0 } = fields;
  const w = new BitWriter()
    .u(4, 0)
    .u(3, subLayers)
    .u(1, 1)
    .u(3, 0)
    .u(5, 1)
    .u(32, 0x60000000)
    .u(32, 0)
    .u(16, 0)
    .u(8, 93);
  for (let i = 0; i < subLayers; i++) w.u(2, i === 0 ? 3 : 1);
  if (subLayers > 0) w.u((8 - subLayers) * 2, 0);
  for (let i = 0; i < subLayers; i++) {
    if (i === 0) w.u(32, 1).u(32, 2).u(24, 3);
    w.u(8, 90);
  }
  w.ue(0, chroma);
  if (chroma === 3) w.u(1, 0);
  w.ue(1920, 1088).u(1, window ? 1 : 0);
  if (window) w.ue(...window);
  return w.ue(depth, depth).u(32, 0x80000000).nal(0x42, 1);
}

describe('sequence parameter sets (H.265 7.3.2.2)', () => {
  test('the conformance window is in chroma units', () => {
    expect(readSps(writeSps({ window: [0, 0, 0, 4] }))?.format).toMatchObject({ width: 1920, height: 1080, level: 31 });
    expect(readSps(writeSps({ chroma: 3, window: [1, 2, 3, 5] }))?.format).toMatchObject({ width: 1917, height: 1080 });
  });

  test('profiles and levels of sub-layers are skipped', () => {
    expect(readSps(writeSps({ subLayers: 2, window: [0, 0, 0, 4] }))?.format).toMatchObject({
      width: 1920,
      height: 1080,
    });
  });

  test('ten bits are named', () => {
    expect(readSps(writeSps({ depth: 2 }))?.format).toMatchObject({ bitDepth: 10, chroma: '4:2:0' });
  });

  test('what ends too early is damage', () => {
    expect(readSps(writeSps().subarray(0, 20))).toBeUndefined();
  });
});

describe('NAL units (H.265 Table 7-1)', () => {
  const first = (type: number) => new H265Reader().read(Uint8Array.of(type << 1, 1, 0xa6, 0x20, 0x80));

  test.each([
    [16, 'bla'],
    [18, 'bla'],
    [19, 'idr'],
    [20, 'idr'],
    [21, 'cra'],
    [1, null],
    [8, null],
  ])('type %i starts decoding as %s', (type, key) => {
    expect(first(type)).toMatchObject({ is: 'slice', key });
  });

  test.each([10, 15, 22, 31, 36, 41, 47, 48, 63])('reserved or unspecified type %i is skipped', (type) => {
    expect(first(type).is).toBe('skipped');
  });

  test('enhancement layers are skipped, a temporal id of 0 minus 1 is damage', () => {
    expect(new H265Reader().read(Uint8Array.of(0x26, 0x09, 1, 2)).is).toBe('skipped');
    expect(new H265Reader().read(Uint8Array.of(0x27, 0x01, 1, 2)).is).toBe('skipped');
    expect(new H265Reader().read(Uint8Array.of(0x26, 0x00, 1, 2)).is).toBe('damaged');
    expect(new H265Reader().read(Uint8Array.of(0xa6, 0x01, 1, 2)).is).toBe('damaged');
  });

  test('a picture whose first slice was lost does not join the one before', () => {
    const reader = new H265Reader();
    const starts = [
      [0x26, 1, 0xa6, 0x20],
      [0x26, 1, 0x26, 0x20],
      [0x02, 1, 0x50, 0x20],
    ].map((nal) => reader.read(Uint8Array.from(nal)));
    expect(starts.map((reading) => reading.is === 'slice' && reading.startsPicture)).toEqual([true, false, true]);
  });

  test('two slices of a picture are one picture', () => {
    const reader = new H265Reader();
    let slices = 0;
    let pictures = 0;
    const frames = framesOf('h265-layers.mpegts');
    for (const { data } of frames)
      forEachNal(data, (start, end) => {
        const reading = reader.read(data.subarray(start, end));
        if (reading.is !== 'slice') return;
        slices++;
        if (reading.startsPicture) pictures++;
        expect(reading.setsMissing).toBe(false);
      });
    expect(pictures).toBe(frames.length);
    expect(slices).toBeGreaterThan(pictures);
  });
});
