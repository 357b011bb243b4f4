import { foldFindings } from '@kaitong/contract/checks';
import { describe, expect, test } from 'vitest';
import { writePps, writeSlice, writeSps } from '../../fixtures/bit-writer.ts';
import { type Fixture, goodClips, otherClips } from '../../fixtures/catalogue.ts';
import { clipOf, codesOf, type Judged, judge, upload } from '../../fixtures/clip.ts';
import { type CodedFrame, concat, framesOf, muxTs } from '../../fixtures/mux.ts';
import { forEachNal } from '../bitstream/nal.ts';

const second = 90_000;
const single = goodClips['no sound'];
const two = goodClips['MPEG-TS in two segments'];
const video = framesOf('h264-no-audio.mpegts');

const later = (frames: readonly CodedFrame[], ticks: number, from = 0): CodedFrame[] =>
  frames.map((f, i) => (i < from ? f : { ...f, pts: (f.pts ?? 0) + ticks, dts: (f.dts ?? 0) + ticks }));
/** Judges pictures in one segment per list. */
const judged = (segments: readonly (readonly CodedFrame[])[], declared: Partial<Fixture> = {}): Judged =>
  judge({
    ...clipOf({ ...single, ...declared }),
    uploads: segments.map((frames, n) => upload(muxTs(frames), n, 'segment', Math.round((frames.length * 1000) / 12))),
  });
const only = ({ findings }: Judged, code: string) => findings.filter((f) => f.code === code);
/** Without NAL units of the given types. */
const without = (frames: readonly CodedFrame[], ...types: number[]): CodedFrame[] =>
  frames.map((frame) => {
    const kept: Uint8Array[] = [];
    forEachNal(frame.data, (start, end) => {
      const nal = frame.data.subarray(start, end);
      if (!types.includes((nal[0] ?? 0) & 31)) kept.push(concat([0, 0, 0, 1], nal));
    });
    return { ...frame, data: concat(...kept) };
  });

/** The parameter sets of a picture, in Annex B. */
function setsOf(picture: Uint8Array): Uint8Array {
  const kept: Uint8Array[] = [];
  forEachNal(picture, (start, end) => {
    const nal = picture.subarray(start, end);
    if ([7, 8].includes((nal[0] ?? 0) & 31)) kept.push(concat([0, 0, 0, 1], nal));
  });
  return concat(...kept);
}

describe('how a clip must begin', () => {
  test('in mid-GOP: an error, with the place of the first picture', () => {
    const result = judged([video.slice(5)]);
    expect(codesOf(result.findings)).toEqual(['video.first_not_key']);
    expect(only(result, 'video.first_not_key')).toMatchObject([{ severity: 'error', measured: 'other', limit: 'idr' }]);
  });

  test('at a recovery point or CRA picture: a warning', () => {
    const openGop = framesOf('h264-open-gop.mpegts');
    const recovery = openGop.findIndex((f, i) => i > 0 && f.data.length > 2000);
    expect(only(judged([openGop.slice(recovery)]), 'video.first_not_key')).toMatchObject([
      { severity: 'warning', measured: 'recovery' },
    ]);
    const hevc = framesOf('h265-open-gop.mpegts');
    const cra = hevc.findIndex((f, i) => i > 0 && f.data.length > 2000);
    const clip = {
      ...clipOf(goodClips['H.265, open GOPs']),
      uploads: [upload(muxTs(hevc.slice(cra), { streamType: 0x24 }), 0, 'segment', 2000)],
    };
    expect(only(judge(clip), 'video.first_not_key')).toMatchObject([{ severity: 'warning', measured: 'cra' }]);
  });

  test('a later segment may begin in mid-GOP: it plays on', () => {
    const result = judged([video.slice(0, 20), video.slice(20)]);
    expect(result.findings.filter((f) => f.code !== 'enc.none')).toMatchObject([
      { code: 'video.first_not_key', severity: 'warning', object: 1 },
    ]);
  });

  test('SPS and PPS after the first key frame: a warning', () => {
    const [first, ...rest] = video;
    const result = judged([[...without(first ? [first] : [], 7, 8), ...rest]]);
    expect(result.findings.filter((f) => f.code !== 'enc.none')).toMatchObject([
      { code: 'video.sps_not_first', severity: 'warning' },
    ]);
  });

  test('SPS and PPS at the end of the segment before: an error, called that', () => {
    const sets = setsOf(video[0]?.data ?? new Uint8Array());
    const glue = (frames: readonly CodedFrame[]) =>
      frames.map((f, i) => (i === frames.length - 1 ? { ...f, data: concat(f.data, sets) } : f));
    const result = judged([glue(video.slice(0, 12)), glue(without(video.slice(12, 24), 7, 8))]);
    expect(result.findings.filter((f) => f.severity === 'error')).toMatchObject([
      { code: 'video.param_sets', measured: 'glued', object: 1 },
    ]);
  });

  test('no SPS and PPS at all: an error', () => {
    const result = judged([without(video, 7, 8)]);
    expect(only(result, 'video.param_sets')).toMatchObject([{ severity: 'error', measured: 'missing' }]);
  });

  test('H.265 without a VPS is called that, as error', () => {
    const frames = framesOf('h265-aac.mpegts').map((frame) => {
      const kept: Uint8Array[] = [];
      forEachNal(frame.data, (start, end) => {
        const nal = frame.data.subarray(start, end);
        if ((((nal[0] ?? 0) >> 1) & 63) !== 32) kept.push(concat([0, 0, 0, 1], nal));
      });
      return { ...frame, data: concat(...kept) };
    });
    const clip = clipOf({ ...single, codec: 'h265' });
    const result = judge({ ...clip, uploads: [upload(muxTs(frames, { streamType: 0x24 }), 0, 'segment', 3000)] });
    expect(only(result, 'video.param_sets')).toMatchObject([{ severity: 'error', measured: 'no_vps' }]);
  });

  test('a segment that is sent twice is called that, with the number of the first', () => {
    const result = judged([video.slice(0, 12), video.slice(12, 24), video.slice(12, 24)]);
    expect(only(result, 'time.backwards')).toMatchObject([{ object: 2, params: { cause: 'again', twin: 1 } }]);
  });

  test('segments that changed places are one headline, and the hole goes away with it', () => {
    const long = [...video, ...later(video, 3 * second)];
    const [a, b, c] = [long.slice(0, 24), long.slice(24, 48), long.slice(48)];
    const { findings } = judged([a ?? [], c ?? [], b ?? []]);
    const headlines = foldFindings(findings).filter(
      ({ because, code }) => because === undefined && code !== 'enc.none',
    );
    expect(headlines).toMatchObject([{ code: 'time.backwards', object: 2, params: { cause: 'order' } }]);
    expect(codesOf(findings)).toContain('time.gap');
    // A hole that nothing fills is a thing of its own.
    expect(only(judged([a ?? [], c ?? []]), 'time.gap')[0]?.params).not.toHaveProperty('why');
  });

  test('SPS and PPS only in the first segment: an error, since nobody can seek to the later ones', () => {
    const result = judged([video.slice(0, 12), without(video.slice(12, 24), 7, 8)]);
    expect(result.findings.filter((f) => f.code !== 'enc.none')).toMatchObject([
      { code: 'video.param_sets', severity: 'error', measured: 'first_segment_only', object: 1 },
    ]);
  });
});

describe('pictures that did not reach the file', () => {
  test('one of them: a warning with its picture, its time, and when it is repaired', () => {
    const result = judged([video.filter((_, i) => i !== 17)]);
    expect(codesOf(result.findings)).toEqual(['video.lost_pictures']);
    expect(only(result, 'video.lost_pictures')).toMatchObject([
      {
        severity: 'warning',
        measured: 500,
        limit: 2000,
        object: 0,
        atMs: 1417,
        frame: 17,
        params: { what: 'picture', picture: 17, until: 'next_key', untilMs: 2000 },
      },
    ]);
  });

  test('several of them: how many and which ones by the time that is missing, and whether a key frame is among them', () => {
    const told = (from: number, to: number) =>
      only(judged([video.filter((_, i) => i < from || i >= to)]), 'video.lost_pictures')[0]?.params;
    expect(told(17, 21)).toMatchObject({ picture: 17, last: 20, missing: 4, among: 'no_key' });
    expect(told(20, 25)).toMatchObject({ picture: 20, last: 24, missing: 5, among: 'key_among' });
    expect(told(17, 18)).not.toHaveProperty('missing');
  });

  test.each([
    ['H.264, by its place among the others', 'h264', video, 24, 36],
    ['H.264, between two others', 'h264', video, 12, 36],
    ['H.264, by the numbers alone', 'h264', video, 12, 24],
    ['H.265, by its place among the others', 'h265', framesOf('h265-aac.mpegts'), 24, 36],
  ] as const)('a key frame in mid-object is called that: %s', (_, codec, frames, key, count) => {
    const told = (gone: number) => {
      const left = frames.slice(0, count).filter((_, i) => i !== gone);
      return only(judged([left], { codec }), 'video.lost_pictures').map(({ params }) => params);
    };
    expect(told(key)).toMatchObject([{ what: 'key', picture: key, single: 'single' }]);
    for (const gone of [5, key - 2, key + 1, key + 2]) expect(told(gone)).toMatchObject([{ what: 'picture' }]);
  });

  test('a key frame that opens an object is named at its own time, and is what makes a clip too short', () => {
    const parts = [video.slice(0, 12), video.slice(13, 24)];
    const clip = clipOf(single);
    const uploads = parts.map((frames, n) =>
      upload(muxTs(frames), n, 'segment', Math.round((frames.length * 1000) / 12)),
    );
    const told = (minFootageMs: number) => {
      const { findings } = judge({ ...clip, uploads }, { snapshot: false, minFootageMs });
      return ['video.lost_pictures', 'time.too_short'].map((code) => findings.find((found) => found.code === code));
    };
    const name = { what: 'opening_key', picture: 12, single: 'single', fromMs: 1083, until: 'clip_end', untilMs: 2000 };
    const [lost, short] = told(2000);
    expect(lost).toMatchObject({ severity: 'error', atMs: 1000, frame: 12, measured: 917, limit: null, params: name });
    expect(lost?.params).toMatchObject({ shortMs: 1917, neededMs: 2000 });
    expect(short).toMatchObject({ severity: 'error', measured: 1917, params: { why: 'lost_pictures' } });
    // With the picture it would be too short as well.
    const [harmless, own] = told(2100);
    expect(harmless).toMatchObject({ severity: 'warning', limit: 2000 });
    expect(own?.params).toEqual({});
    expect(told(1900)).toMatchObject([{ severity: 'warning' }, undefined]);
  });

  test('a picture that is missing where a segment begins in the middle of a group is no key frame', () => {
    const result = judged([video.slice(0, 20), video.slice(21)]);
    expect(only(result, 'video.lost_pictures')).toMatchObject([
      { object: 1, atMs: 1667, frame: 20, params: { what: 'picture', picture: 20, until: 'next_key' } },
    ]);
  });

  test('pictures are numbered as they were before any was lost, and what is garbled adds up', () => {
    const parts = [0, 12, 24].map((from) => video.slice(from, from + 12).filter((_, i) => i !== 7));
    const told = only(judged(parts), 'video.lost_pictures');
    expect(told.map(({ params }) => params.picture)).toEqual([7, 19, 31]);
    expect(told.map(({ atMs }) => atMs)).toEqual([583, 1583, 2583]);
    expect(told.map(({ params }) => [params.fromMs, params.untilMs])).toEqual([
      [667, 1000],
      [1667, 2000],
      [2667, 3000],
    ]);
    expect(told.map(({ measured, params }) => [measured, params.more])).toEqual([1, 2, 3].map(() => [1000, 2]));
  });

  test('what counts is how long the picture is garbled, over all segments', () => {
    const parts = [0, 12, 24].map((from) => video.slice(from, from + 12));
    const few = judged(parts.map((part) => part.filter((_, i) => i !== 7)));
    expect(only(few, 'video.lost_pictures')).toMatchObject(
      [0, 1, 2].map((object) => ({ severity: 'warning', measured: 1000, object })),
    );
    const many = judged(parts.map((part) => part.filter((_, i) => i !== 2)));
    expect(only(many, 'video.lost_pictures')).toMatchObject(
      [0, 1, 2].map((object) => ({ severity: 'error', measured: 2250, limit: 2000, object })),
    );
    expect(only(many, 'video.lost_pictures').map(({ params }) => [params.until, params.untilMs])).toEqual([
      ['next_key', 1000],
      ['next_key', 2000],
      ['clip_end', 3000],
    ]);
  });

  test('a segment that begins without a key frame goes on as the one before ended', () => {
    const result = judged([video.slice(0, 20).filter((_, i) => i !== 15), video.slice(20)]);
    expect(only(result, 'video.lost_pictures')).toMatchObject([
      { measured: 667, object: 0, params: { until: 'next_key', untilMs: 2000 } },
    ]);
  });

  test('key frames that are lost are no key frames far apart', () => {
    const long = Array.from({ length: 3 }, (_, n) => later(video, n * 3 * second)).flat();
    const groups = Array.from({ length: 9 }, (_, n) => long.slice(n * 12, n * 12 + 12));
    const lost = judged(groups.map((frames, n) => (n === 0 ? frames : frames.slice(1))));
    expect(only(lost, 'video.lost_pictures')).toHaveLength(8);
    expect(only(lost, 'video.gop')).toEqual([]);
    const inOne = judged([long.filter((_, n) => n % 12 !== 0 || n === 0)]);
    expect(only(inOne, 'video.gop').map(({ severity }) => severity)).not.toContain('error');
  });

  test('a second of them: time.gap as well', () => {
    const result = judged([video.filter((_, i) => i < 14 || i > 26)]);
    expect(only(result, 'time.gap')).toMatchObject([{ measured: 1167, limit: 1000 }]);
  });
});

describe('pictures that are there twice', () => {
  const again = (frames: readonly CodedFrame[], fits: (at: number) => boolean): CodedFrame[] =>
    frames.flatMap((frame, at) =>
      fits(at) ? [frame, { ...frame, pts: (frame.pts ?? 0) + 3000, dts: (frame.dts ?? 0) + 3000 }] : [frame],
    );

  test('one: a warning with its place, and until the next key frame as garbled as a lost one', () => {
    const result = judged([video.slice(0, 24), again(video.slice(24), (at) => at === 5)]);
    expect(result.findings.filter(({ code }) => code !== 'enc.none')).toMatchObject([
      { code: 'video.duplicate', severity: 'warning', measured: 1, object: 1, frame: 30, atMs: 2450 },
    ]);
    expect(only(result, 'video.duplicate')[0]?.params.garbledMs).toBeGreaterThan(400);
  });

  test('so many that the clip is garbled for more than two seconds: an error', () => {
    const result = judged([again(video, (at) => at % 12 === 1)]);
    expect(only(result, 'video.duplicate')).toMatchObject([{ severity: 'error', measured: 3 }]);
    expect(codesOf(result.findings)).toEqual(['video.duplicate']);
  });
});

describe('time within an object', () => {
  test('steps that are all longer than a hole may be are another timescale, and none between objects is a hole', () => {
    const slow = video.map((frame) => ({ ...frame, pts: (frame.pts ?? 0) * 30, dts: (frame.dts ?? 0) * 30 }));
    const { findings } = judged([slow.slice(0, 12), slow.slice(12)]);
    const gaps = findings.filter(({ code }) => code === 'time.gap');
    expect(gaps.map(({ object, params }) => [object, params.why])).toEqual([
      [0, 'even'],
      [1, 'even'],
    ]);
  });

  test('a jump of 30 s: time.gap, and nothing that only follows from it', () => {
    const result = judged([later(video, 30 * second, 18)]);
    expect(codesOf(result.findings)).toEqual(['time.gap']);
    expect(only(result, 'time.gap')).toMatchObject([{ severity: 'error', measured: 30_083, atMs: 1417, frame: 18 }]);
  });

  test('a step back: time.backwards', () => {
    const result = judged([later(video, -2 * second, 18)]);
    expect(only(result, 'time.backwards')).toMatchObject([
      { severity: 'error', measured: 2000, atMs: 1500, frame: 18, params: { inside: 'object' } },
    ]);
    const [{ params = {} } = {}] = only(result, 'time.backwards');
    expect(Number(params.due) - Number(params.stamp)).toBeCloseTo(2, 2);
    expect(Number(params.due) - Number(params.before)).toBeCloseTo(0.083, 2);
  });

  test('a duration off by more than 15 % and a second: time.duration', () => {
    expect(codesOf(judge(clipOf({ ...single, durationsMs: [10_000] })).findings)).toEqual(['time.duration']);
    expect(codesOf(judge(clipOf({ ...single, durationsMs: [3900] })).findings)).toEqual([]);
  });
});

describe('time across segments', () => {
  test('what a device uploads in order joins without a seam', () => {
    expect(codesOf(judged([video.slice(0, 12), video.slice(12, 24), video.slice(24)]).findings)).toEqual([]);
  });

  test('the 33-bit clock may start again between two segments (ISO/IEC 13818-1, 2.4.2.1)', () => {
    const nearEnd = later(video, 2 ** 33 - 2.5 * second).map((f) => ({
      ...f,
      pts: (f.pts ?? 0) % 2 ** 33,
      dts: (f.dts ?? 0) % 2 ** 33,
    }));
    expect(nearEnd.some((f) => f.dts < second) && nearEnd.some((f) => f.dts > 2 ** 32)).toBe(true);
    for (const cut of [12, 24])
      expect(codesOf(judged([nearEnd.slice(0, cut), nearEnd.slice(cut)]).findings)).toEqual([]);
  });

  test('a hole between two segments: time.gap at the second', () => {
    const result = judged([video.slice(0, 12), later(video.slice(12), 3 * second)]);
    expect(only(result, 'time.gap')).toMatchObject([{ object: 1, measured: 3083, atMs: 917, frame: 12 }]);
  });

  test('each segment starting at the same time: time.backwards', () => {
    const result = judged([video.slice(0, 12), video.slice(0, 12)]);
    expect(only(result, 'time.backwards')).toMatchObject([{ object: 1, measured: 1000, atMs: 1000, frame: 12 }]);
    expect(only(result, 'time.backwards')[0]?.params).not.toHaveProperty('inside');
  });

  test('a step back between segments is told apart: each begins anew, they changed places, or another base', () => {
    const [one, other] = [later(video.slice(0, 12), 5 * second), later(video.slice(12, 24), 5 * second)];
    const told = (...parts: CodedFrame[][]) => only(judged(parts), 'time.backwards')[0]?.params;
    const anew = later(video.slice(12, 24), 5 * second + (video[0]?.dts ?? 0) - (video[12]?.dts ?? 0));
    expect(told(one, anew)).toMatchObject({ cause: 'anew', backMs: 917 });
    expect(told(one, later(video.slice(0, 12), -(video[0]?.dts ?? 0)))).toMatchObject({ cause: 'anew' });
    expect(told(other, one)).toMatchObject({ cause: 'order', backMs: 1917 });
    const early = later(other, -1.5 * second);
    expect(told(one, early)).toMatchObject({ cause: 'base', backMs: 1417 });
    const { due, stamp, origin } = told(one, early) ?? {};
    expect(Number(due) - Number(stamp)).toBeCloseTo(1.5, 2);
    expect(Number(due) - Number(origin)).toBeCloseTo(1, 2);
  });

  test('many durations that are each a little off add up: time.duration', () => {
    const fixture = { ...two, durationsMs: [2900, 2900] };
    expect(codesOf(judge(clipOf(fixture)).findings)).toEqual(['time.duration']);
  });

  test('less footage than asked for: time.too_short', () => {
    const { findings } = judge(clipOf(single), { snapshot: false, minFootageMs: 8000 });
    expect(findings).toContainEqual(expect.objectContaining({ code: 'time.too_short', measured: 3000, limit: 8000 }));
  });

  test('a number that is missing: flow.segment_missing', () => {
    const clip = clipOf(two);
    for (const sent of clip.uploads) sent.object = { ...sent.object, n: sent.object.n * 3 };
    const result = judge(clip);
    expect(only(result, 'flow.segment_missing')).toMatchObject([
      { measured: '1, 2', severity: 'error', object: 1, params: { arrived: '0, 3', joined: 'joined' } },
    ]);
    expect(only(result, 'flow.segment_missing')[0]?.params).not.toHaveProperty('one');
  });

  test('a number that is missing with its footage: how long the hole is', () => {
    const parts = [video.slice(0, 12), video.slice(12, 24), video.slice(24)];
    const uploads = parts.map((frames, n) => upload(muxTs(frames), n, 'segment', 1000));
    const result = judge({ ...clipOf(single), uploads: uploads.filter(({ object }) => object.n !== 1) });
    expect(only(result, 'flow.segment_missing')).toMatchObject([
      { measured: '1', params: { one: 'one', arrived: '0, 2', holeMs: 1000 } },
    ]);
  });

  test('the picture changes its size between segments: video.dims_change', () => {
    const other = clipOf(otherClips['another size']).uploads[0];
    const first = clipOf(single).uploads[0];
    if (!other || !first) throw new Error('fixture without object');
    const clip = { ...clipOf(single), uploads: [first, { ...other, object: { ...other.object, n: 1 } }] };
    expect(only(judge(clip), 'video.dims_change')).toMatchObject([
      { measured: '480x272', limit: '320x180', object: 1 },
    ]);
    expect(only(judge(clip), 'video.dims_mismatch')).toEqual([]);
  });

  test('key frames are counted across segments: video.gop', () => {
    const long = framesOf('h264-long-gop.mpegts');
    const clip = {
      ...clipOf(otherClips['one key frame in six seconds']),
      uploads: [long.slice(0, 20), long.slice(20)].map((f, n) =>
        upload(muxTs(f), n, 'segment', Math.round(f.length / 0.006)),
      ),
    };
    expect(only(judge(clip), 'video.gop')).toMatchObject([{ measured: 6000, limit: 4500, severity: 'error' }]);
  });

  test('key frames far apart are a warning where a later segment begins with one, or there is none', () => {
    const long = framesOf('h264-long-gop.mpegts');
    const fixture = otherClips['one key frame in six seconds'];
    const parts = [
      long,
      long.slice(0, 20).map((f) => ({ ...f, pts: (f.pts ?? 0) + 6 * second, dts: (f.dts ?? 0) + 6 * second })),
    ];
    for (const used of [parts.slice(0, 1), parts]) {
      const uploads = used.map((f, n) => upload(muxTs(f), n, 'segment', Math.round(f.length / 0.006)));
      expect(only(judge({ ...clipOf(fixture), uploads }), 'video.gop')).toMatchObject([{ severity: 'warning' }]);
    }
  });
});

describe('picture and sound', () => {
  const aac = (from: number, seconds: number) =>
    Array.from({ length: Math.round(seconds * 15.625) }, (_, i): CodedFrame => {
      const time = from + i * 5760;
      return {
        data: concat([0xff, 0xf1, 0x60, 0x40, 0x03, 0xff, 0xfc], new Uint8Array(24).fill(0x21)),
        pts: time,
        dts: time,
      };
    });
  const start = video[0]?.pts ?? 0;
  const judgedWithSound = (from: number, seconds: number) =>
    judge({ ...clipOf(single), uploads: [upload(muxTs(video, { audio: aac(from, seconds) }), 0, 'segment', 3000)] });
  const withSound = (from: number, seconds: number) => codesOf(judgedWithSound(from, seconds).findings);

  test('together: nothing to say', () => {
    expect(withSound(start, 3)).toEqual([]);
    expect(withSound(start + 1.4 * second, 1.6)).toEqual([]);
  });

  test('which of both is late is said, and that the distance stays the same', () => {
    const found = (from: number) => only(judgedWithSound(from, 3), 'av.offset')[0]?.params;
    expect(found(start + 1.6 * second)).toMatchObject({ late: 'sound', constant: 'constant' });
    expect(found(start - 1.6 * second)).toMatchObject({ late: 'picture', constant: 'constant' });
    const { sound, picture } = found(start + 1.6 * second) ?? {};
    expect(Number(sound) - Number(picture)).toBeCloseTo(1.6, 1);
  });

  test('shifted by more than 1.5 s from beginning to end: av.offset', () => {
    expect(withSound(start + 1.6 * second, 3)).toEqual(['av.offset']);
    expect(withSound(start - 1.6 * second, 3)).toEqual(['av.offset']);
  });

  test('sound that begins more than 2 s later, and ends with the picture: av.length', () => {
    expect(withSound(start + 2.1 * second, 0.9)).toEqual(['av.length']);
  });

  test('ending more than 2 s apart: av.length', () => {
    expect(withSound(start, 0.8)).toEqual(['av.length']);
  });
});

describe('what was declared', () => {
  test('no encryption: a warning for the clip, not for each object', () => {
    const { findings } = judge(clipOf(two));
    expect(findings.filter((f) => f.code === 'enc.none')).toMatchObject([{ severity: 'warning', object: null }]);
  });

  test('a picture larger than any level that players decode: video.dims', () => {
    const sets = [
      [4096, 2304, []],
      [16_384, 16_384, ['video.dims']],
      [16_384, 64, ['video.dims']],
    ] as const;
    for (const [width, height, expected] of sets) {
      const sps = writeSps({ widthMbs: width / 16, heightUnits: height / 16, level: 52 });
      const idr = writeSlice({ type: 'idr', frameNum: 0, poc: 0 });
      const data = concat(...[sps, writePps(), idr].flatMap((nal) => [[0, 0, 0, 1], nal]));
      const frames = [0, 1].map((i): CodedFrame => ({ data, pts: i * 9000, dts: i * 9000 }));
      const clip = { ...clipOf({ ...single, width, height }), uploads: [upload(muxTs(frames), 0, 'segment', 200)] };
      expect(codesOf(judge(clip).findings)).toEqual(expected);
    }
  });

  test('another codec: video.codec_mismatch, once', () => {
    const fixture = { ...goodClips['H.264 in CMAF segments'], codec: 'h265' as const };
    expect(judge(clipOf(fixture)).findings.filter((f) => f.code === 'video.codec_mismatch')).toHaveLength(1);
    expect(codesOf(judge(clipOf({ ...single, codec: 'h265' })).findings)).toEqual(['video.codec_mismatch']);
  });

  test('another size: video.dims_mismatch, once for init and segments', () => {
    const fixture = { ...goodClips['H.265 in CMAF segments'], width: 640, height: 360 };
    expect(judge(clipOf(fixture)).findings.filter((f) => f.code === 'video.dims_mismatch')).toMatchObject([
      { measured: '320x180', limit: '640x360', object: 0 },
    ]);
  });
});
