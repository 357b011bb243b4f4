import { describe, expect, test } from 'vitest';
import {
  type SliceFields,
  type SpsFields,
  writePps,
  writeRecoveryPoint,
  writeSlice,
  writeSps,
} from '../../../fixtures/bit-writer.ts';
import { nodePorts } from '../../../fixtures/node-ports.ts';
import type { Lost } from '../../facts.ts';
import { VideoTrack } from '../video-track.ts';
import { readSps } from './parameter-sets.ts';
import { H264Reader } from './reader.ts';

/** Pictures that the slices make up after one SPS and PPS, what is missing between them, and which are garbled. */
function read(slices: SliceFields[], sps: SpsFields = {}): { pictures: number; lost: Lost[]; garbled: number[] } {
  const reader = new H264Reader();
  for (const set of [writeSps(sps), writePps()]) expect(reader.read(set).is).toBe('parameter-set');
  let pictures = 0;
  const lost: Lost[] = [];
  const garbled: number[] = [];
  for (const slice of slices) {
    if (slice.recovery !== undefined) reader.read(writeRecoveryPoint(slice.recovery));
    const reading = reader.read(writeSlice({ interlaced: sps.frameMbsOnly === false, ...slice }, sps));
    if (reading.is !== 'slice') throw new Error(`not a slice: ${reading.is}`);
    if (reading.startsPicture) pictures++;
    if (reading.lost) lost.push(reading.lost);
    if (reading.isGarbled && reading.startsPicture) garbled.push(pictures - 1);
  }
  return { pictures, lost, garbled };
}

/** A group of pictures without B pictures. */
const group = (length: number, { offset = 0 } = {}): SliceFields[] =>
  Array.from({ length }, (_, n) => ({ type: n + offset === 0 ? 'idr' : 'p', frameNum: n + offset, poc: n * 2 }));

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
    ).toEqual({ pictures: 7, lost: [], garbled: [] });
  });

  test('counts from 0 again after its highest value and after an IDR picture', () => {
    expect(read([...group(20), { type: 'idr', frameNum: 0, poc: 0 }, { frameNum: 1, poc: 2 }])).toEqual({
      pictures: 22,
      lost: [],
      garbled: [],
    });
  });

  test('a jump is one loss, and all is garbled until the next IDR picture', () => {
    const slices: SliceFields[] = [
      { type: 'idr', frameNum: 0, poc: 0 },
      { frameNum: 2, poc: 2 },
      { frameNum: 3, poc: 4 },
      { type: 'b', frameNum: 7, poc: 6 },
      { type: 'b', frameNum: 7, poc: 8 },
      { frameNum: 7, poc: 10 },
      { type: 'idr', frameNum: 0, poc: 0 },
      { frameNum: 1, poc: 2 },
    ];
    expect(read(slices)).toEqual({ pictures: 8, lost: ['picture', 'pictures'], garbled: [1, 2, 3, 4, 5] });
  });

  test('gaps that the SPS allows are temporal layers left out', () => {
    const slices = group(12).filter((_, n) => n % 3 !== 1);
    expect(read(slices).lost).toHaveLength(4);
    expect(read(slices, { gapsAllowed: true })).toMatchObject({ lost: [], garbled: [] });
  });

  test('a lost picture that nothing refers to leaves no gap', () => {
    const slices: SliceFields[] = [
      { type: 'idr', frameNum: 0, poc: 0 },
      { frameNum: 1, poc: 4 },
      { type: 'b', frameNum: 2, poc: 2 },
      { frameNum: 2, poc: 8 },
    ];
    expect(read(slices.filter(({ type }) => type !== 'b'))).toMatchObject({ lost: [], garbled: [] });
  });

  test('a recovery point repairs what was lost, so many pictures later', () => {
    const slices = group(16).filter((_, n) => n !== 3);
    expect(read(slices.map((slice) => (slice.frameNum === 6 ? { ...slice, recovery: 0 } : slice))).garbled).toEqual([
      3, 4,
    ]);
    const slow = slices.map((slice) => (slice.frameNum === 6 ? { ...slice, recovery: 4 } : slice));
    expect(read(slow).garbled).toEqual([3, 4, 5, 6, 7, 8]);
    // What is lost in between is missing in what would have repaired it.
    expect(read(slow.filter(({ frameNum }) => frameNum !== 8)).garbled).toEqual([3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13]);
  });

  test('a key frame is missing where the order of display begins anew and the numbers go on', () => {
    const second = group(6).slice(1);
    // After 17 pictures frame_num is 0, and 1 would follow in any case.
    expect(read([...group(17), ...second], { pocLsbBits: 8 }).lost).toEqual(['key']);
    expect(read([...group(17), ...group(6)], { pocLsbBits: 8 }).lost).toEqual([]);
    // The number stays, or jumps: it is still the key frame.
    expect(read([...group(18), ...second], { pocLsbBits: 8 }).lost).toEqual(['key']);
    expect(read([...group(14), ...second], { pocLsbBits: 8 }).lost).toEqual(['key']);
  });

  test('an I picture with which an encoder counts its display anew is none that is missing', () => {
    const second = group(6, { offset: 17 }).map((slice, n): SliceFields => (n === 0 ? { ...slice, type: 'i' } : slice));
    expect(read([...group(17), ...second], { pocLsbBits: 8 })).toMatchObject({ lost: [], garbled: [] });
  });

  test('B pictures are shown before as many as a decoder holds back, and nothing is missing', () => {
    const pictures = [0, 16, 8, 4, 2, 6, 12, 10, 14].map(
      (poc, n): SliceFields => ({
        type: n === 0 ? 'idr' : n === 1 ? 'p' : 'b',
        isReference: true,
        frameNum: n,
        poc: poc * 2,
      }),
    );
    expect(read(pictures, { pocLsbBits: 8 }).lost).toEqual([]);
  });

  test('the same number again is a key frame only where nothing tells the order of display', () => {
    const slices: SliceFields[] = [...group(3), { frameNum: 2, poc: 6 }];
    expect(read(slices)).toEqual({ pictures: 4, lost: [], garbled: [] });
    expect(read(slices, { pocType: 2 })).toEqual({ pictures: 4, lost: ['key'], garbled: [3] });
    const uncounted = slices.map((slice): SliceFields => ({ ...slice, frameNum: 0 }));
    expect(read(uncounted, { pocType: 2 }).lost).toEqual([]);
    const top = slices.map((slice): SliceFields => ({ ...slice, field: 'top' }));
    expect(read(top, { frameMbsOnly: false, pocType: 2 }).lost).toEqual([]);
  });

  test('memory management operation 5 makes it count from 0', () => {
    expect(
      read([
        { type: 'idr', frameNum: 0, poc: 0 },
        { frameNum: 1, poc: 2 },
        { frameNum: 2, poc: 4, reset: true },
        { frameNum: 1, poc: 2 },
        { frameNum: 2, poc: 4 },
      ]).lost,
    ).toEqual([]);
  });

  test('a stream that begins in the middle is measured from its first reference picture', () => {
    expect(
      read([
        { type: 'b', frameNum: 9, poc: 0 },
        { frameNum: 5, poc: 2 },
        { frameNum: 6, poc: 4 },
      ]).lost,
    ).toEqual([]);
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
    ).toEqual({ pictures: 4, lost: [], garbled: [] });
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
    ).toEqual({ pictures: 3, lost: [], garbled: [] });
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

  test('a PPS that cannot be read is damage where a slice names it, and else stands by itself', () => {
    const faultsOf = (unreadable: Uint8Array) => {
      const track = new VideoTrack('h264', nodePorts);
      const slice = writeSlice({ type: 'idr', frameNum: 0, poc: 0 });
      for (const [at, nal] of [writeSps(), writePps(), unreadable, slice].entries()) track.push(nal, at * 10);
      track.end();
      return track.faults;
    };
    expect(faultsOf(Uint8Array.of(0x68, 0x80, 0x80))).toEqual({ nal: { count: 1, offset: 20, frame: 0 } });
    expect(faultsOf(Uint8Array.of(0x68, 1, 2, 0x80))).toEqual({ set_unused: { count: 1, offset: 20, frame: 0 } });
    expect(faultsOf(Uint8Array.of(0x68, 0, 0, 0, 0))).toMatchObject({ nal: { count: 1 } });
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
