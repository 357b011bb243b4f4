import { type Finding, finding } from '@kaitong/contract/checks';
import { inspectObject } from '@kaitong/media';
import { describe, expect, test } from 'vitest';
import { nodePorts } from '../node-ports.ts';
import { readClip } from '../testing.ts';
import { courseOf } from './clip-course.ts';

const bytes = readClip('h264-aac.mpegts');
const hash = (algorithm: 'md5' | 'sha256') => nodePorts.hash(algorithm, [bytes]);
const object = {
  ...{ n: 0, kind: 'segment' as const, bytes: bytes.length, durationMs: 3000, iv: null },
  ...{ md5: hash('md5'), sha256: hash('sha256') },
} as const;
const event = { container: 'ts', codec: 'h264', width: 320, height: 180, encryption: 'none' } as const;
const inspection = inspectObject({ bytes, object, event }, nodePorts);
const { audio } = inspection.facts;

/** The same clip with sound of another kind. */
function soundOf(changed: typeof audio, findings: readonly Finding[] = []) {
  const facts = { ...inspection.facts, audio: changed };
  return courseOf([{ object, inspection: { ...inspection, facts } }], findings, null)?.sound;
}

test('sound with a hole, or of a kind that is not counted, is no clip without sound', () => {
  expect(soundOf(audio)).toMatchObject({ between: 'bytes' });
  expect(soundOf(audio && { ...audio, clock: audio.clock && { ...audio.clock, agrees: false } })).toBe('uneven');
  expect(soundOf(audio && { ...audio, clock: null })).toBe('uncounted');
  expect(soundOf(audio && { ...audio, clock: null, units: 0 })).toBeNull();
  expect(soundOf(null)).toBeNull();
});

describe('sound whose stamps are not as its samples', () => {
  const drifting = (countedMs: number, stampedMs: number) =>
    audio && { ...audio, clock: audio.clock && { ...audio.clock, agrees: false, drift: { countedMs, stampedMs } } };

  test('measures all stamps where they run evenly', () => {
    expect(soundOf(drifting(3000, 3400))).toMatchObject({ drift: { countedMs: 3000, stampedMs: 3400 } });
  });

  test('says nothing where they step back', () => {
    const wrong = audio && { ...audio, clock: audio.clock && { ...audio.clock, agrees: false } };
    expect(soundOf(wrong, [finding('audio.backwards', { object: 0 })])).toBe('misstamped');
  });

  test('is doubtful where its rate may be the wrong one: as decoding shows, or nobody can tell', () => {
    const undecodable = finding('audio.decode', { object: 0, severity: 'error' });
    expect(soundOf(drifting(3000, 1500))).toHaveProperty('drift');
    expect(soundOf(drifting(3000, 1500), [undecodable])).toBe('doubtful');
    expect(soundOf(drifting(3000, 3400), [undecodable])).toHaveProperty('drift');
    expect(soundOf(drifting(3000, 4000))).toBe('doubtful'); // 12 kHz decodes as 16 kHz
    expect(soundOf(audio, [finding('audio.rate', { object: 0 })])).toBe('doubtful');
    expect(
      soundOf(
        audio && {
          ...drifting(4000, 2000),
          ...{ ...audio, codec: 'g711a', clock: drifting(4000, 2000)?.clock ?? null },
        },
      ),
    ).toBe('doubtful');
  });
});

test('pictures without sound among them are one part with those that it follows, unless none follows any more', () => {
  const begin = inspection.facts.video?.firstDts ?? 0;
  const points = [0, 0, 0, 1000, 1000, 2000, 2000].map((ms, n) => ({ dts: begin + n * 400, ms }));
  const clock = audio?.clock && { ...audio.clock, ms: 2000, course: points };
  const lengthMs = inspection.facts.video?.durationMs ?? 0;
  expect(soundOf(audio && { ...audio, clock: clock ?? null })).toEqual({
    between: 'bytes',
    parts: [
      { mediaMs: 1200, soundMs: 1000 },
      { mediaMs: 800, soundMs: 1000 },
      { mediaMs: 400, soundMs: 0 },
      { mediaMs: lengthMs - 2400, soundMs: 0 },
    ],
  });
});

test('pictures of a last fragment are one part with the sound behind all of them', () => {
  const begin = inspection.facts.video?.firstDts ?? 0;
  const points = [0, 0, 1000, 1000, 1000].map((ms, n) => ({ dts: begin + n * 400, ms }));
  const clock = audio?.clock && { ...audio.clock, ms: 2000, course: points };
  const lengthMs = inspection.facts.video?.durationMs ?? 0;
  expect(soundOf(audio && { ...audio, clock: clock ?? null })).toMatchObject({
    parts: [
      { mediaMs: 800, soundMs: 1000 },
      { mediaMs: lengthMs - 800, soundMs: 1000 },
    ],
  });
});
