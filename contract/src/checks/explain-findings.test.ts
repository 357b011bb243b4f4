import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type CheckCode, checkCodes } from './catalogue.ts';
import { areRelated, foldFindings } from './explain-findings.ts';
import { type Finding, finding } from './finding.ts';

const segment = (code: CheckCode, object: number, known: Partial<Finding> = {}): Finding =>
  finding(code, { severity: 'error', object, kind: 'segment', ...known });

/** Codes with the cause of those that follow from another. */
const fold = (...findings: Finding[]) => foldFindings(findings).map(({ code, because = null }) => [code, because]);

describe('a finding follows from a cause', () => {
  test('in the same object, at or behind its place', () => {
    const lost = segment('ts.continuity', 0, { offset: 1880 });
    expect(fold(lost, segment('time.gap', 0, { offset: 1880 }))[1]).toEqual(['time.gap', 'ts.continuity']);
    expect(fold(lost, segment('time.gap', 0, { offset: 188 }))[1]).toEqual(['time.gap', null]);
    expect(fold(lost, segment('time.gap', 1, { offset: 1880 }))[1]).toEqual(['time.gap', null]);
  });

  test('by time where no bytes can be compared, and without any place', () => {
    const lost = segment('ts.continuity', 0, { offset: 1880, atMs: 400 });
    expect(fold(lost, segment('decode.errors', 0, { atMs: 399 }))[1]).toEqual(['decode.errors', null]);
    expect(fold(lost, segment('decode.errors', 0))[1]).toEqual(['decode.errors', 'ts.continuity']);
  });

  test('up to the key frame that repairs it', () => {
    const lost = segment('video.frame_num_gap', 0, { atMs: 1000, keyAfterMs: 1000 });
    expect(fold(lost, segment('decode.errors', 0, { atMs: 1960 }))[1]).toEqual([
      'decode.errors',
      'video.frame_num_gap',
    ]);
    expect(fold(lost, segment('decode.errors', 0, { atMs: 2000 }))[1]).toEqual(['decode.errors', null]);
  });

  test('in the object behind the hole that it leaves, and in no other', () => {
    const missing = finding('flow.segment_missing', { measured: '2, 5', object: 2 });
    const found = fold(missing, ...[3, 4, 6].map((object) => segment('time.gap', object)));
    expect(found.slice(1).map(([, because]) => because)).toEqual([
      'flow.segment_missing',
      null,
      'flow.segment_missing',
    ]);
  });

  test('of what the whole clip lacks, an object that cannot be read; a length that another object has wrong stays', () => {
    const ofClip = finding('time.duration', { measured: 2000, limit: 4000, params: { why: 'clip' } });
    for (const code of ['obj.empty', 'obj.container', 'enc.padding', 'mp4.bomb'] as const) {
      expect(fold(segment(code, 1), ofClip)[1]).toEqual(['time.duration', code]);
      expect(fold(segment(code, 1), segment('time.duration', 2))[1]).toEqual(['time.duration', null]);
    }
  });

  test('anywhere in the clip, where the cause spoils it all', () => {
    expect(fold(segment('enc.key', 0), segment('ts.sync', 4))[1]).toEqual(['ts.sync', 'enc.key']);
  });

  test('that is itself no consequence: the root is named', () => {
    const found = fold(segment('obj.size', 0), segment('ts.align', 0), segment('decode.errors', 0));
    expect(found).toEqual([
      ['obj.size', null],
      ['ts.align', 'obj.size'],
      ['decode.errors', 'obj.size'],
    ]);
  });

  test('never from a warning, but for a warning where the table says so', () => {
    const mild = segment('ts.pes_short', 0, { severity: 'warning' });
    expect(fold(mild, segment('decode.errors', 0))[1]).toEqual(['decode.errors', null]);
    const noSound = finding('audio.absent', { severity: 'warning' });
    expect(fold(noSound, finding('av.length', { severity: 'warning' }))[1]).toEqual(['av.length', 'audio.absent']);
    expect(fold(noSound, finding('av.length', { severity: 'error' }))[1]).toEqual(['av.length', null]);
  });

  test('text mode of one object is that of a smaller one, in which it cannot be told', () => {
    const inTextMode = segment('obj.damaged', 1, { measured: 'text_mode' });
    expect(fold(inTextMode, segment('obj.damaged', 0, { measured: 'box' }))[1]).toEqual(['obj.damaged', 'obj.damaged']);
    expect(fold(inTextMode, segment('mp4.no_fragments', 2))[1]).toEqual(['mp4.no_fragments', 'obj.damaged']);
    expect(fold(inTextMode, segment('obj.damaged', 2, { measured: 'text_mode' }))[1]).toEqual(['obj.damaged', null]);
  });

  test.each(['picture.black', 'picture.uniform'] as const)(
    '%s for a second hides nothing of what the rest of the clip shows; throughout it does',
    (code) => {
      for (const seen of ['picture.still', 'picture.no_motion', 'snap.match'] as const) {
        const effect = finding(seen, { severity: 'warning' });
        expect(fold(finding(code, { severity: 'warning' }), effect)[1]).toEqual([seen, null]);
        expect(fold(finding(code, { severity: 'error' }), effect)[1]).toEqual([seen, code]);
      }
    },
  );

  test('damage is not called a consequence of key frames far apart, nor of sets at a wrong place in another object', () => {
    const damaged = segment('decode.errors', 1, { measured: 2 });
    expect(fold(finding('video.gop', { severity: 'error' }), damaged)[1]).toEqual(['decode.errors', null]);
    const glued = (object: number) => segment('video.param_sets', object, { measured: 'glued' });
    expect(fold(glued(0), damaged)[1]).toEqual(['decode.errors', null]);
    expect(fold(glued(1), damaged)[1]).toEqual(['decode.errors', 'video.param_sets']);
    const setsAtItsEnd = segment('decode.errors', 0, { measured: 1 });
    expect(fold(glued(1), setsAtItsEnd)[1]).toEqual(['decode.errors', 'video.param_sets']);
  });
});

test('of any findings an error stays a headline if there is an error, nothing else changes, and to fold again changes nothing', () => {
  const any = fc.record({
    code: fc.constantFrom(...checkCodes),
    severity: fc.constantFrom('error' as const, 'warning' as const),
    object: fc.option(fc.nat(3)),
    offset: fc.option(fc.nat(1000)),
    atMs: fc.option(fc.nat(5000)),
  });
  fc.assert(
    fc.property(fc.array(any, { maxLength: 12 }), (drawn) => {
      const findings = drawn.map(({ code, ...known }) => finding(code, known));
      const folded = foldFindings(findings);
      expect(folded.map(({ because: _, ...own }) => own)).toEqual(findings);
      expect(foldFindings(folded)).toEqual(folded);
      const errors = folded.filter(({ severity }) => severity === 'error');
      expect(errors.some(({ because }) => because === undefined)).toBe(errors.length > 0);
    }),
  );
});

test('lost pictures explain what is garbled up to their last repair, not only to the next key frame', () => {
  const params = { what: 'picture', picture: 20, until: 'next_key', untilMs: 2000, repairedMs: 6000 };
  const lost = segment('video.lost_pictures', 0, { atMs: 1000, frame: 20, keyAfterMs: 1000, params });
  const garbled = (atMs: number) => finding('picture.corrupt', { atMs, params: { toMs: atMs + 1000, percent: 20 } });
  expect(fold(lost, garbled(5000))).toContainEqual(['picture.corrupt', 'video.lost_pictures']);
  expect(fold(lost, garbled(6000))).toContainEqual(['picture.corrupt', null]);
});

test('footage that is too short by lost pictures follows from them, and from nothing else', () => {
  const lost = (severity: 'error' | 'warning') => segment('video.lost_pictures', 1, { severity });
  const short = (severity: 'error' | 'warning', params: Finding['params'] = { why: 'lost_pictures' }) =>
    finding('time.too_short', { severity, measured: 1900, params });
  expect(fold(lost('error'), short('error'))[1]).toEqual(['time.too_short', 'video.lost_pictures']);
  expect(fold(lost('warning'), short('warning'))[1]).toEqual(['time.too_short', 'video.lost_pictures']);
  expect(fold(lost('warning'), short('error'))[1]).toEqual(['time.too_short', null]);
  expect(fold(lost('error'), short('error', {}))[1]).toEqual(['time.too_short', null]);
});

test('of 200 random pairs of unrelated faults in two objects of one clip both are headlines', () => {
  const code = fc.constantFrom(...checkCodes);
  const pair = fc.tuple(code, code).filter(([a, b]) => !areRelated(a, b));
  const place = fc.record({ offset: fc.option(fc.nat(100_000)), atMs: fc.option(fc.nat(10_000)) });
  fc.assert(
    fc.property(
      pair,
      fc.uniqueArray(fc.nat(5), { minLength: 2, maxLength: 2 }),
      place,
      place,
      (codes, at, one, other) => {
        const found = fold(segment(codes[0], at[0] ?? 0, one), segment(codes[1], at[1] ?? 1, other));
        expect(found).toEqual(codes.map((code) => [code, null]));
      },
    ),
    { numRuns: 200 },
  );
});

describe('a decoder names the picture that it complains about, in decoding order', () => {
  const damage = (frame: number, atMs: number) =>
    finding('decode.errors', { object: 1, kind: 'segment', frame, atMs, offset: frame * 1000 });
  const headlines = (cause: Finding, effect: Finding) =>
    foldFindings([cause, effect]).filter(({ because }) => !because).length;

  test('which begins before the packet that is missing in it, or in front of the next one', () => {
    const gap = finding('ts.continuity', { object: 1, kind: 'segment', frame: 40, atMs: 1600, offset: 40_500 });
    expect([40, 39, 38].map((frame) => headlines(gap, damage(frame, frame * 40)))).toEqual([1, 1, 2]);
  });

  test('behind the key frame that repairs a lost picture it is another fault', () => {
    const lost = finding('video.lost_pictures', {
      object: 1,
      kind: 'segment',
      frame: 40,
      atMs: 1600,
      offset: 40_000,
      params: { repairedMs: 2000 },
    });
    expect([45, 60].map((frame) => headlines(lost, damage(frame, frame * 40)))).toEqual([1, 2]);
  });
});
