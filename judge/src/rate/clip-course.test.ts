import { inspectObject } from '@kaitong/media';
import { expect, test } from 'vitest';
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
function soundOf(changed: typeof audio) {
  const facts = { ...inspection.facts, audio: changed };
  return courseOf([{ object, inspection: { ...inspection, facts } }], [], null)?.sound;
}

test('sound with a hole, or of a kind that is not counted, is no clip without sound', () => {
  expect(soundOf(audio)).toMatchObject({ between: 'bytes' });
  expect(soundOf(audio && { ...audio, clock: audio.clock && { ...audio.clock, agrees: false } })).toBe('uneven');
  expect(soundOf(audio && { ...audio, clock: null })).toBe('uncounted');
  expect(soundOf(audio && { ...audio, clock: null, units: 0 })).toBeNull();
  expect(soundOf(null)).toBeNull();
});
