import { LANGUAGES } from '@kaitong/contract';
import { type Finding, finding, findingText } from '@kaitong/contract/checks';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Fixture, goodClips } from '../../fixtures/catalogue.ts';
import { type Clip, clipOf, codesOf, judge, readFixture, upload } from '../../fixtures/clip.ts';
import { type FragmentOptions, writeFragment } from '../../fixtures/fragment.ts';
import { ascii, box, concat, edit, findType, framesOf, renameBox, replaceBox, u32 } from '../../fixtures/mux.ts';
import { forEachNal } from '../bitstream/nal.ts';
import { placeInClip } from '../timeline/place-findings.ts';

const faststart = goodClips['MP4, moov first'];
const cmaf = goodClips['H.264 in CMAF segments'];
const video = framesOf('h264-no-audio.mpegts');
/** Without its sound, which the fragments written here do not have. */
const init = renameBox(readFixture('h264-fmp4-init.mp4'), 'soun', 'text');

const segments = (...made: readonly Uint8Array[]): Clip => ({
  ...clipOf(cmaf),
  uploads: [upload(init, 0, 'init', 0), ...made.map((bytes, n) => upload(bytes, n + 1, 'segment', 3000))],
});
const inFragment = (options: FragmentOptions): Finding[] => judge(segments(writeFragment(video, options))).findings;
function withLongerSps(annexB: Uint8Array): Uint8Array {
  const parts: (Uint8Array | number[])[] = [];
  forEachNal(annexB, (start, end) => {
    const surplus = ((annexB[start] ?? 0) & 31) === 7 ? [4, 4] : [];
    parts.push([0, 0, 0, 1], annexB.subarray(start, end), surplus);
  });
  return concat(...parts);
}
const changed = (fixture: Fixture, change: (bytes: Uint8Array, index: number) => Uint8Array): Finding[] =>
  judge(clipOf(fixture, change)).findings;
const only = (findings: readonly Finding[], code: string): Finding[] => findings.filter((f) => f.code === code);

test('a fragment written as it should be has no finding', () => {
  expect(codesOf(inFragment({}))).toEqual([]);
});

describe('a file whose end is cut off (mp4.truncated)', () => {
  test('is an error where samples are gone, a warning where only the rest of a box is', () => {
    const cut = changed(faststart, (bytes) => bytes.subarray(0, bytes.length - 5000));
    expect(only(cut, 'mp4.truncated')).toMatchObject([{ severity: 'error' }]);
    for (const rest of [concat(u32(5000), ascii('free'), [1, 2, 3]), Uint8Array.from([0, 0, 1])]) {
      const found = changed(faststart, (bytes) => concat(bytes, rest));
      expect(codesOf(found)).toEqual(['mp4.truncated']);
      expect(only(found, 'mp4.truncated')).toMatchObject([{ severity: 'warning' }]);
    }
  });

  test('is an error where it is the fragment header that breaks off: nobody knows what it would have named', () => {
    const found = changed(goodClips['fragmented MP4 in one file'], (bytes) =>
      concat(bytes, box('moof', new Uint8Array(100)).subarray(0, 60)),
    );
    expect(only(found, 'mp4.truncated')).toMatchObject([{ severity: 'error', params: { box: 'moof' } }]);
  });
});

describe('an mdat whose length is not that of its data (mp4.data_length)', () => {
  test('is named with both lengths, not by what the bytes behind it would be as boxes', () => {
    const found = changed(faststart, (bytes) =>
      replaceBox(bytes, 'mdat', (mdat) => edit(mdat, (copy) => copy.set(u32(8), 0))),
    );
    expect(codesOf(found)).toEqual(['mp4.data_length']);
    expect(only(found, 'mp4.data_length')[0]).toMatchObject({ severity: 'error', measured: 8 });
    expect(only(found, 'mp4.data_length')[0]?.limit).toBeGreaterThan(30_000);
  });

  test('a moov behind such data is found again, and so is the next fragment', () => {
    const atEnd = changed(goodClips['MP4, moov last'], (bytes) =>
      replaceBox(bytes, 'mdat', (mdat) => edit(mdat, (copy) => copy.set(u32(8), 0))),
    );
    expect(codesOf(atEnd)).toEqual(['mp4.data_length', 'mp4.moov_at_end']);
    const fragments = changed(goodClips['fragmented MP4 in one file'], (bytes) =>
      replaceBox(bytes, 'mdat', (mdat) => edit(mdat, (copy) => copy.set(u32(8), 0))),
    );
    expect(codesOf(fragments)).toEqual(['mp4.data_length']);
  });

  test('whatever it says, work ends and nothing but lengths is found', () => {
    fc.assert(
      fc.property(fc.nat(30_000), (dataLength) => {
        const codes = codesOf(inFragment({ dataLength }));
        expect(codes.filter((code) => !['mp4.data_length', 'mp4.truncated', 'obj.damaged'].includes(code))).toEqual([]);
      }),
      { numRuns: 200 },
    );
  });
});

describe('what trun promises (mp4.trun_flags)', () => {
  test('a field that its entries lack is named by the flags and both lengths; the pictures are read all the same', () => {
    const found = inFragment({ flags: 0xb01 });
    expect(codesOf(found)).toEqual(['mp4.trun_flags']);
    expect(only(found, 'mp4.trun_flags')).toMatchObject([
      { severity: 'error', measured: 12, limit: 8, params: { flags: '0xb01' } },
    ]);
  });

  test('its place is that of the flags, and the field that is promised and not there is named', () => {
    const fragment = writeFragment(video, { flags: 0xb01 });
    const [found] = only(judge(segments(fragment)).findings, 'mp4.trun_flags');
    expect(found?.offset).toBe(findType(fragment, 'trun') + 5);
    expect(found?.params).toMatchObject({ right: '0x301', fields: 'sample_composition_time_offset (0x800)' });
    for (const language of LANGUAGES) {
      const { sentence, fix } = findingText(finding(found?.code ?? 'replay', found), language);
      expect(sentence).toContain('sample_composition_time_offset (0x800)');
      expect(fix).toMatch(/0xb01.*0x301/);
      expect(sentence + fix).not.toMatch(/duration|0x200/);
    }
  });

  test('entries that are longer than promised', () => {
    expect(only(inFragment({ flags: 0x201 }), 'mp4.trun_flags')).toMatchObject([{ measured: 4, limit: 8 }]);
  });
});

describe('times of fragments', () => {
  test('a negative tfdt is an error and is read with its sign', () => {
    const found = inFragment({ time: -614 });
    expect(codesOf(found)).toEqual(['mp4.tfdt']);
    expect(only(found, 'mp4.tfdt')).toMatchObject([{ severity: 'error', measured: 1, params: { seconds: -0.05 } }]);
  });

  test('a last picture of an hour: mp4.last_duration; one of a second, or one before a hole, is none', () => {
    const durations = [...Array<number>(video.length - 1).fill(1024), 12_288 * 3600];
    expect(only(inFragment({ durations }), 'mp4.last_duration')).toMatchObject([
      { severity: 'error', measured: 3_600_000, limit: 1000 },
    ]);
    expect(codesOf(inFragment({ durations: [...durations.slice(0, -1), 12_288] }))).toEqual([]);
    const hole = [...durations.slice(0, -1), 12_288 * 4];
    const second = writeFragment(video, { time: 35 * 1024 + 12_288 * 4 });
    expect(codesOf(judge(segments(writeFragment(video, { durations: hole }), second)).findings)).toEqual(['time.gap']);
  });

  test('a last picture that lasts as long as it is late: its own time was written, and its place is named', () => {
    const last = video.length - 1;
    const found = inFragment({ durations: [...Array<number>(last).fill(1024), last * 1024] });
    expect(only(found, 'mp4.last_duration')).toMatchObject([
      { atMs: Math.round((last * 1024_000) / 12_288), params: { why: 'time' } },
    ]);
    expect(only(found, 'mp4.last_duration')[0]?.offset).toBeGreaterThan(0);
  });

  test('pictures that rarely change are not compared with a second', () => {
    const durations = Array<number>(video.length).fill(12_288);
    expect(codesOf(inFragment({ durations }))).not.toContain('mp4.last_duration');
  });

  test('a single MP4 that begins at the end of the one before: time.start, a warning', () => {
    const late = (ms: number) =>
      changed(goodClips['fragmented MP4 in one file'], (bytes) => {
        const copy = bytes.slice();
        const view = new DataView(copy.buffer);
        for (let at = findType(copy, 'tfdt'); ; at = at + 4 + findType(copy.subarray(at + 4), 'tfdt')) {
          const track = view.getUint32(at - 4 - 8 - 4) === 2 ? 16 : 12.288;
          view.setUint32(at + 12, view.getUint32(at + 12) + Math.round(ms * track));
          if (!String.fromCharCode(...copy.subarray(at + 4)).includes('tfdt')) return copy;
        }
      });
    expect(only(late(47_000), 'time.start')).toMatchObject([{ severity: 'warning', limit: 1000 }]);
    expect(codesOf(late(500))).not.toContain('time.start');
    expect(codesOf(judge(segments(writeFragment(video, { time: 12_288 * 47 }))).findings)).toEqual([]);
  });
});

describe('lengths in front of NAL units (mp4.nal_length_size)', () => {
  test.each([1, 2, 3])('the sample entry says %i bytes, samples have four', (said) => {
    const clip = segments(writeFragment(video));
    const entry = edit(init, (copy) =>
      copy.fill(0xfc | (said - 1), findType(copy, 'avcC') + 8, findType(copy, 'avcC') + 9),
    );
    clip.uploads[0] = upload(entry, 0, 'init', 0);
    const { findings } = judge(clip);
    expect(codesOf(findings)).toEqual(['mp4.nal_length_size']);
    expect(findings.find((f) => f.code === 'mp4.nal_length_size')).toMatchObject({ measured: said, limit: 4 });
  });

  test('its place is the byte of the init segment to change, once for all segments, with the old and the new value', () => {
    const uploads = segments(writeFragment(video), writeFragment(video, { time: 36 * 1024 }));
    const entry = edit(init, (copy) => copy.set([0xfd], findType(copy, 'avcC') + 8));
    uploads.uploads[0] = upload(entry, 0, 'init', 0);
    const { objects } = judge(uploads);
    const byObject = objects.flatMap(({ inspection }) => inspection.findings);
    const placed = placeInClip(objects, { byObject, byClip: [] });
    const byte = findType(entry, 'avcC') + 8;
    expect(placed.filter(({ code }) => code === 'mp4.nal_length_size')).toMatchObject([
      {
        ...{ object: 0, kind: 'init', offset: byte, atMs: null, measured: 2, limit: 4 },
        params: { box: 'avcC', byte, old: '0xfd', new: '0xff' },
      },
    ]);
  });

  test('the sample entry says four bytes, samples have two or three', () => {
    for (const lengthBytes of [2, 3])
      expect(only(inFragment({ lengthBytes }), 'mp4.nal_length_size')).toMatchObject([
        { measured: 4, limit: lengthBytes, severity: 'error' },
      ]);
  });

  test('one wrong length is damage, not another size', () => {
    const found = judge(segments(edit(writeFragment(video), (copy) => copy.set([0, 9], findType(copy, 'mdat') + 4))));
    expect(codesOf(found.findings)).toContain('video.nal');
    expect(codesOf(found.findings)).not.toContain('mp4.nal_length_size');
  });
});

describe('the table of key frames (mp4.stss)', () => {
  test('missing, every picture counts as one', () => {
    const found = changed(faststart, (bytes) => renameBox(bytes, 'stss', 'free'));
    expect(codesOf(found)).toEqual(['mp4.stss']);
    expect(only(found, 'mp4.stss')).toMatchObject([
      { severity: 'warning', measured: 33, params: { cause: 'missing' } },
    ]);
  });

  test('one off, it names pictures that are none', () => {
    const found = changed(faststart, (bytes) =>
      edit(bytes, (copy) => copy.set([...u32(2), ...u32(14), ...u32(26)], findType(copy, 'stss') + 12)),
    );
    expect(only(found, 'mp4.stss')).toMatchObject([{ measured: 3, params: { cause: 'wrong' } }]);
  });

  test('a table that leaves key frames out is a choice', () => {
    const found = changed(faststart, (bytes) =>
      edit(bytes, (copy) => copy.set([...u32(1), ...u32(1)], findType(copy, 'stss') + 8)),
    );
    expect(codesOf(found)).toEqual([]);
  });
});

describe('parameter sets in the sample entry', () => {
  const sps = findType(init, 'avcC') + 12;

  test('garbage there is an error though the stream has its own: browsers read only these', () => {
    for (const header of [0xe9, 0x41, 0x09]) {
      const clip = segments(writeFragment(video));
      clip.uploads[0] = upload(
        edit(init, (copy) => copy.fill(header, sps, sps + 1)),
        0,
        'init',
        0,
      );
      const { findings } = judge(clip);
      expect(findings.filter((f) => f.severity === 'error')).toMatchObject([
        { code: 'video.param_sets', measured: 'damaged_entry', object: 0 },
      ]);
    }
  });

  test('surplus bytes behind the VUI are no conflict', () => {
    // As a doorbell sends them: 67640033ac1514a0a03da1000004f60000633804 and 04 behind it.
    const clip = segments(writeFragment(video.map((frame) => ({ ...frame, data: withLongerSps(frame.data) }))));
    const { findings, objects } = judge(clip);
    expect(codesOf(findings)).toEqual([]);
    expect(objects[1]?.inspection.facts.video?.parameterSets.sps).toHaveLength(2);
  });

  test('another size or profile than in the stream: video.sps_conflict, a warning', () => {
    const other = framesOf('h264-other-size.mpegts');
    const clip = segments(writeFragment(other));
    const { findings } = judge({ ...clip, event: { ...clip.event, width: 480, height: 272 } });
    expect(findings.find((f) => f.code === 'video.sps_conflict')).toMatchObject({
      severity: 'warning',
      measured: '480x272 Main',
      limit: '320x180 Main',
    });
    expect(codesOf(findings)).not.toContain('video.dims_change');
    const profile = edit(init, (copy) => copy.fill(66, sps + 1, sps + 2));
    clip.uploads[0] = upload(profile, 0, 'init', 0);
    clip.uploads[1] = upload(writeFragment(video), 1, 'segment', 3000);
    expect(codesOf(judge(clip).findings)).toEqual(['video.sps_conflict']);
  });
});

test('samples encrypted by CENC are called that, once, and not an unknown codec', () => {
  for (const fixture of [faststart, cmaf]) {
    const found = changed(fixture, (bytes) => renameBox(bytes, 'avc1', 'encv'));
    expect(codesOf(found)).toEqual(['enc.mode']);
    expect(found.find((f) => f.code === 'enc.mode')).toMatchObject({ measured: 'cenc', limit: 'plain_samples' });
  }
});

test('what an edit list trims from the head is no hole, no shift and counts as footage or not', () => {
  const trimmed = edit(readFixture('h264-faststart.mp4'), (copy) => {
    const first = findType(copy, 'elst');
    const second = first + 4 + findType(copy.subarray(first + 4), 'elst');
    copy.set([...u32(1000), ...u32(2.5 * 12_288)], first + 12);
    copy.set([...u32(1000), ...u32(2.5 * 16_000)], second + 12);
  });
  for (const durationMs of [3000, 500])
    expect(codesOf(judge(clipOf({ ...faststart, durationsMs: [durationMs] }, () => trimmed)).findings)).toEqual([]);
});

test('an edit list that begins behind the end leaves nothing, and no less', () => {
  const trimmed = edit(readFixture('h264-faststart.mp4'), (copy) => {
    copy.set([...u32(1000), ...u32(7200 * 12_288)], findType(copy, 'elst') + 12);
  });
  const { findings, objects } = judge(
    clipOf(faststart, () => trimmed),
    { snapshot: false, minFootageMs: 1000 },
  );
  expect(findings.find(({ code }) => code === 'time.too_short')).toMatchObject({ measured: 0 });
  expect(objects[0]?.inspection.facts.video?.trimmedMs).toBe(3000);
});
