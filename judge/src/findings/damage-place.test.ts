import type { EventDeclaration } from '@kaitong/contract/checks';
import { inspectObject, type VideoFacts } from '@kaitong/media';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { JudgedObject } from '../clip-evidence.ts';
import { Judge } from '../judge.ts';
import { nodePorts } from '../node-ports.ts';
import { hasFfmpeg, readClip } from '../testing.ts';
import { judgeClip } from '../verdict.ts';

const engines = hasFfmpeg ? (['node-av', 'ffmpeg'] as const) : (['node-av'] as const);
const clips = [
  ['h264-b-frames.mpegts', 'ts', 'h264'],
  ['h264-faststart.mp4', 'mp4', 'h264'],
  ['h264-flat.mp4', 'mp4', 'h264'],
  ['h264-variable-rate.mp4', 'mp4', 'h264'],
  ['h264-slices.mpegts', 'ts', 'h264'],
  ['h265-aac.mpegts', 'ts', 'h265'],
  ['h265-faststart.mp4', 'mp4', 'h265'],
] as const;

const objectOf = (bytes: Uint8Array) => ({
  ...{ n: 0, kind: 'segment' as const, bytes: bytes.length, durationMs: 3000, iv: null },
  md5: nodePorts.hash('md5', [bytes]),
  sha256: nodePorts.hash('sha256', [bytes]),
});
const eventOf = (container: 'ts' | 'mp4', codec: 'h264' | 'h265'): EventDeclaration => ({
  ...{ container, codec, width: 320, height: 180, encryption: 'none' },
});

const videoOf = (bytes: Buffer, event: EventDeclaration): VideoFacts => {
  const { video } = inspectObject({ bytes, object: objectOf(bytes), event }, nodePorts).facts;
  if (!video) throw new Error('expected video');
  return video;
};

/** Overwrites what a picture ends with, and of TS packets only what they carry. */
function spoil(clip: Buffer, { offsets = [], sizes }: VideoFacts, picture: number, container: 'ts' | 'mp4'): Buffer {
  const bytes = Buffer.from(clip);
  const from = offsets[picture] ?? 0;
  const noise = (at: number): void => void bytes.writeUInt8(((at * at * 31) % 251) + 3, at);
  const size = sizes[picture] ?? 0;
  if (container === 'mp4') for (let at = from + (size >> 3); at < from + size; at++) noise(at);
  else for (let at = from + 40; at % 188 > 0; at++) noise(at);
  return bytes;
}

/** The largest pictures are those that others build on: shown later than some that are decoded behind them. */
function largestBehindKey({ sizes, keyFrames }: VideoFacts): number {
  const candidates = sizes.map((size, index) => ({ size, index })).slice(8, -4);
  const left = candidates.filter(({ index }) => !keyFrames.some((key) => key.index === index));
  return left.sort((a, b) => b.size - a.size)[0]?.index ?? 0;
}

describe.each(engines)('damage of one picture, decoded by %s', (engine) => {
  let judge: Judge;
  beforeAll(async () => {
    judge = await Judge.start({ processes: 1, engine });
  });
  afterAll(() => judge[Symbol.asyncDispose]());

  test.each(clips)(
    'is told with its picture, byte, time and the way to the next key frame: %s',
    async (name, container, codec) => {
      const event = eventOf(container, codec);
      const whole = readClip(name);
      const video = videoOf(whole, event);
      const picture = largestBehindKey(video);
      const bytes = spoil(whole, video, picture, container);
      const object = objectOf(bytes);
      const inspection = inspectObject({ bytes, object, event }, nodePorts);
      const decoded = await judge.decode({ parts: [bytes], container, codec, durationMs: 3000 });
      const judged: JudgedObject = { object, inspection, decoded, picture: null };
      const { findings } = judgeClip({
        ...{ event, objects: [judged], waveAsked: false, nonceMatches: null, seenFingerprints: new Set<string>() },
        expectations: { snapshot: false },
      });
      const [first = 0, time = 0] = [video.dts[0] ?? 0, video.dts[picture] ?? 0];
      const next = video.keyFrames.find(({ index }) => index > picture)?.dts ?? null;
      expect(findings.find(({ code }) => code === 'decode.errors')).toMatchObject({
        ...{ object: 0, frame: picture, offset: video.offsets?.[picture], atMs: Math.round(time - first) },
        ...(next === null ? {} : { keyAfterMs: Math.round(next - time) }),
      });
    },
  );
});
