import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Judge } from '../judge.ts';
import { readClip } from '../testing.ts';
import type { DecodeReport } from './report.ts';
import type { SoundReport } from './sound-report.ts';

let judge: Judge;
beforeAll(async () => {
  judge = await Judge.start({ processes: 1, engine: 'node-av' });
});
afterAll(() => judge[Symbol.asyncDispose]());

async function reportOf(parts: Buffer[], container: 'ts' | 'mp4'): Promise<DecodeReport> {
  const outcome = await judge.decode({ parts, container, durationMs: 3000 });
  if (outcome.is !== 'report') throw new Error(`no report: ${outcome.is}`);
  return outcome.report;
}

/** Nothing is said of the picture. */
async function soundIn(bytes: Buffer, container: 'ts' | 'mp4'): Promise<SoundReport | null | undefined> {
  const report = await reportOf([bytes], container);
  expect(report).toMatchObject({ refused: 0, damaged: 0, logs: { lines: 0 } });
  return report.sound;
}

/** Overwrites what follows the ADTS headers of so many frames of FFmpeg's MPEG-TS, each in a packet of its own. */
function scrambled(bytes: Buffer, frames: number): Buffer {
  const copy = Buffer.from(bytes);
  let seen = 0;
  let value = 1;
  for (let at = 0; at + 188 <= copy.length; at += 188) {
    const pid = copy.readUInt16BE(at + 1) & 0x1fff;
    if (pid !== 257 || ((copy[at + 1] ?? 0) & 0x40) === 0 || seen++ < 3 || seen > frames + 3) continue;
    const sync = copy.indexOf(Buffer.from([0xff, 0xf1]), at);
    for (let place = sync + 7; place < at + 188; place++) {
      value = (value * 1_103_515_245 + 12_345) % 2 ** 31;
      copy[place] = value >> 16;
    }
  }
  return copy;
}

/** No AAC, and no run of equal bytes, which decodes as silence. */
function fillWithNoise(bytes: Buffer, from: number, to: number): void {
  let value = from + 1;
  for (let at = from; at < to; at++) {
    value = (value * 1_103_515_245 + 12_345) % 2 ** 31;
    bytes[at] = value >> 16;
  }
}

/** Where the chunks of the sound begin, by its `stco`. */
function soundChunks(file: Buffer): number[] {
  const table = file.indexOf('stco', file.indexOf('soun'));
  return Array.from({ length: file.readUInt32BE(table + 8) }, (_, n) => file.readUInt32BE(table + 12 + n * 4));
}

describe('the first frame that fails', () => {
  test('is placed by byte and time, and has FFmpeg’s own line, in MP4 where no header stands in front of it', async () => {
    const whole = readClip('h264-faststart.mp4');
    const chunks = soundChunks(whole).slice(2);
    const file = Buffer.from(whole);
    for (const at of chunks) fillWithNoise(file, at, at + 40);
    const sound = await soundIn(file, 'mp4');
    expect(chunks).toContain(sound?.failure?.offset);
    expect(sound?.failure?.ms).toBeGreaterThan(0);
    expect(sound?.failure?.ms).toBeLessThan(3000);
    expect(sound?.failure?.log).toMatch(/\w{3}/);
  });

  test('is placed in its own object, not in the init segment in front of it', async () => {
    const file = Buffer.from(readClip('h264-fragmented.mp4'));
    const media = file.indexOf('moof') - 4;
    const [init, segment] = [file.subarray(0, media), file.subarray(media)];
    const data = segment.indexOf('mdat') + 4;
    const end = data - 8 + segment.readUInt32BE(data - 8);
    fillWithNoise(segment, Math.round((data + end) / 2), end);
    const together = (await reportOf([file], 'mp4')).sound?.failure?.offset;
    expect(together).toBeGreaterThan(media);
    expect((await reportOf([init, segment], 'mp4')).sound?.failure?.offset).toBe((together ?? 0) - media);
  });

  test('of a transport stream has its time and line too', async () => {
    const { failure } = (await soundIn(scrambled(readClip('h264-aac.mpegts'), 1000), 'ts')) ?? {};
    expect(failure).toMatchObject({ ms: expect.any(Number), log: expect.stringMatching(/\w{3}/) });
  });
});

describe('sound beside the picture', () => {
  test.each([
    ['h264-aac.mpegts', 'ts'],
    ['h265-aac.mpegts', 'ts'],
    ['h264-faststart.mp4', 'mp4'],
    ['h264-fragmented.mp4', 'mp4'],
  ] as const)('%s: every frame of it is decoded, and its level measured', async (name, container) => {
    const sound = await soundIn(readClip(name), container);
    expect(sound).toMatchObject({ failed: 0, firstFailed: null, levels: { equalMs: 0, clippedSeconds: 0 } });
    expect(sound?.frames).toBeGreaterThan(25);
    expect(sound?.levels?.ms).toBeGreaterThan(1800);
  });

  test('what is no AAC fails, and says nothing of the picture', async () => {
    const sound = await soundIn(scrambled(readClip('h264-aac.mpegts'), 1000), 'ts');
    expect(sound?.failed).toBeGreaterThan((sound?.frames ?? 0) * 0.1);
  });

  test('where there is none, or none that browsers play, nothing is said', async () => {
    expect(await soundIn(readClip('h264-no-audio.mpegts'), 'ts')).toBeNull();
    expect(await soundIn(readClip('h264-g711.mov'), 'mp4')).toBeNull();
  });
});
