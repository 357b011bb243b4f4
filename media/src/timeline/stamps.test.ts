import { LANGUAGES } from '@kaitong/contract';
import { type Finding, finding, findingText } from '@kaitong/contract/checks';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { goodClips } from '../../fixtures/catalogue.ts';
import { clipOf, codesOf, type Judged, judge, upload } from '../../fixtures/clip.ts';
import { type CodedFrame, framesOf, muxTs } from '../../fixtures/mux.ts';

const second = 90_000;
const tick = 7500;
const video = framesOf('h264-no-audio.mpegts');
const reordered = framesOf('h264-b-frames.mpegts');

const timesOf = (frames: readonly CodedFrame[]): number[] => frames.map(({ dts }) => dts ?? 0);
const start = timesOf(video)[0] ?? 0;
/** The same pictures with other times; without reordering PTS and DTS are one. */
const stamped = (times: readonly number[], frames: readonly CodedFrame[] = video): CodedFrame[] =>
  times.map((time, n) => ({ data: frames[n % frames.length]?.data ?? new Uint8Array(), pts: time, dts: time }));
const judged = (segments: readonly (readonly CodedFrame[])[], durationMs?: number): Judged =>
  judge({
    ...clipOf(goodClips['no sound']),
    uploads: segments.map((frames, n) =>
      upload(muxTs(frames), n, 'segment', durationMs ?? Math.round((frames.length * 1000) / 12)),
    ),
  });
const only = ({ findings }: Judged, code: string): Finding[] => findings.filter((f) => f.code === code);
const timeCodes = ({ findings }: Judged): string[] => codesOf(findings.filter((f) => f.code.startsWith('time.')));

/** So many pictures, one after the other. */
const even = (count: number): number[] => Array.from({ length: count }, (_, n) => start + n * tick);

describe('equal timestamps (time.duplicate)', () => {
  test('one in a clip is a warning, with its place', () => {
    const times = timesOf(video).map((time, n) => (n === 17 ? time - tick : time));
    const found = judged([stamped(times)]);
    expect(timeCodes(found)).toEqual(['time.duplicate']);
    expect(only(found, 'time.duplicate')).toMatchObject([
      { severity: 'warning', measured: 2.86, limit: 1, params: { count: 1 }, atMs: 1333 },
    ]);
    const { stamp, before, due } = only(found, 'time.duplicate')[0]?.params ?? {};
    expect(stamp).toBe(before);
    expect(Number(due) - Number(stamp)).toBeCloseTo(tick / second, 2);
  });

  test('more than one in a hundred are an error, in one object and in all segments together', () => {
    const times = even(72).map((time, n) => (n % 20 === 7 ? time - tick : time));
    expect(only(judged([stamped(times)]), 'time.duplicate')).toMatchObject([
      { severity: 'error', params: { count: 4 } },
    ]);
    const parts = [0, 18, 36, 54].map((from) => stamped(times.slice(from, from + 18)));
    expect(only(judged(parts), 'time.duplicate').filter((f) => f.severity === 'error')).toMatchObject([
      { object: null, params: { count: 4 } },
    ]);
  });

  test('two in three hundred are a warning', () => {
    const times = even(300).map((time, n) => (n === 50 || n === 200 ? time - tick : time));
    expect(only(judged([stamped(times)]), 'time.duplicate')).toMatchObject([{ severity: 'warning' }]);
  });

  test('a clock that stands still is that, and says nothing of length, rate or sound', () => {
    const found = judged([stamped(Array<number>(36).fill(start))], 3000);
    expect(timeCodes(found)).toEqual(['time.duplicate']);
    expect(only(found, 'time.duplicate')).toMatchObject([{ severity: 'error', measured: 100 }]);
    expect(found.objects[0]?.inspection.facts.video?.durationMs).toBe(null);
  });
});

describe('single stamps that leave the others and come back (time.outlier)', () => {
  const wild = fc.integer({ min: -40_000, max: 40_000 }).filter((s) => Math.abs(s) > 1);

  test.each([-9800, 37_600, -2, 0.5])('%i s off: counted, with the first place, and no clock is blamed', (seconds) => {
    const times = even(60)
      .map((time, n) => (n % 20 === 9 ? time + seconds * second : time))
      .map((t) => (t + 2 ** 33) % 2 ** 33);
    const found = judged([stamped(times)]);
    expect(timeCodes(found)).toEqual(['time.outlier']);
    expect(only(found, 'time.outlier')).toMatchObject([
      { severity: 'error', measured: 3, params: { seconds: seconds }, atMs: 750, frame: 9 },
    ]);
  });

  test('wherever they are, all are found, and length and order are those of the others', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 19 }), { minLength: 1, maxLength: 8 }),
        wild,
        (places, off) => {
          const at = new Set(places.map((place) => place * 4));
          const times = even(84).map((time, n) => (at.has(n) ? (time + off * second + 2 ** 33) % 2 ** 33 : time));
          const found = judged([stamped(times)]);
          expect(timeCodes(found)).toEqual(['time.outlier']);
          expect(only(found, 'time.outlier')).toMatchObject([{ measured: places.length }]);
          expect(found.objects[0]?.inspection.facts.video?.durationMs).toBeCloseTo(7000, 0);
        },
      ),
      { numRuns: 50 },
    );
  });

  test('a clock that is set once is no outlier, forwards or back', () => {
    for (const [seconds, code] of [
      [30, 'time.gap'],
      [-2, 'time.backwards'],
      [-0.5, 'time.backwards'],
    ] as const) {
      const times = even(60).map((time, n) => (n >= 30 ? time + seconds * second : time));
      expect(timeCodes(judged([stamped(times)]))).toEqual([code]);
    }
  });
});

describe('two recordings in one (time.mixed_sessions)', () => {
  /** Two even series that take turns after `run` pictures. */
  const mixed = (apart: number, run: number): number[] =>
    Array.from({ length: 72 }, (_, n) => {
      const turn = Math.floor(n / run);
      const place = Math.floor(turn / 2) * run + (n % run);
      return start + place * tick + (turn % 2 === 1 ? apart * second : 0);
    });

  test.each([
    [20, 3],
    [-0.52, 4],
    [1000, 1],
    [0.7, 6],
  ])('%d s apart, in turns of %i: named, with how often they change over', (apart, run) => {
    const found = judged([stamped(mixed(apart, run).map((t) => t + 2000 * second))]);
    expect(timeCodes(found)).toEqual(['time.mixed_sessions']);
    // Which of two near series the first pictures of a turn belong to is anybody's guess.
    expect([72 / run - 2, 72 / run - 1]).toContain(only(found, 'time.mixed_sessions')[0]?.measured);
  });

  test('the first picture of the other series is named, and how far it is from where it should stand', () => {
    const found = judged([stamped(mixed(20, 3).map((t) => t + 2000 * second))]);
    expect(only(found, 'time.mixed_sessions')).toMatchObject([{ frame: 3, atMs: 250, params: { seconds: 19.75 } }]);
  });

  test('where the pictures go on by their own numbers it is one stream with two clocks, and no old session is blamed', () => {
    const one = judged([
      stamped(
        mixed(20, 3)
          .slice(0, 36)
          .map((t) => t + 2000 * second),
      ),
    ]);
    const [found] = only(one, 'time.mixed_sessions');
    expect(found?.params.stream).toBe('one');
    for (const language of LANGUAGES)
      expect(Object.values(findingText(finding('time.mixed_sessions', found), language)).join()).not.toMatch(
        /session|reconnection|会话|重新连接/,
      );
    const a = video.slice(0, 24);
    const b = video
      .slice(12, 36)
      .map((frame) => ({ ...frame, pts: (frame.pts ?? 0) + 60 * second, dts: (frame.dts ?? 0) + 60 * second }));
    const turns = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((n) => [...a.slice(n * 3, n * 3 + 3), ...b.slice(n * 3, n * 3 + 3)]);
    expect(only(judged([turns]), 'time.mixed_sessions')[0]?.params).not.toHaveProperty('stream');
  });

  test('lost pictures and rates that follow from it are not named beside it', () => {
    const a = video.slice(0, 24);
    const b = video
      .slice(12, 36)
      .map((frame) => ({ ...frame, pts: (frame.pts ?? 0) + 60 * second, dts: (frame.dts ?? 0) + 60 * second }));
    const turns = [0, 1, 2, 3, 4, 5, 6, 7].flatMap((n) => [...a.slice(n * 3, n * 3 + 3), ...b.slice(n * 3, n * 3 + 3)]);
    expect(codesOf(judged([turns]).findings)).toEqual(['time.mixed_sessions']);
  });
});

describe('B-frames stamped by their display time (time.no_dts)', () => {
  const byPts = reordered.map((frame) => ({ ...frame, dts: frame.pts }));

  test('named as that, and nothing else', () => {
    const found = judged([byPts]);
    expect(timeCodes(found)).toEqual(['time.no_dts']);
    const [first] = only(found, 'time.no_dts');
    expect(first?.measured).toBeGreaterThan(10);
    // The picture itself, at its own stamp, and not the one ahead of it.
    const frame = byPts.findIndex(({ dts }, n) => n > 0 && (dts ?? 0) < (byPts[n - 1]?.dts ?? 0));
    const atMs = Math.round(((byPts[frame]?.dts ?? 0) - (byPts[0]?.dts ?? 0)) / 90);
    expect(first).toMatchObject({ frame, atMs });
  });

  test('where the DTS stands beside the PTS it is a copy, and its bytes are the place, with what they should say', () => {
    const [first] = only(judged([byPts]), 'time.no_dts');
    const bytes = muxTs(byPts);
    const own = byPts[first?.frame ?? 0]?.dts ?? 0;
    expect(first?.params).toMatchObject({ stamp: (own / second).toFixed(3) });
    expect(Number(first?.params.due)).toBeLessThan(own / second);
    // As the muxer writes a picture of which both times are equal: one of them.
    expect(first?.params.dts).toBe(undefined);
    expect(bytes.subarray(first?.offset ?? 0, (first?.offset ?? 0) + 1)[0]).toSatisfy(
      (byte: number) => byte >> 4 === 2,
    );
  });

  test('with both times, B-frames are fine', () => {
    expect(codesOf(judged([reordered]).findings)).toEqual([]);
  });

  test('pictures that were shuffled further than a decoder can reorder are no B-frames', () => {
    const shuffled = even(72).map((_, n, times) => times[(n * 19) % 72] ?? 0);
    expect(timeCodes(judged([stamped(shuffled)]))).not.toContain('time.no_dts');
  });
});

describe('what is odd and allowed', () => {
  test.each([
    ['80 and 40 ms in turns', (n: number) => Math.floor(n / 2) * 10_800 + (n % 2) * 7200],
    ['a rate that halves at night', (n: number) => (n < 30 ? n * 3600 : 30 * 3600 + (n - 30) * 7200)],
    ['jitter of a third of a step', (n: number) => n * 6000 + ((n * 7) % 5) * 400],
  ])('%s', (_, timeOf) => {
    const times = Array.from({ length: 72 }, (__, n) => start + timeOf(n));
    const last = (times.at(-1) ?? 0) - start;
    expect(timeCodes(judged([stamped(times)], last / 90))).toEqual([]);
  });

  test('any stream that only goes forward has no finding but for holes', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 20, maxLength: 60 }), (steps) => {
        let time = start;
        const times = steps.map((ms) => (time += ms * 90));
        expect(timeCodes(judged([stamped(times)], (time - start) / 90))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});
