import { foldFindings } from '@kaitong/contract/checks';
import { describe, expect, test } from 'vitest';
import { type Fixture, goodClips } from '../../fixtures/catalogue.ts';
import { clipOf, judge, readFixture } from '../../fixtures/clip.ts';
import { edit, findType, u32 } from '../../fixtures/mux.ts';

const errorsIn = (fixture: Fixture, change: (bytes: Uint8Array, index: number) => Uint8Array) =>
  judge(clipOf(fixture, change)).findings.filter(({ severity }) => severity === 'error');

/** Where the contents of each box of a type begin. */
function bodiesOf(bytes: Uint8Array, type: string): number[] {
  const bodies: number[] = [];
  const all = Buffer.from(bytes);
  for (let at = all.indexOf(type); at >= 0; at = all.indexOf(type, at + 4)) bodies.push(at + 4);
  return bodies;
}

const movedChunks = (by: number) => (bytes: Uint8Array) =>
  edit(bytes, (copy) => {
    const view = new DataView(copy.buffer);
    for (const body of bodiesOf(copy, 'stco'))
      for (let entry = 0; entry < view.getUint32(body + 4); entry++) {
        const at = body + 8 + entry * 4;
        copy.set(u32((view.getUint32(at) + by) >>> 0), at);
      }
  });

const movedRuns = (by: number) => (bytes: Uint8Array) =>
  edit(bytes, (copy) => {
    for (const body of bodiesOf(copy, 'trun'))
      copy.set(u32((new DataView(copy.buffer).getInt32(body + 8) + by) >>> 0), body + 8);
  });

describe('offsets that lead elsewhere than to the samples are the only error', () => {
  const fastStart = goodClips['MP4, moov first'];
  const bytes = readFixture('h264-faststart.mp4');
  const moov = new DataView(bytes.buffer).getUint32(findType(bytes, 'moov') - 4);

  test.each([4, 8, -8])('chunks %i bytes off', (by) => {
    expect(errorsIn(fastStart, movedChunks(by))).toMatchObject([
      { code: 'mp4.offsets', params: { table: 'stco', shiftBytes: Math.abs(by) } },
    ]);
  });

  test('an index that was moved in front of the data, by the length of moov', () => {
    const [found, ...others] = errorsIn(fastStart, movedChunks(-moov));
    expect(found).toMatchObject({ code: 'mp4.offsets', params: { table: 'moved', shiftBytes: moov } });
    expect(Number(found?.limit) - Number(found?.measured)).toBe(moov);
    expect(found?.offset).toBe(found?.limit);
    expect(others).toEqual([]);
  });

  test('runs that leave the header of mdat out', () => {
    for (const fixture of [goodClips['fragmented MP4 in one file'], goodClips['H.264 in CMAF segments']])
      for (const found of errorsIn(fixture, movedRuns(-8)))
        expect(found).toMatchObject({ code: 'mp4.offsets', params: { table: 'trun', shiftBytes: 8 } });
    expect(errorsIn(goodClips['fragmented MP4 in one file'], movedRuns(-8))).toHaveLength(1);
  });
});

test('sizes that leave the length in front of NAL units out are one headline, though no picture can be read', () => {
  const short = (bytes: Uint8Array) =>
    edit(bytes, (copy) => {
      const view = new DataView(copy.buffer);
      const [pictures = 0] = bodiesOf(copy, 'stsz');
      for (let entry = 0; entry < view.getUint32(pictures + 8); entry++) {
        const at = pictures + 12 + entry * 4;
        copy.set(u32(view.getUint32(at) - 4), at);
      }
    });
  const headlines = foldFindings(errorsIn(goodClips['MP4, moov first'], short)).filter(({ because }) => !because);
  expect(headlines).toMatchObject([{ code: 'video.nal', params: { cause: 'length' } }]);
});

test('lengths of NAL units in little-endian order are named, and what they lead to is read', () => {
  const swapped = (bytes: Uint8Array, index: number) =>
    index === 0
      ? bytes
      : edit(bytes, (copy) => {
          const view = new DataView(copy.buffer);
          const data = findType(copy, 'mdat');
          const end = data - 4 + view.getUint32(data - 4);
          for (let at = data + 4; at + 4 <= end; ) {
            const length = view.getUint32(at);
            view.setUint32(at, length, true);
            at += 4 + length;
          }
        });
  const found = errorsIn(goodClips['H.264 in CMAF segments'], swapped);
  expect(new Set(found.map(({ code, params }) => `${code} ${params.cause}`))).toEqual(
    new Set(['video.nal little_endian']),
  );
});
