import { foldFindings } from '@kaitong/contract/checks';
import { describe, expect, test } from 'vitest';
import { goodClips } from '../../fixtures/catalogue.ts';
import { type Clip, clipOf, judge, upload } from '../../fixtures/clip.ts';
import { box, concat, edit, findType, renameBox } from '../../fixtures/mux.ts';

type Change = (bytes: Uint8Array, index: number) => Uint8Array;
type Name = keyof typeof goodClips;

const headlinesOf = (clip: Clip) => foldFindings(judge(clip).findings).filter(({ because }) => !because);
const errors = (clip: Clip) => headlinesOf(clip).filter(({ severity }) => severity === 'error');
const changed = (name: Name, change: Change) => errors(clipOf(goodClips[name], change));
const numbers = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Boxes at the top of a file, or in a box whose header is left out. */
function boxesOf(bytes: Uint8Array): Uint8Array[] {
  const boxes: Uint8Array[] = [];
  for (let at = 0; at + 8 <= bytes.length; at += numbers(bytes).getUint32(at))
    boxes.push(bytes.subarray(at, at + numbers(bytes).getUint32(at)));
  return boxes;
}
const typeOf = (one: Uint8Array): string => String.fromCharCode(...one.subarray(4, 8));
const everywhere = (bytes: Uint8Array, type: string, write: (copy: Uint8Array, at: number) => void): Uint8Array =>
  edit(bytes, (copy) => {
    const count = new TextDecoder('latin1').decode(copy).split(type).length - 1;
    for (let n = 0; n < count; n++) write(copy, findType(copy, type, n));
  });

describe('the sample entry', () => {
  test.each(['MP4, moov first', 'fragmented MP4 in one file', 'H.264 in CMAF segments'] as const)(
    'of %s without avcC is said to lack it, once, where it should stand',
    (name) => {
      const [found, ...others] = changed(name, (bytes) => renameBox(bytes, 'avcC', 'free'));
      expect(found).toMatchObject({ code: 'video.param_sets', measured: 'no_configuration', params: { box: 'avcC' } });
      expect(found?.offset).toBeGreaterThan(0);
      expect(others).toEqual([]);
    },
  );

  test('of H.265 without hvcC is said to lack that', () => {
    const found = changed('H.265, MP4', (bytes) => renameBox(bytes, 'hvcC', 'free'));
    expect(found).toMatchObject([{ measured: 'no_configuration', params: { box: 'hvcC' } }]);
  });

  test('that is called avc1 and holds hvcC names the wrong codec; the pictures are read as what they are', () => {
    for (const name of ['H.265, MP4', 'H.265 in CMAF segments'] as const) {
      const found = changed(name, (bytes) => renameBox(bytes, 'hvc1', 'avc1'));
      const named = { code: 'video.codec_mismatch', measured: 'avc1', limit: 'hvc1', params: { why: 'entry' } };
      expect(found).toMatchObject([named]);
    }
    const other = changed('MP4, moov first', (bytes) => renameBox(bytes, 'avc1', 'hvc1'));
    expect(other).toMatchObject([{ code: 'video.codec_mismatch', measured: 'hvc1', limit: 'avc1' }]);
  });
});

test('a moov whose parts have a moov each is in pieces; a second whole one is another recording', () => {
  const inPieces: Change = (bytes) =>
    concat(
      ...boxesOf(bytes).map((one) => {
        if (typeOf(one) !== 'moov') return one;
        const children = boxesOf(one.subarray(8));
        const first = children.findIndex((child) => typeOf(child) === 'trak') + 1;
        return concat(box('moov', ...children.slice(0, first)), box('moov', ...children.slice(first)));
      }),
    );
  expect(changed('MP4, moov last', inPieces)).toMatchObject([{ code: 'mp4.no_moov', measured: 'in_pieces' }]);
  expect(changed('fragmented MP4 in one file', inPieces)).toMatchObject([{ measured: 'in_pieces' }]);
  const twice: Change = (bytes) =>
    concat(...boxesOf(bytes).flatMap((one) => (typeOf(one) === 'moov' ? [one, one] : [one])));
  expect(changed('fragmented MP4 in one file', twice).map(({ code }) => code)).not.toContain('mp4.no_moov');
});

describe('fragments', () => {
  /** A clip of segments with the data of others: `from` names the object of each. */
  function withDataOf(from: readonly (number | null)[]): Clip {
    const clip = clipOf(goodClips['H.264 in CMAF segments']);
    const parts = clip.uploads.map(({ bytes }) => boxesOf(bytes));
    const dataOf = (n: number) => (parts[n] ?? []).filter((one) => typeOf(one) === 'mdat');
    const uploads = clip.uploads.map(({ bytes, object }, n) => {
      const source = from[n];
      if (object.kind === 'init' || source === undefined) return upload(bytes, n, object.kind, object.durationMs);
      const own = boxesOf(bytes).filter((one) => typeOf(one) !== 'mdat');
      const made = concat(...own, ...(source === null ? [] : dataOf(source)));
      return upload(made, n, object.kind, object.durationMs);
    });
    return { ...clip, uploads };
  }

  test('that have each other’s data are named by the segment that has theirs', () => {
    expect(errors(withDataOf([0, 1, 2]))).toEqual([]);
    expect(errors(withDataOf([0, 2, 1]))).toMatchObject([
      { code: 'mp4.data_length', object: 1, params: { why: 'exchanged', other: 2 } },
      { code: 'mp4.data_length', object: 2, params: { why: 'exchanged', other: 1 } },
    ]);
  });

  test('that have the data of the segment before are named by it', () => {
    const again = { code: 'mp4.data_length', object: 2, params: { why: 'again', other: 1 } };
    expect(errors(withDataOf([0, 1, 1]))).toMatchObject([again]);
  });

  test('without any data are told from a file that is cut short', () => {
    const found = errors(withDataOf([0, 1, null]));
    expect(found).toMatchObject([{ code: 'mp4.samples_missing', object: 2, params: { why: 'no_mdat' } }]);
  });

  test('that call the pictures by the track_ID of the sound are read by what is in them', () => {
    const change: Change = (bytes) =>
      everywhere(bytes, 'tfhd', (copy, at) => numbers(copy).setUint32(at + 8, 3 - numbers(copy).getUint32(at + 8)));
    const found = changed('fragmented MP4 in one file', change);
    expect(found).toMatchObject([{ code: 'mp4.offsets', measured: 'exchanged_tracks', params: { table: 'tracks' } }]);
  });

  test('whose pictures last nothing say where that stands', () => {
    const change: Change = (bytes) =>
      everywhere(
        everywhere(bytes, 'trex', (copy, at) => numbers(copy).setUint32(at + 16, 0)),
        'tfhd',
        (copy, at) => {
          const flags = numbers(copy).getUint32(at + 4);
          if (flags & 8) numbers(copy).setUint32(at + 12 + (flags & 1 ? 8 : 0) + (flags & 2 ? 4 : 0), 0);
        },
      );
    const [found, ...others] = changed('fragmented MP4 in one file', change);
    expect(found).toMatchObject({
      code: 'time.duplicate',
      params: { why: 'no_duration', timescale: 12_288, ticks: 819, count: 22, frames: 36 },
    });
    expect(others).toEqual([]);
  });
});
