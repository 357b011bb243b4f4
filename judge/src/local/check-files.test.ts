import { createHash, randomBytes } from 'node:crypto';
import { LANGUAGES } from '@kaitong/contract';
import { finding, findingText } from '@kaitong/contract/checks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Judge } from '../judge.ts';
import { checkClips, damageSlices, readClip } from '../testing.ts';
import { checkClip, checkFiles, type FilesChecked } from './check-files.ts';

let judge: Judge;
beforeAll(async () => {
  judge = await Judge.start({ processes: 1 });
});
afterAll(() => judge[Symbol.asyncDispose]());

const codesOf = ({ verdict }: Awaited<ReturnType<typeof checkFiles>>) => verdict.findings.map(({ code }) => code);

describe('local files are judged as a device’s clip', () => {
  test.each([
    ['one transport stream', ['h264-aac.mpegts'], { container: 'ts', codec: 'h264' }, ['segment']],
    [
      'transport streams and a snapshot',
      ['h264-ts-0.mpegts', 'h264-ts-1.mpegts', 'snapshot.jpg'],
      { container: 'ts', codec: 'h264' },
      ['segment', 'segment', 'snapshot'],
    ],
    [
      'an init segment and media segments',
      ['h265-fmp4-init.mp4', 'h265-fmp4-0.m4s', 'h265-fmp4-1.m4s'],
      { container: 'fmp4', codec: 'h265' },
      ['init', 'segment', 'segment'],
    ],
    ['a fragmented file', ['h264-fragmented.mp4'], { container: 'mp4', codec: 'h264' }, ['segment']],
    ['a whole MP4', ['h265-faststart.mp4'], { container: 'mp4', codec: 'h265' }, ['segment']],
  ])('%s: pass', async (_, names, declaration, kinds) => {
    const checked = await checkClips(judge, ...names);
    expect(checked.verdict).toMatchObject({ outcome: 'pass', findings: [], level2: 'node-av' });
    expect(checked.declaration).toEqual({ ...declaration, width: 320, height: 180, encryption: 'none' });
    expect(checked.objects).toEqual(names.map((name, n) => ({ n, name, kind: kinds[n] })));
  });

  test('what is wrong with a file is found by either level', async () => {
    expect(codesOf(await checkClips(judge, 'black.mpegts'))).toContain('picture.black');
    expect(codesOf(await checkClips(judge, 'mpeg2.mpegts'))).toEqual(['video.codec']);
    const bytes = damageSlices(readClip('h264-aac.mpegts'), 4);
    expect(codesOf(await checkFiles(judge, [{ name: 'damaged.ts', bytes }]))).toContain('decode.errors');
  });

  test('the second segment of a clip is named as the object', async () => {
    const second = damageSlices(readClip('h264-ts-1.mpegts'), 3);
    const files = [
      { name: 'first.ts', bytes: readClip('h264-ts-0.mpegts') },
      { name: 'second.ts', bytes: second },
    ];
    const { verdict } = await checkFiles(judge, files);
    expect(verdict.findings.find(({ code }) => code === 'decode.errors')).toMatchObject({ object: 1 });
  });

  test.each([
    ['an empty file', Buffer.alloc(0), 'obj.empty'],
    ['a text', Buffer.from('403 Forbidden, ask the administrator'), 'obj.container'],
    ['random bytes', Buffer.from(Array.from({ length: 4096 }, (_, i) => (i * i * 7919) % 251)), 'obj.container'],
  ])('%s: fail', async (_, bytes, code) => {
    const checked = await checkFiles(judge, [{ name: 'file', bytes }]);
    expect(checked.verdict.outcome).toBe('fail');
    expect(codesOf(checked)).toContain(code);
  });

  test('an object in another container than the others is told by both, not as none that is known', async () => {
    const { verdict } = await checkClips(judge, 'h264-faststart.mp4', 'h264-aac.mpegts');
    const found = verdict.findings.find(({ code }) => code === 'obj.container');
    expect(found).toMatchObject({ object: 1, measured: 'ts', limit: 'mp4' });
    expect(found && findingText(found, 'en').sentence).toBe(
      'The objects of one clip have two containers: this one is MPEG-TS, the others are MP4.',
    );
  });

  test.each([
    ['Matroska', Buffer.concat([Buffer.from('1a45dfa3', 'hex'), Buffer.alloc(4000, 7)]), 'mkv'],
    ['what looks encrypted', randomBytes(4096), 'random'],
  ])('%s is held against what could have been declared, since nothing was', async (_, bytes, measured) => {
    const { verdict } = await checkFiles(judge, [{ name: 'file', bytes }]);
    const [first] = verdict.findings;
    expect(first).toMatchObject({ code: 'obj.container', measured, limit: 'accepted' });
    for (const language of LANGUAGES)
      expect(Object.values(findingText(finding(first?.code ?? 'replay', first), language)).join()).not.toMatch(
        /declar|声明/,
      );
  });

  test('hundreds of pictures with one time are decoded to the end: the clock stands, the decoder does not', async () => {
    const clip = Buffer.concat(Array.from({ length: 8 }, () => readClip('h264-no-audio.mpegts')));
    let stamp: Buffer | undefined;
    for (let at = 0; at < clip.length; at += 188) {
      const isPicture = (clip.readUInt16BE(at + 1) & 0x5fff) === 0x4100;
      if (!isPicture) continue;
      const pes = at + 4 + ((clip[at + 3] ?? 0) & 0x20 ? 1 + (clip[at + 4] ?? 0) : 0);
      stamp ??= Buffer.from(clip.subarray(pes + 9, pes + 14));
      stamp.copy(clip, pes + 9);
    }
    const codes = codesOf(await checkFiles(judge, [{ name: 'standing.ts', bytes: clip }]));
    expect(codes).toContain('time.duplicate');
    expect(codes).not.toContain('decode.limit');
  });

  test('less than a verification asks for is a warning: one segment may be looked at alone', async () => {
    const bytes = readClip('h264-faststart.mp4');
    const timescale = bytes.indexOf('mdhd') + 16;
    bytes.writeUInt32BE(bytes.readUInt32BE(timescale) * 2, timescale);
    const checked = await checkFiles(judge, [{ name: 'short.mp4', bytes }]);
    expect(checked.verdict.findings).toContainEqual(
      expect.objectContaining({ code: 'time.too_short', severity: 'warning', limit: 2000 }),
    );
  });

  test('one wrong stamp makes no clip longer than five minutes', async () => {
    const bytes = readClip('h264-no-audio.mpegts');
    const starts = Array.from({ length: bytes.length / 188 }, (_, n) => n * 188).filter(
      (at) => (bytes.readUInt16BE(at + 1) & 0x5fff) === 0x4100,
    );
    for (const at of starts.slice(20)) {
      const pes = at + 4 + ((bytes[at + 3] ?? 0) & 0x20 ? 1 + (bytes[at + 4] ?? 0) : 0);
      bytes[pes + 9] = (bytes[pes + 9] ?? 0) | 4; // PTS[31], six hours later
    }
    const checked = await checkFiles(judge, [{ name: 'jump.ts', bytes }]);
    expect(codesOf(checked)).toContain('time.gap');
    expect(checked.decoding).toBe('done');
  });

  test('beyond five minutes nothing is decoded: all of one file, or what lies behind', async () => {
    const longFile = readClip('h264-faststart.mp4');
    // mdhd (ISO/IEC 14496-12, 8.4.2): fewer ticks a second make three seconds of pictures ten minutes long.
    const timescale = longFile.indexOf('mdhd') + 16;
    longFile.writeUInt32BE(longFile.readUInt32BE(timescale) / 256, timescale);
    const alone = await checkFiles(judge, [{ name: 'long.mp4', bytes: longFile }]);
    expect(alone).toMatchObject({ decoding: 'too_long', verdict: { level2: null } });
    const short = readClip('h264-moov-at-end.mp4');
    const behind = await checkFiles(judge, [
      { name: 'short.mp4', bytes: short },
      { name: 'long.mp4', bytes: longFile },
    ]);
    expect(behind).toMatchObject({ decoding: 'partly', verdict: { level2: 'node-av' } });
  });

  test('a clip that is judged as an activation’s has to move, since somebody was asked to wave', async () => {
    const bytes = readClip('frozen.mpegts');
    const hash = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex');
    const object = {
      ...{ n: 0, kind: 'segment' as const, bytes: bytes.length, durationMs: 3000, iv: null },
      ...{ md5: hash('md5'), sha256: hash('sha256') },
    };
    const { declaration } = await checkClips(judge, 'frozen.mpegts');
    const clip = {
      ...{ name: 'live', partial: true, files: [{ name: '0-segment.bin', bytes }] },
      declared: { declaration, key: null, objects: [object] },
    };
    const arrival = { triggeredAt: 0, skewMs: 0, preRecordMs: 0, reconnected: false, objects: [] };
    const severityOf = ({ verdict }: FilesChecked) =>
      verdict.findings.find(({ code }) => code === 'picture.no_motion')?.severity;
    expect(severityOf(await checkClip(async () => judge, clip))).toBe('warning');
    const asked = await checkClip(async () => judge, clip, { activation: { arrival } });
    expect([severityOf(asked), asked.verdict.outcome]).toEqual(['error', 'fail']);
  });

  test('no file at all is no footage', async () => {
    expect(codesOf(await checkFiles(judge, []))).toContain('video.none');
  });

  test('without level 2 a good file is undecided', async () => {
    await using level1Only = await Judge.start({ processes: 1, engine: 'none' });
    expect((await checkClips(level1Only, 'h264-aac.mpegts')).verdict.outcome).toBe('undecided');
  });
});
