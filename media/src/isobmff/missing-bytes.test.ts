import { foldFindings } from '@kaitong/contract/checks';
import { expect, test } from 'vitest';
import { goodClips } from '../../fixtures/catalogue.ts';
import { clipOf, judge } from '../../fixtures/clip.ts';
import { concat, edit, findType, renameBox } from '../../fixtures/mux.ts';

const headlines = (name: keyof typeof goodClips, change: (bytes: Uint8Array) => Uint8Array) =>
  foldFindings(judge(clipOf(goodClips[name], change)).findings).filter(
    ({ severity, because }) => severity === 'error' && !because,
  );
const without = (from: number, count: number) => (bytes: Uint8Array) => {
  const at = Math.floor(bytes.length * from);
  return concat(bytes.subarray(0, at), bytes.subarray(at + count));
};

test.each(['MP4, moov first', 'MP4, moov last'] as const)(
  '%s: bytes missing from the middle are told, and from where on',
  (name) => {
    const bytes = clipOf(goodClips[name]).uploads[0]?.bytes ?? new Uint8Array();
    const [found, ...others] = headlines(name, without(0.4, 700));
    expect([found, others]).toMatchObject([{ code: 'mp4.truncated', measured: 700, params: { why: 'middle' } }, []]);
    const at = bytes.length * 0.4;
    expect(found?.offset).toBeGreaterThan(at - 12_000);
    expect(found?.offset).toBeLessThanOrEqual(at);
  },
);

test('a file that is cut off is not said to lack bytes of its middle', () => {
  const [found] = headlines('MP4, moov first', (bytes) => bytes.subarray(0, bytes.length - 700));
  expect(found).toMatchObject({ code: 'mp4.truncated', measured: 700 });
  expect(found?.params.why).toBeUndefined();
});

test('an edit list that begins behind the end is what all that follows from it is called by', () => {
  const found = headlines('B-frames, fragmented MP4', (bytes) => bytes);
  expect(found).toEqual([]);
  const far = (bytes: Uint8Array) =>
    edit(bytes, (copy) =>
      new DataView(copy.buffer, copy.byteOffset).setUint32(findType(copy, 'elst') + 16, 90_000_000),
    );
  expect(headlines('MP4, moov first', far)).toMatchObject([{ code: 'time.start', params: { why: 'edit_list' } }]);
});

test('another size in the sample entry than in the parameter sets is a warning; the coded size is none', () => {
  const sized = (width: number, height: number) =>
    judge(
      clipOf(goodClips['MP4, moov first'], (bytes) =>
        edit(bytes, (copy) =>
          new DataView(copy.buffer, copy.byteOffset).setUint32(findType(copy, 'stsd') + 44, width * 65_536 + height),
        ),
      ),
    ).findings.filter(({ code }) => code === 'video.sps_conflict');
  expect(sized(1920, 1080)).toMatchObject([{ severity: 'warning', limit: '1920x1080', params: { what: 'size' } }]);
  expect(sized(320, 192)).toEqual([]);
});

test('a moov that announces no fragments, or not those of each track, is called that', () => {
  const told = (name: 'fragmented MP4 in one file' | 'H.264 in CMAF segments', type: string) =>
    judge(
      clipOf(goodClips[name], (bytes, index) => (index === 0 ? renameBox(bytes, type, 'free') : bytes)),
    ).findings.flatMap(({ code, measured }) => (code === 'mp4.no_moov' ? [measured] : []));
  for (const name of ['fragmented MP4 in one file', 'H.264 in CMAF segments'] as const) {
    expect(told(name, 'mvex')).toEqual(['no_mvex']);
    expect(told(name, 'trex')).toEqual(['no_trex']);
    expect(told(name, 'none')).toEqual([]);
  }
});
