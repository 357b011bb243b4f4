import { type Finding, finding, RULES_VERSION, type VideoCodec } from '@kaitong/contract/checks';
import { inspectObject } from '@kaitong/media';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ClipEvidence, JudgedObject } from './clip-evidence.ts';
import { inCausalOrder } from './findings/order.ts';
import { type DecodeOutcome, Judge, type SnapshotOutcome } from './judge.ts';
import { nodePorts } from './node-ports.ts';
import { damageSlices, readClip } from './testing.ts';
import { fingerprintsOf, judgeClip } from './verdict.ts';

let judge: Judge;
beforeAll(async () => {
  judge = await Judge.start({ processes: 1 });
});
afterAll(() => judge[Symbol.asyncDispose]());

const event = { container: 'ts', codec: 'h264', width: 320, height: 180, encryption: 'aes-128' } as const;

/** Objects as the server hands them over. They are plain, so that `enc.*` is left out of the way. */
const objectsOf = (...files: Uint8Array[]): Promise<JudgedObject[]> => objectsWith('h264', files);

async function objectsWith(codec: VideoCodec, files: readonly Uint8Array[]): Promise<JudgedObject[]> {
  const objects: JudgedObject[] = [];
  for (const [n, bytes] of files.entries()) {
    const kind = bytes[0] === 0xff ? 'snapshot' : 'segment';
    const hash = (algorithm: 'md5' | 'sha256') => nodePorts.hash(algorithm, [bytes]);
    const declared = { n, kind, bytes: bytes.length, md5: hash('md5'), sha256: hash('sha256'), iv: null } as const;
    const plain = { ...event, codec, encryption: 'none' } as const;
    const measure = (durationMs: number) =>
      inspectObject({ bytes, object: { ...declared, durationMs }, event: plain }, nodePorts);
    const durationMs = Math.round(measure(0).facts.video?.durationMs ?? 0);
    objects.push({
      object: { ...declared, durationMs },
      inspection: measure(durationMs),
      decoded: kind === 'segment' ? await judge.decode({ parts: [bytes], container: 'ts', codec, durationMs }) : null,
      picture: kind === 'snapshot' ? await judge.decodeSnapshot(bytes) : null,
    });
  }
  return objects;
}

const evidence = (objects: JudgedObject[], rest: Partial<ClipEvidence> = {}): ClipEvidence => ({
  event,
  objects,
  expectations: { snapshot: false },
  waveAsked: true,
  nonceMatches: true,
  seenFingerprints: new Set(),
  ...rest,
});

const good = readClip('h264-aac.mpegts');
const codesOf = (findings: readonly Finding[]) => findings.map(({ severity, code }) => `${severity} ${code}`);

describe('pictures', () => {
  test('a good clip with its snapshot passes', async () => {
    const objects = await objectsOf(good, readClip('snapshot.jpg'));
    expect(judgeClip(evidence(objects, { expectations: {} }))).toEqual({
      outcome: 'pass',
      findings: [],
      rate: { is: 'not_judged', because: 'sound_short' },
      rules: RULES_VERSION,
      level2: 'node-av',
      fingerprint: expect.stringMatching(/^[0-9a-f]{64}$/),
      pictures: [0, 1000, 2000].map((atMs) => expect.objectContaining({ atMs, pictures: 12, damaged: 0, traits: [] })),
    });
  });

  test.each(['black.mpegts', 'black-with-clock.mpegts'])('%s: black, and nothing about motion', async (name) => {
    const verdict = judgeClip(evidence(await objectsOf(readClip(name))));
    expect(verdict.outcome).toBe('fail');
    expect(verdict.findings.filter(({ code }) => code.startsWith('picture'))).toMatchObject([
      { code: 'picture.black', severity: 'error', measured: 100, limit: 90 },
    ]);
  });

  test('a dark scene seen in infrared is not black', async () => {
    const verdict = judgeClip(evidence(await objectsOf(readClip('night.mpegts'))));
    expect(codesOf(verdict.findings)).not.toContain('error picture.black');
  });

  test('a frozen picture is an error where a wave was asked for, a warning elsewhere', async () => {
    const objects = await objectsOf(readClip('frozen.mpegts'));
    expect(judgeClip(evidence(objects))).toMatchObject({
      outcome: 'fail',
      findings: [{ code: 'picture.no_motion', severity: 'error', limit: 3 }],
    });
    expect(judgeClip(evidence(objects, { waveAsked: false }))).toMatchObject({
      outcome: 'pass_with_warnings',
      findings: [{ code: 'picture.no_motion', severity: 'warning' }],
    });
  });

  test('motion is looked for in the whole clip: one frozen segment among moving ones is fine', async () => {
    const { findings } = judgeClip(evidence(await objectsOf(good, readClip('frozen.mpegts'))));
    expect(codesOf(findings)).not.toContain('error picture.no_motion');
  });
});

describe('decoding', () => {
  test.each([3, 5, 20])('%i damaged slices are damaged frames', async (count) => {
    const verdict = judgeClip(evidence(await objectsOf(good, damageSlices(good, count))));
    const found = verdict.findings.find(({ code }) => code === 'decode.errors');
    expect(verdict.outcome).toBe('fail');
    expect(found).toMatchObject({ severity: 'error', object: 1, kind: 'segment', params: { frames: 36 } });
    expect(found?.measured).toBeGreaterThan(0);
  });

  test('each damaged object is named: what spoils one is not what spoils the other', async () => {
    const verdict = judgeClip(evidence(await objectsOf(damageSlices(good, 5), good, damageSlices(good, 20))));
    const found = verdict.findings.filter(({ code }) => code === 'decode.errors');
    expect(found.map(({ object }) => object)).toEqual([0, 2]);
  });

  test('what a system’s FFmpeg holds back because its time does not rise is not damaged', async () => {
    const [object] = await objectsOf(good);
    if (object?.decoded?.is !== 'report') throw new Error('expected a report');
    const { report } = object.decoded;
    const codesWith = (engine: 'node-av' | 'ffmpeg', found: Finding[]) =>
      judgeClip(
        evidence([
          {
            ...object,
            inspection: { ...object.inspection, findings: found },
            decoded: { is: 'report', report: { ...report, engine, frames: 6 } },
          },
        ]),
      ).findings.map(({ code }) => code);
    const back = [finding('time.backwards', { object: 0, measured: 4000 })];
    expect(codesWith('ffmpeg', back)).not.toContain('decode.errors');
    expect(codesWith('node-av', back)).toContain('decode.errors');
    expect(codesWith('ffmpeg', [])).toContain('decode.errors');
  });

  test('a picture of H.265 that is there twice is refused by decoders, and not damaged', async () => {
    const [object] = await objectsWith('h265', [hevc]);
    if (object?.decoded?.is !== 'report' || !object.inspection.facts.video) throw new Error('expected a report');
    const { facts } = object.inspection;
    const { report } = object.decoded;
    const codesWith = (duplicates: number, refused: number) => {
      const video = { ...object.inspection.facts.video, duplicates: { count: duplicates, offset: 0, frame: 4 } };
      const inspection = { ...object.inspection, facts: { ...facts, video: video as typeof facts.video } };
      const decoded = {
        is: 'report' as const,
        report: { ...report, refused, logs: { lines: 2, first: ['Duplicate POC'] } },
      };
      return judgeClip(hevcEvidence([{ ...object, inspection, decoded }])).findings.map(({ code }) => code);
    };
    expect(codesWith(1, 1)).toEqual(['video.duplicate']);
    expect(codesWith(1, 2)).toContain('decode.errors');
  });

  const hevc = readClip('h265-aac.mpegts');
  const hevcEvidence = (objects: JudgedObject[]) => evidence(objects, { event: { ...event, codec: 'h265' } });

  test('one damaged slice of H.265, of which FFmpeg says nothing, is named with its time', async () => {
    const [whole, spoiled] = await objectsWith('h265', [hevc, damageSlices(hevc, 1)]);
    if (!whole || spoiled?.decoded?.is !== 'report') throw new Error('expected two objects');
    const { report } = spoiled.decoded;
    expect(report).toMatchObject({ refused: 0, damaged: 0, logs: { lines: 0 }, slices: { pictures: 36, damaged: 1 } });
    expect(judgeClip(hevcEvidence([whole])).findings).toEqual([]);
    expect(judgeClip(hevcEvidence([spoiled])).findings).toMatchObject([
      { code: 'decode.errors', severity: 'error', measured: 1, object: 1, atMs: expect.any(Number) },
      { code: 'picture.corrupt', severity: 'warning' },
    ]);
    // Both have the same times; in the clip the second one comes after three seconds of the first.
    const joined = judgeClip(hevcEvidence([whole, spoiled])).findings.find(({ code }) => code === 'decode.errors');
    const first = report.slices?.damagedAt[0] ?? 0;
    expect(joined?.atMs).toBe(3000 + Math.round((first * 1000) / 12));
  });

  test('H.265 of which few pictures can be read is left to FFmpeg: more likely the others are not understood', async () => {
    const [object] = await objectsWith('h265', [hevc]);
    if (object?.decoded?.is !== 'report') throw new Error('expected a report');
    const { report } = object.decoded;
    const withSlices = (damaged: number): JudgedObject => ({
      ...object,
      decoded: { is: 'report', report: { ...report, slices: { pictures: 36, damaged, damagedAt: [0] } } },
    });
    const codesWith = (damaged: number) => codesOf(judgeClip(hevcEvidence([withSlices(damaged)])).findings);
    expect(codesWith(27)).toEqual(['error decode.errors', 'warning picture.corrupt']);
    expect(codesWith(28)).toEqual([]); // as where every picture but the key pictures uses a tool that is not read
    expect(codesWith(36)).toEqual([]);
  });

  test('it is the clip that counts: an object of which no picture is whole is damaged beside others that are', async () => {
    const objects = await objectsWith('h265', [hevc, hevc]);
    const [whole, other] = objects;
    if (!whole || other?.decoded?.is !== 'report') throw new Error('expected two objects');
    const slices = { pictures: 36, damaged: 36, damagedAt: [0] };
    const spoiled = { ...other, decoded: { is: 'report' as const, report: { ...other.decoded.report, slices } } };
    const found = judgeClip(hevcEvidence([whole, spoiled])).findings.filter(({ code }) => code === 'decode.errors');
    expect(found).toMatchObject([{ measured: 36, object: 1 }]);
  });

  test.each(['h264-open-gop.mpegts', 'h264-intra-refresh.mpegts', 'h264-interlaced.mpegts'])(
    '%s decodes without a finding',
    async (name) => {
      const { findings } = judgeClip(evidence(await objectsOf(readClip(name))));
      expect(codesOf(findings)).not.toContain('error decode.errors');
    },
  );

  describe('an object that begins with a recovery point', () => {
    /** Of open-GOP video, from its second key picture on. */
    const openGop = readClip('h264-open-gop.mpegts').subarray(11_280);
    const inClip = (objects: JudgedObject[]) =>
      judgeClip(evidence(objects)).findings.filter(({ code }) => /^decode|corrupt/.test(code));

    test('lacks references without any damage', async () => {
      const objects = await objectsOf(openGop);
      expect(objects[0]?.inspection.facts.video?.firstFrame).toBe('recovery');
      expect(inClip(objects)).toEqual([]);
    });

    test.each([
      ['one key picture', 1],
      ['two', 2],
    ])('and has %s is told of pictures of which the own data are damaged', async (_, keys) => {
      const whole = await objectsOf(damageSlices(openGop, 5));
      const objects = whole.map((object) => {
        const { video } = object.inspection.facts;
        if (!video) throw new Error('expected video');
        const facts = {
          ...object.inspection.facts,
          video: { ...video, keyFrames: video.keyFrames.slice(0, keys) },
        };
        return { ...object, inspection: { ...object.inspection, facts } };
      });
      expect(inClip(objects)).toMatchObject([
        { code: 'decode.errors', severity: 'error', measured: 4 },
        { code: 'picture.corrupt', because: 'decode.errors' },
      ]);
    });
  });

  const withOutcome = (objects: JudgedObject[], decoded: DecodeOutcome | null): JudgedObject[] =>
    objects.map((object) => ({ ...object, decoded }));

  test('two processes lost on an object fail the clip', async () => {
    const objects = withOutcome(await objectsOf(good), { is: 'limit', reason: 'time' });
    expect(judgeClip(evidence(objects))).toMatchObject({
      outcome: 'fail',
      findings: [{ code: 'decode.limit', severity: 'error', measured: 'time', object: 0 }],
    });
  });

  test('without level 2 a flawless clip is undecided, a bad one fails', async () => {
    const objects = withOutcome(await objectsOf(good), { is: 'unavailable' });
    expect(judgeClip(evidence(objects))).toMatchObject({ outcome: 'undecided', level2: null, findings: [] });
    expect(judgeClip(evidence(objects, { nonceMatches: false }))).toMatchObject({ outcome: 'fail', level2: null });
  });

  test('a segment that nobody decoded is a fault of the caller, not a pass', async () => {
    const objects = withOutcome(await objectsOf(good), null);
    expect(() => judgeClip(evidence(objects))).toThrow('segment 0 was not decoded');
  });

  test('frames that could not be measured do not count as good ones', async () => {
    const objects = (await objectsOf(good)).map((object) => {
      if (object.decoded?.is !== 'report') throw new Error('expected a report');
      const { report } = object.decoded;
      const pictures = { ...report.pictures, measured: 0 };
      return { ...object, decoded: { ...object.decoded, report: { ...report, pictures } } };
    });
    expect(judgeClip(evidence(objects)).outcome).toBe('fail');
  });
});

describe('snapshots', () => {
  test('one of another scene is a warning', async () => {
    const verdict = judgeClip(evidence(await objectsOf(good, readClip('other-scene.jpg'))));
    expect(verdict).toMatchObject({
      outcome: 'pass_with_warnings',
      findings: [{ code: 'snap.match', severity: 'warning', object: 1, limit: 0.6 }],
    });
  });

  test('one of the same scene in another size matches', async () => {
    expect(judgeClip(evidence(await objectsOf(good, readClip('scene.jpg'))))).toMatchObject({ outcome: 'pass' });
  });

  test.each<[string, SnapshotOutcome, string]>([
    ['undecodable', { is: 'report', report: { is: 'undecodable', reason: 'bad huffman code' } }, 'snap.decode'],
    ['too large', { is: 'report', report: { is: 'too-large', width: 9000, height: 9000 } }, 'snap.dims'],
    ['a process lost on it', { is: 'limit', reason: 'memory' }, 'snap.decode'],
  ])('%s: a warning', async (_, picture, code) => {
    const [segment, snapshot] = await objectsOf(good, readClip('snapshot.jpg'));
    if (!segment || !snapshot) throw new Error('expected two objects');
    const verdict = judgeClip(evidence([segment, { ...snapshot, picture }]));
    expect(verdict).toMatchObject({ outcome: 'pass_with_warnings', findings: [{ code, severity: 'warning' }] });
  });
});

describe('replay', () => {
  test('another nonce fails', async () => {
    expect(judgeClip(evidence(await objectsOf(good), { nonceMatches: false }))).toMatchObject({
      outcome: 'fail',
      findings: [{ code: 'replay', measured: 'nonce' }],
    });
  });

  test('a clip that was uploaded before fails, whatever its container and numbers', async () => {
    const objects = await objectsOf(good);
    const seenFingerprints = new Set(fingerprintsOf(objects));
    expect(judgeClip(evidence(objects, { seenFingerprints }))).toMatchObject({
      outcome: 'fail',
      findings: [{ code: 'replay', measured: 'fingerprint', params: { seen: 3, keyFrames: 3 } }],
    });
    expect(fingerprintsOf(await objectsOf(readClip('h264-no-audio.mpegts')))).toEqual([...seenFingerprints]);
  });

  test('a pre-record that overlaps the event before does not', async () => {
    const objects = await objectsOf(good);
    const seenFingerprints = new Set(fingerprintsOf(objects).slice(0, 1));
    expect(judgeClip(evidence(objects, { seenFingerprints }))).toMatchObject({ outcome: 'pass' });
  });
});

describe('order', () => {
  test('the cause stands first: transit, encryption, container, video, decoding, picture; warnings after errors', () => {
    const codes = [
      'obj.size',
      'enc.key',
      'obj.container',
      'ts.sync',
      'video.param_sets',
      'video.first_not_key',
      'video.dims_mismatch',
      'time.gap',
      'decode.errors',
      'picture.black',
      'enc.none',
      'snap.missing',
    ] as const;
    const expected = codes.map((code) => finding(code, { measured: 'missing' }));
    fc.assert(
      fc.property(fc.shuffledSubarray(expected, { minLength: expected.length }), (shuffled) => {
        expect(inCausalOrder(shuffled).map(({ code }) => code)).toEqual(codes);
      }),
    );
  });

  test('a cut before the key frame leaves parameter sets for later: the cut stands first', () => {
    const found = inCausalOrder([
      finding('video.param_sets', { measured: 'incomplete' }),
      finding('video.first_not_key'),
    ]);
    expect(found.map(({ code }) => code)).toEqual(['video.first_not_key', 'video.param_sets']);
  });

  test('a flood of findings is cut, causes last', () => {
    const flood = Array.from({ length: 300 }, (_, n) => finding('snap.decode', { object: n }));
    const found = inCausalOrder([...flood, finding('enc.key', { object: 400 })]);
    expect(found).toHaveLength(100);
    expect(found[0]).toMatchObject({ code: 'enc.key' });
  });
});
