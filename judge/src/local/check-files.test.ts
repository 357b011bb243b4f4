import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Judge } from '../judge.ts';
import { checkClips, damageSlices, readClip } from '../testing.ts';
import { checkFiles } from './check-files.ts';

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

  test('no file at all is no footage', async () => {
    expect(codesOf(await checkFiles(judge, []))).toContain('video.none');
  });

  test('without level 2 a good file is undecided', async () => {
    await using level1Only = await Judge.start({ processes: 1, engine: 'none' });
    expect((await checkClips(level1Only, 'h264-aac.mpegts')).verdict.outcome).toBe('undecided');
  });
});
