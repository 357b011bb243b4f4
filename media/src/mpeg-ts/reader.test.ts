import { expect, test } from 'vitest';
import { goodClips } from '../../fixtures/catalogue.ts';
import { clipOf, codesOf, judge } from '../../fixtures/clip.ts';
import { type CodedFrame, concat, framesOf, muxTs } from '../../fixtures/mux.ts';

const good = goodClips['H.264 and AAC in MPEG-TS'];
const video = framesOf('h264-no-audio.mpegts');
const every = (data: Uint8Array): CodedFrame[] =>
  Array.from({ length: 40 }, (_, i) => ({ data, pts: 126_000 + i * 5760, dts: 126_000 + i * 5760 }));
const tone = every(concat([0xff, 0xf1, 0x60, 0x40, 0x03, 0xff, 0xfc], new Uint8Array(24).fill(0x21)));
const judged = (bytes: Uint8Array) => {
  const { findings, objects } = judge(clipOf(good, () => bytes));
  return { codes: codesOf(findings), facts: objects[0]?.inspection.facts };
};

test('of two programs the first of the PAT is judged, also where the other one begins before it, in mid-GOP', () => {
  const both = (...programs: (1 | 2)[]) =>
    concat(muxTs(video.slice(7), { program: 2, programs }), muxTs(video, { program: 1, programs, audio: tone }));
  const first = judged(both(1, 2));
  expect(first.codes).not.toContain('video.first_not_key');
  expect(first.facts).toMatchObject({ video: { frames: 36 }, audio: { codec: 'aac' } });
  const second = judged(both(2, 1));
  expect(second.codes).toContain('video.first_not_key');
  expect(second.facts).toMatchObject({ video: { frames: 29 } });
});

test('a first program without pictures leaves them to the next one', () => {
  const programs = [1, 2] as const;
  const radio = muxTs([], { program: 1, programs, audio: tone });
  expect(judged(concat(radio, muxTs(video, { program: 2, programs }))).facts).toMatchObject({ video: { frames: 36 } });
});

test('private data that comes before the sound is not taken for it', () => {
  const note = every(Uint8Array.from({ length: 30 }, (_, i) => i));
  const { codes, facts } = judged(muxTs(video, { data: note, audio: tone }));
  expect(facts?.audio).toMatchObject({ codec: 'aac', sampleRate: 16_000, units: 40 });
  expect(codes).not.toContain('audio.codec');
});
