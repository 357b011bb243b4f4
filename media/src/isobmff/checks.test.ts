import { describe, expect, test } from 'vitest';
import { type Fixture, goodClips, otherClips } from '../../fixtures/catalogue.ts';
import { clipOf, codesOf, judge, readFixture } from '../../fixtures/clip.ts';
import { box, concat, edit, findType, renameBox, replaceBox, u32, wideBox } from '../../fixtures/mux.ts';

const fragmented = goodClips['fragmented MP4 in one file'];
const fastStart = goodClips['MP4, moov first'];
const cmaf = goodClips['H.264 in CMAF segments'];

const findings = (fixture: Fixture, change: (bytes: Uint8Array, index: number) => Uint8Array) =>
  judge(clipOf(fixture, change)).findings;
const codes = (fixture: Fixture, change: (bytes: Uint8Array, index: number) => Uint8Array) =>
  codesOf(findings(fixture, change));

/** Each `moof` with its `mdat`, and the file up to the end of the last. */
function fragmentsOf(bytes: Uint8Array): { parts: Uint8Array[]; whole: Uint8Array } {
  const parts: Uint8Array[] = [];
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  let end = 0;
  for (let at = 0, moof = 0; at + 8 <= bytes.length; ) {
    const size = view.getUint32(at);
    const type = String.fromCharCode(...bytes.subarray(at + 4, at + 8));
    if (type === 'moof') moof = at;
    if (type === 'mdat') {
      end = at + size;
      parts.push(bytes.subarray(moof, end));
    }
    at += size;
  }
  return { parts, whole: bytes.subarray(0, end) };
}

describe('boxes (ISO/IEC 14496-12, 4.2)', () => {
  test('a file cut short: what the box lacks, and which samples', () => {
    const size = readFixture('h264-faststart.mp4').length;
    const found = findings(fastStart, (bytes) => bytes.subarray(0, size - 5000));
    expect(found.find((f) => f.code === 'mp4.truncated')).toMatchObject({ measured: 5000, params: { box: 'mdat' } });
    expect(codesOf(found)).toContain('mp4.samples_missing');
    expect(codes(fragmented, (bytes) => bytes.subarray(0, size - 8000))).toContain('mp4.truncated');
  });

  test('a box whose name is no text is damage, also where its header is cut off: a NUL in a finding cannot be stored', () => {
    for (const header of [
      [0, 0, 0, 1, 0, 0, 0, 0],
      [0, 0, 0, 9, 0x1b, 0x5b, 0x32, 0x4a],
    ]) {
      const found = findings(fastStart, (bytes) => concat(bytes, header));
      expect(found.find((f) => f.code === 'obj.damaged')).toMatchObject({ measured: 'box' });
      expect(JSON.stringify(found)).not.toMatch(/\\u00/);
    }
  });

  test('64-bit sizes and a last box without size are read', () => {
    expect(codes(fastStart, (b) => replaceBox(b, 'mdat', (mdat) => edit(mdat, (copy) => copy.set(u32(0), 0))))).toEqual(
      [],
    );
    const wideData = (bytes: Uint8Array) =>
      edit(
        replaceBox(bytes, 'mdat', (mdat) => wideBox('mdat', mdat.subarray(8))),
        (copy) => {
          // The header is 8 bytes longer, so every chunk moves by 8.
          const view = new DataView(copy.buffer);
          for (let from = 0; from < copy.length; ) {
            const at = from + findType(copy.subarray(from), 'stco');
            for (let i = 0; i < view.getUint32(at + 8); i++)
              view.setUint32(at + 12 + i * 4, view.getUint32(at + 12 + i * 4) + 8);
            from = at + 4;
            if (!String.fromCharCode(...copy.subarray(from, findType(copy, 'mdat'))).includes('stco')) break;
          }
        },
      );
    expect(codes(fastStart, wideData)).toEqual([]);
  });

  test('boxes of other standards between the fragments change nothing', () => {
    const extra = concat(
      box('styp', [0x6d, 0x73, 0x64, 0x68, 0, 0, 0, 0]),
      box('sidx', Array<number>(24).fill(0)),
      box('emsg', [0, 0, 0, 0]),
      box('uuid', Array<number>(16).fill(7)),
    );
    expect(codes(cmaf, (bytes, i) => (i === 0 ? bytes : concat(extra, bytes)))).toEqual([]);
  });

  test('an impossible box: obj.damaged at its place', () => {
    const found = findings(fragmented, (bytes) => concat(bytes, [0, 0, 0, 3, 1, 2, 3, 4, 5]));
    expect(found.find((f) => f.code === 'obj.damaged')).toMatchObject({ severity: 'error' });
  });

  test('a sample entry may have any name: QuickTime calls sound by numbers of WAVE', () => {
    const named = (bytes: Uint8Array) => edit(bytes, (copy) => copy.set([0x6d, 0x73, 0, 0x11], findType(copy, 'mp4a')));
    const found = findings(fastStart, named);
    expect(found.find(({ code }) => code === 'audio.codec')?.measured).toBe('6d730011');
    expect(codesOf(found)).not.toContain('obj.damaged');
  });

  test('a track that is neither seen nor heard needs no description', () => {
    const other = (bytes: Uint8Array) => {
      const behind = renameBox(bytes, 'mp4a', 'free');
      return edit(behind, (copy) => {
        const at = findType(copy, 'soun');
        copy.set([0x6d, 0x65, 0x74, 0x61], at);
        const stsd = at + findType(copy.subarray(at), 'stsd');
        copy.set([0, 0, 0, 16], stsd - 4);
        copy.set([0, 0, 0, 0], stsd + 8);
      });
    };
    expect(codes(fastStart, other)).not.toContain('obj.damaged');
  });

  test('erased flash behind the end is padding: a warning, which memory that was overwritten is not', () => {
    const behind = (value: number) => findings(fragmented, (bytes) => concat(bytes, Array<number>(4096).fill(value)));
    const of = (value: number) => behind(value).filter(({ code }) => code === 'obj.damaged');
    expect(of(0xff)).toMatchObject([{ severity: 'warning', measured: 'padding' }]);
    expect(of(0xee)).toMatchObject([{ severity: 'error' }]);
  });

  test('zero padding at the end is no box', () => {
    for (const count of [3, 13, 4096])
      expect(codes(fragmented, (bytes) => concat(bytes, Array<number>(count).fill(0)))).toEqual([]);
    expect(codes(fragmented, (bytes) => concat(bytes, [...Array<number>(40).fill(0), 1]))).toContain('obj.damaged');
  });
});

describe('movie and fragments', () => {
  test('no moov: not finalised, or no init segment', () => {
    expect(
      findings(fastStart, (b) => replaceBox(b, 'moov', () => null)).find((f) => f.code === 'mp4.no_moov')?.measured,
    ).toBe('not_finalised');
    const clip = clipOf(cmaf);
    clip.uploads.shift();
    expect(judge(clip).findings.find((f) => f.code === 'mp4.no_moov')?.measured).toBe('no_init');
  });

  test('an init segment alone, or a plain MP4 as a segment: mp4.no_fragments', () => {
    const clip = clipOf(cmaf);
    clip.uploads.length = 1;
    expect(codesOf(judge(clip).findings)).toEqual(['mp4.no_fragments']);
    expect(codes({ ...fastStart, container: 'fmp4' }, (b) => b)).toEqual(['mp4.no_fragments', 'mp4.no_moov']);
  });

  test('fragment numbers that jump inside an object, or between two, are an error', () => {
    const setSequence = (bytes: Uint8Array, value: number, nth = 1) => {
      let at = -4;
      const copy = bytes.slice();
      for (let i = 0; i < nth; i++) at = at + 4 + findType(copy.subarray(at + 4), 'mfhd');
      copy.set(u32(value), at + 8);
      return copy;
    };
    const jumped = findings(fragmented, (b) => setSequence(b, 7, 2));
    expect(jumped.find((f) => f.code === 'mp4.sequence')).toMatchObject({ measured: 7, limit: 2, severity: 'error' });
    expect(
      findings(cmaf, (b, i) => (i === 2 ? setSequence(b, 9) : b)).find((f) => f.code === 'mp4.sequence'),
    ).toMatchObject({
      object: 2,
      severity: 'error',
    });
  });

  test('a fragment that stands twice, two in the other order and two recordings in one file are told apart', () => {
    const { parts, whole } = fragmentsOf(readFixture(fragmented.files[0] ?? ''));
    const [first, second, third] = parts;
    if (!first || !second || !third) throw new Error('The fixture has three fragments.');
    const head = whole.subarray(0, whole.length - parts.reduce((sum, { length }) => sum + length, 0));
    const whyOf = (...order: Uint8Array[]) =>
      findings(fragmented, () => concat(head, ...order)).find(({ code }) => code === 'mp4.sequence')?.params.why;
    expect(whyOf(first, second, second, third)).toBe('again');
    expect(whyOf(first, third, second)).toBe('order');
    expect(whyOf(first, second, third, first, second)).toBe('joined');
    expect(whyOf(first, third)).toBeUndefined();
  });

  test('numbers that stand while time goes on are a warning', () => {
    const standing = (bytes: Uint8Array) =>
      edit(bytes, (copy) => {
        const all = Buffer.from(copy.buffer);
        for (let at = all.indexOf('mfhd'); at >= 0; at = all.indexOf('mfhd', at + 4)) copy.set(u32(0), at + 8);
      });
    expect(findings(fragmented, standing).filter(({ code }) => code === 'mp4.sequence')).toMatchObject([
      { severity: 'warning', measured: 0, params: {} },
    ]);
  });

  test('numbers that start anew in every segment are legal', () => {
    const first = new DataView(readFixture('h264-fmp4-0.m4s').buffer);
    const start = first.getUint32(findType(readFixture('h264-fmp4-0.m4s'), 'mfhd') + 8);
    expect(
      codes(cmaf, (b, i) => (i === 2 ? edit(b, (copy) => copy.set(u32(start), findType(copy, 'mfhd') + 8)) : b)),
    ).toEqual([]);
  });

  test('a fragment without tfdt is a warning and goes on where the one before ended', () => {
    const found = findings(cmaf, (bytes) => renameBox(bytes, 'tfdt', 'free'));
    expect(found.filter((f) => f.code !== 'enc.none').map((f) => [f.code, f.severity])).toEqual([
      ['mp4.tfdt', 'warning'],
      ['mp4.tfdt', 'warning'],
    ]);
  });

  test('edit lists move a track (8.6.6): priming before 0, an empty edit later', () => {
    const { objects } = judge(clipOf(fastStart));
    expect(objects[0]?.inspection.facts.audio?.firstPts).toBe(-64);
    const delayed = edit(readFixture('h264-faststart.mp4'), (copy) => {
      const second = findType(copy, 'elst') + 4 + findType(copy.subarray(findType(copy, 'elst') + 4), 'elst');
      copy.set([...u32(2000), ...u32(0xffffffff)], second + 12);
    });
    const found = findings(fastStart, () => delayed);
    expect(found.filter((f) => f.code !== 'enc.none')).toMatchObject([{ code: 'av.offset', measured: 2000 }]);
  });

  test('samples outside the file: mp4.samples_missing', () => {
    const found = findings(cmaf, (bytes, i) =>
      i === 1 ? edit(bytes, (copy) => copy.set(u32(bytes.length - 100), findType(copy, 'trun') + 12)) : bytes,
    );
    expect(codesOf(found)).toContain('mp4.samples_missing');
  });
});

describe('counts that the file cannot hold (mp4.bomb)', () => {
  test.each([
    ['stsz', 12],
    ['stco', 8],
    ['stsc', 8],
    ['stts', 8],
  ])('%s with 2^31 entries', (type, at) => {
    const found = findings(fastStart, (b) => edit(b, (copy) => copy.set(u32(0x7fffffff), findType(copy, type) + at)));
    expect(found.find((f) => f.code === 'mp4.bomb')).toMatchObject({ measured: 0x7fffffff, params: { box: type } });
  });

  test('a uniform sample size with 2^31 samples', () => {
    const found = findings(fastStart, (b) =>
      edit(b, (copy) => copy.set([...u32(4096), ...u32(0x7fffffff)], findType(copy, 'stsz') + 8)),
    );
    expect(codesOf(found)).toContain('mp4.bomb');
  });

  test('a run of 2^31 samples', () => {
    const found = findings(cmaf, (b, i) =>
      i === 0 ? b : edit(b, (copy) => copy.set(u32(0x7fffffff), findType(copy, 'trun') + 8)),
    );
    expect(codesOf(found)).toContain('mp4.bomb');
  });

  test('one stts run of 2^31 samples is only a lazy encoder', () => {
    expect(
      codes(otherClips['MPEG-4 Part 2'], (b) =>
        edit(b, (copy) => copy.set(u32(0x7fffffff), findType(copy, 'stts') + 12)),
      ),
    ).toEqual(['video.codec']);
  });

  test('samples that are the same bytes again and again', () => {
    const run = (track: number, samples: number) =>
      box(
        'traf',
        box('tfhd', [0, 2, 0, 0x10], u32(track), u32(20_000)),
        box('trun', [0, 0, 0, 1], u32(samples), u32(0)),
      );
    const again = box('moof', box('mfhd', u32(0), u32(1)), ...Array.from({ length: 500 }, () => run(1, 1)));
    const found = codes(cmaf, (b, i) => (i === 1 ? concat(again, b) : b));
    expect(found).toContain('mp4.bomb');
  });

  test('a file of empty boxes', () => {
    const empty = box('free');
    const many = new Uint8Array(empty.length * 150_000);
    for (let i = 0; i < many.length; i += 8) many.set(empty, i);
    expect(codes(fragmented, (b) => concat(many, b))).toContain('mp4.bomb');
  });
});

describe('the coded stream in MP4 (ISO/IEC 14496-15)', () => {
  const firstSample = (bytes: Uint8Array) => findType(bytes, 'mdat') + 4;

  test('parameter sets only in the sample entry are enough', () => {
    const { objects } = judge(clipOf(fragmented));
    expect(objects[0]?.inspection.facts.video?.parameterSets.sps).toHaveLength(1);
  });

  test('no parameter sets anywhere: video.param_sets', () => {
    expect(codes(fragmented, (b) => renameBox(b, 'avcC', 'free'))).toContain('video.param_sets');
    expect(codes(goodClips['H.265, MP4'], (b) => renameBox(b, 'hvcC', 'free'))).not.toContain('video.codec');
  });

  test('a damaged length: video.nal', () => {
    const found = findings(cmaf, (b, i) =>
      i === 1 ? edit(b, (copy) => copy.set(u32(0x00ffffff), firstSample(copy))) : b,
    );
    expect(found.find((f) => f.code === 'video.nal')).toMatchObject({ params: { cause: 'length' }, object: 1 });
  });

  test('start codes where lengths belong are named', () => {
    const found = findings(cmaf, (b, i) => (i === 1 ? edit(b, (copy) => copy.set(u32(1), firstSample(copy))) : b));
    expect(found.find((f) => f.code === 'video.nal')?.params.cause).toBe('annexb');
  });

  test('video behind a sample entry of another codec: video.codec', () => {
    expect(codes(fragmented, (b) => renameBox(b, 'avc1', 'vp09'))).toEqual(['video.codec']);
  });
});

test('key frames that stss counts from 0 are told so, at the entry that names no frame', () => {
  const at = findType(readFixture('h264-faststart.mp4'), 'stss') + 12;
  const fromZero = (bytes: Uint8Array) =>
    edit(bytes, (copy) => {
      const view = new DataView(copy.buffer);
      for (let entry = 0; entry < view.getUint32(at - 4); entry++)
        view.setUint32(at + entry * 4, view.getUint32(at + entry * 4) - 1);
    });
  expect(findings(fastStart, fromZero).filter((f) => f.code === 'mp4.stss')).toMatchObject([
    { severity: 'warning', measured: 3, offset: at, params: { cause: 'zero' } },
  ]);
});
