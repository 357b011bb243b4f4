import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Judge } from '../judge.ts';
import { readClip } from '../testing.ts';
import type { SoundReport } from './sound-report.ts';

let judge: Judge;
beforeAll(async () => {
  judge = await Judge.start({ processes: 1, engine: 'node-av' });
});
afterAll(() => judge[Symbol.asyncDispose]());

async function soundIn(bytes: Buffer, container: 'ts' | 'mp4'): Promise<SoundReport | null | undefined> {
  const outcome = await judge.decode({ parts: [bytes], container, durationMs: 3000 });
  if (outcome.is !== 'report') throw new Error(`no report: ${outcome.is}`);
  expect(outcome.report).toMatchObject({ refused: 0, damaged: 0, logs: { lines: 0 } });
  return outcome.report.sound;
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
