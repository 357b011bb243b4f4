import { describe, expect, test } from 'vitest';
import { type SliceFields, type SpsFields, writePps, writeSlice, writeSps } from '../../../fixtures/bit-writer.ts';
import { nodePorts } from '../../../fixtures/node-ports.ts';
import { VideoTrack } from '../video-track.ts';
import { readSps } from './parameter-sets.ts';
import { H264Reader } from './reader.ts';

/** Pictures and gaps that the slices make up after one SPS and PPS. */
function read(slices: SliceFields[], sps: SpsFields = {}): { pictures: number; gaps: number; repeats?: number } {
  const reader = new H264Reader();
  for (const set of [writeSps(sps), writePps()]) expect(reader.read(set).is).toBe('parameter-set');
  let pictures = 0;
  let gaps = 0;
  let repeats = 0;
  for (const slice of slices) {
    const reading = reader.read(writeSlice({ interlaced: sps.frameMbsOnly === false, ...slice }));
    if (reading.is !== 'slice') throw new Error(`not a slice: ${reading.is}`);
    if (reading.startsPicture) pictures++;
    if (reading.gap === 'jump') gaps++;
    if (reading.gap === 'repeat') repeats++;
  }
  return repeats > 0 ? { pictures, gaps, repeats } : { pictures, gaps };
}

describe('sequence parameter sets (H.264 7.3.2.1.1)', () => {
  test('1080 lines are 68 rows of macroblocks, cropped', () => {
    expect(readSps(writeSps({ widthMbs: 120, heightUnits: 68, crop: [0, 0, 0, 4] }))?.format).toMatchObject({
      width: 1920,
      height: 1080,
      profile: 'Main',
      chroma: '4:2:0',
    });
  });

  test('with fields, heights count in pairs of rows and crop units are four lines', () => {
    const sps = readSps(writeSps({ widthMbs: 120, heightUnits: 34, frameMbsOnly: false, crop: [0, 0, 0, 2] }));
    expect(sps?.format).toMatchObject({ width: 1920, height: 1080 });
  });

  test('4:4:4 and monochrome crop by single samples', () => {
    const crop: SpsFields['crop'] = [0, 3, 0, 5];
    expect(readSps(writeSps({ profile: 244, chroma: 3, crop }))?.format).toMatchObject({
      width: 317,
      height: 187,
      chroma: '4:4:4',
    });
    expect(readSps(writeSps({ profile: 100, chroma: 0, crop }))?.format).toMatchObject({
      width: 317,
      height: 187,
      chroma: '4:0:0',
    });
  });

  test('scaling lists are skipped, six of 16 and two of 64 entries', () => {
    expect(readSps(writeSps({ profile: 100, scaling: true }))?.format).toMatchObject({
      width: 320,
      height: 192,
      profile: 'High',
    });
  });

  test('cropping away the whole picture, or ending too early, is damage', () => {
    expect(readSps(writeSps({ crop: [0, 160, 0, 0] }))).toBeUndefined();
    expect(readSps(writeSps().subarray(0, 6))).toBeUndefined();
  });
});

describe('frame_num (H.264 7.4.3)', () => {
  test('rises by one after each reference picture, whatever lies between', () => {
    expect(
      read([
        { type: 'idr', frameNum: 0, poc: 0 },
        { frameNum: 1, poc: 6 },
        { type: 'b', frameNum: 2, poc: 2 },
        { type: 'b', frameNum: 2, poc: 4 },
        { frameNum: 2, poc: 12 },
        { type: 'b', isReference: true, frameNum: 3, poc: 8 },
        { type: 'b', frameNum: 4, poc: 10 },
      ]),
    ).toEqual({ pictures: 7, gaps: 0 });
  });

  test('counts from 0 again after its highest value and after an IDR picture', () => {
    const slices = Array.from(
      { length: 20 },
      (_, i): SliceFields => ({ type: i === 0 ? 'idr' : 'p', frameNum: i, poc: i * 2 }),
    );
    expect(read([...slices, { type: 'idr', frameNum: 0, poc: 0 }, { frameNum: 1, poc: 2 }])).toEqual({
      pictures: 22,
      gaps: 0,
    });
  });

  test('a jump is one gap', () => {
    const slices: SliceFields[] = [
      { type: 'idr', frameNum: 0, poc: 0 },
      { frameNum: 3, poc: 2 },
      { frameNum: 4, poc: 4 },
      { type: 'b', frameNum: 7, poc: 6 },
      { type: 'b', frameNum: 7, poc: 8 },
      { frameNum: 7, poc: 10 },
    ];
    expect(read(slices)).toEqual({ pictures: 6, gaps: 2 });
    expect(read(slices, { gapsAllowed: true }).gaps).toBe(0);
  });

  test('the same number in two reference frames is a repeat, in fields without a pair it is legal', () => {
    const slices: SliceFields[] = [
      { type: 'idr', frameNum: 0, poc: 0 },
      { frameNum: 1, poc: 2 },
      { frameNum: 1, poc: 4 },
    ];
    expect(read(slices)).toEqual({ pictures: 3, gaps: 0, repeats: 1 });
    const top = slices.map((slice): SliceFields => ({ ...slice, field: 'top' }));
    expect(read(top, { frameMbsOnly: false })).toEqual({ pictures: 3, gaps: 0 });
  });

  test('memory management operation 5 makes it count from 0', () => {
    expect(
      read([
        { type: 'idr', frameNum: 0, poc: 0 },
        { frameNum: 1, poc: 2 },
        { frameNum: 2, poc: 4, reset: true },
        { frameNum: 1, poc: 2 },
        { frameNum: 2, poc: 4 },
      ]),
    ).toEqual({ pictures: 5, gaps: 0 });
  });

  test('a stream that begins in the middle is measured from its first reference picture', () => {
    expect(
      read([
        { type: 'b', frameNum: 9, poc: 0 },
        { frameNum: 5, poc: 2 },
        { frameNum: 6, poc: 4 },
      ]).gaps,
    ).toBe(0);
  });
});

describe('which slices make a picture (H.264 7.4.1.2.4)', () => {
  test('two fields with one frame_num are one picture', () => {
    expect(
      read(
        [
          { type: 'idr', frameNum: 0, poc: 0, field: 'top' },
          { frameNum: 0, poc: 1, field: 'bottom' },
          { frameNum: 1, poc: 2, field: 'top' },
          { frameNum: 1, poc: 3, field: 'bottom' },
          { type: 'b', frameNum: 2, poc: 4, field: 'top' },
          { type: 'b', frameNum: 2, poc: 5, field: 'bottom' },
          { frameNum: 2, poc: 6, field: 'frame' },
        ],
        { frameMbsOnly: false },
      ),
    ).toEqual({ pictures: 4, gaps: 0 });
  });

  test('slices of one picture share its numbers; losing the first slice does not join pictures', () => {
    expect(
      read([
        { type: 'idr', frameNum: 0, poc: 0 },
        { type: 'idr', frameNum: 0, poc: 0, firstMb: 120 },
        { frameNum: 1, poc: 2, firstMb: 120 },
        { frameNum: 2, poc: 4 },
        { frameNum: 2, poc: 4, firstMb: 60 },
        { frameNum: 2, poc: 4, firstMb: 120 },
      ]),
    ).toEqual({ pictures: 3, gaps: 0 });
  });
});

test('the size is that of the parameter set in use, not of one that lies beside it', () => {
  const track = new VideoTrack('h264', nodePorts);
  const other = writeSps({ id: 1, widthMbs: 40, heightUnits: 30 });
  const idr = writeSlice({ type: 'idr', frameNum: 0, poc: 0 });
  for (const nal of [writeSps(), writePps(), other, idr]) track.push(nal, 0);
  expect(readSps(other)?.format).toMatchObject({ width: 640, height: 480 });
  expect(track.sizes).toEqual(['320x192']);
  expect(track.format).toMatchObject({ width: 320, height: 192 });
});

describe('damage and what is none', () => {
  test.each([0, 14, 15, 16, 19, 20, 21, 22, 23, 24, 28, 31])('NAL unit type %i is skipped', (type) => {
    expect(new H264Reader().read(Uint8Array.of(type, 1, 2, 3)).is).toBe('skipped');
  });

  test('the forbidden bit, a slice type over 9 and a macroblock outside the picture are damage', () => {
    const track = new VideoTrack('h264', nodePorts);
    track.push(writeSps(), 0);
    track.push(writePps(), 10);
    track.push(Uint8Array.of(0xe5, 1, 2, 3), 20);
    track.push(Uint8Array.of(0x65, 0x81, 0x20, 0xff), 30);
    track.push(writeSlice({ frameNum: 1, poc: 2, firstMb: 240 }), 40);
    expect(track.faults.nal).toMatchObject({ count: 3, offset: 20 });
    expect(track.nalCause).toBe('forbidden_bit');
  });

  test('a slice without its parameter sets says so', () => {
    const reader = new H264Reader();
    expect(reader.read(writeSlice({ type: 'idr', frameNum: 0, poc: 0 }))).toMatchObject({
      is: 'slice',
      key: 'idr',
      setsMissing: true,
    });
  });
});
