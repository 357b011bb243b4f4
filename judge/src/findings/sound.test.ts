import { createHash } from 'node:crypto';
import { findingText, valueTexts } from '@kaitong/contract/checks';
import { inspectObject } from '@kaitong/media';
import { describe, expect, test } from 'vitest';
import type { JudgedObject } from '../clip-evidence.ts';
import { DecodeReport } from '../decode/report.ts';
import type { SoundReport } from '../decode/sound-report.ts';
import { nodePorts } from '../node-ports.ts';
import { readClip } from '../testing.ts';
import { checkSound } from './sound.ts';

const bytes = readClip('h264-no-audio.mpegts');
const hash = (algorithm: 'md5' | 'sha256'): string => createHash(algorithm).update(bytes).digest('hex');
const pictures = {
  ...{ measured: 36, black: 0, luma: { mean: 90, min: 80, max: 100 }, contrast: 90 },
  ...{ motion: { peak: 20, pairs: 35 }, thumbnails: [] },
};
const report = DecodeReport.parse({
  ...{ engine: 'node-av', codec: 'h264', width: 320, height: 180, interlaced: false, packets: 36, frames: 36 },
  ...{ refused: 0, damaged: 0, logs: { lines: 0, first: [] }, unreadable: null, pictures },
});

const heard = (sound: Partial<SoundReport>, n = 0): JudgedObject => {
  const object = { n, kind: 'segment', durationMs: 3000, bytes: bytes.length, iv: null } as const;
  const declared = { ...object, md5: hash('md5'), sha256: hash('sha256') };
  const event = { container: 'ts', codec: 'h264', width: 320, height: 180, encryption: 'none' } as const;
  const whole: SoundReport = { frames: 45, failed: 0, firstFailed: null, levels: null, ...sound };
  return {
    object: declared,
    inspection: inspectObject({ bytes, object: declared, event }, nodePorts),
    decoded: { is: 'report', report: { ...report, sound: whole } },
    picture: null,
  };
};
const levels = { ms: 3000, equalMs: 0, seconds: 3, clippedSeconds: 0 };

describe('frames of sound that cannot be decoded', () => {
  test('one is nothing, two are a warning, one in ten is an error, over all segments', () => {
    expect(checkSound([heard({ failed: 1 }), heard({}, 1)])).toEqual([]);
    expect(checkSound([heard({}), heard({ failed: 2 }, 1)])).toMatchObject([
      { code: 'audio.decode', severity: 'warning', measured: 2, object: 1, params: { frames: 90 } },
    ]);
    expect(checkSound([heard({ failed: 5 }), heard({ failed: 4 }, 1)])).toMatchObject([
      { code: 'audio.decode', severity: 'error', measured: 9, object: 0 },
    ]);
  });

  test('the first one is named, by its number in the object', () => {
    const found = checkSound([heard({}), heard({ failed: 2, firstFailed: 7 }, 1)]);
    expect(found[0]?.params).toEqual({ frames: 90, first: 7 });
  });

  test.each([
    ['en', /^None of 45 frames of sound can be decoded/],
    ['zh-CN', /^45 帧音频全部无法解码/],
  ] as const)('where all failed none is called the first one, in %s', (language, sentence) => {
    const [found] = checkSound([heard({ failed: 45, firstFailed: 1 })]);
    expect(found?.params).toEqual({ frames: 45, which: 'all', first: 1 });
    const text = found && findingText(found, language).sentence;
    expect(text).toMatch(sentence);
    expect(text).not.toMatch(/frame 1|第 1 帧/);
  });

  test('with its bytes, its time in the clip and what FFmpeg says of it', () => {
    const { firstDts } = heard({}).inspection.facts.video ?? {};
    const failure = { offset: 4512, ms: (firstDts ?? 0) + 700, log: '[aac] channel element 1.1 is not allocated' };
    const [found] = checkSound([heard({ failed: 2, firstFailed: 7, failure })]);
    expect(found).toMatchObject({ offset: 4512, atMs: 700, params: { first: 7, log: failure.log } });
    expect(found && findingText(found, 'en').sentence).toMatch(/^In the sound 2 frames of 45 cannot be decoded/);
    expect(found && valueTexts(found, 'en')).toEqual({ measured: '2 frames', limit: '1 frame' });
    // A clock of 33 bits has started again in one reading, and not in the other.
    const turned = { ...failure, ms: failure.ms - 2 ** 33 / 90 };
    expect(checkSound([heard({ failed: 2, firstFailed: 7, failure: turned })])).toMatchObject([{ atMs: 700 }]);
  });
});

describe('levels', () => {
  test('digital silence for five seconds and nine tenths of the clip is a warning', () => {
    const silent = heard({ levels: { ...levels, equalMs: 3000 } });
    expect(checkSound([silent])).toEqual([]);
    expect(checkSound([silent, silent])).toMatchObject([{ code: 'audio.silent', severity: 'warning', measured: 6000 }]);
    expect(checkSound([silent, silent, heard({ levels })])).toEqual([]);
  });

  test('clipping in more than a tenth of the seconds is a warning', () => {
    const clipped = heard({ levels: { ...levels, clippedSeconds: 1 } });
    expect(checkSound([clipped])).toMatchObject([{ code: 'audio.clipped', severity: 'warning', measured: 33 }]);
    expect(checkSound([clipped, ...Array.from({ length: 3 }, (_, n) => heard({ levels }, n + 1))])).toEqual([]);
  });
});
