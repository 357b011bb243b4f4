import { createCipheriv, createHash } from 'node:crypto';
import { mkdir, mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ObjectKind } from '@kaitong/contract/checks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Judge } from '../judge.ts';
import { readClip as readFixture } from '../testing.ts';
import { checkClip } from './check-files.ts';
import { LocalClipError, type LocalClipProblem, listClips, readClip } from './read-clip.ts';

let folder: string;
let judge: Judge;
const asked: string[] = [];
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kaitong-clips-'));
  judge = await Judge.start({ processes: 1 });
});
afterAll(async () => {
  await judge[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

const place = (...names: string[]): string => path.join(folder, ...names);
async function write(name: string, files: Record<string, string | Uint8Array>): Promise<string> {
  await mkdir(place(name), { recursive: true });
  for (const [file, bytes] of Object.entries(files)) await writeFile(place(name, file), bytes);
  return place(name);
}
const check = async (...paths: string[]) => {
  asked.length = 0;
  const startJudge = async () => {
    asked.push('judge');
    return judge;
  };
  return await checkClip(startJudge, await readClip(paths));
};
const problemOf = async (...paths: string[]): Promise<LocalClipProblem | undefined> =>
  await readClip(paths).then(
    () => undefined,
    (error: unknown) => (error instanceof LocalClipError ? error.code : Promise.reject(error)),
  );

const KEY = Buffer.alloc(16, 5);
const hash = (algorithm: string, bytes: Uint8Array) => createHash(algorithm).update(bytes).digest('hex');

/** What the virtual camera leaves: encrypted objects, and a clip.json of what it declared. */
async function record(name: string, change: (bytes: Buffer, n: number) => Buffer = (bytes) => bytes) {
  const clip: [ObjectKind, string, number][] = [
    ['init', 'h265-fmp4-init.mp4', 0],
    ['segment', 'h265-fmp4-0.m4s', 2000],
    ['segment', 'h265-fmp4-1.m4s', 2000],
  ];
  const objects = [];
  const files: Record<string, Uint8Array | string> = {};
  for (const [n, [kind, fixture, durationMs]] of clip.entries()) {
    const iv = Buffer.alloc(16, n + 1);
    const cipher = createCipheriv('aes-128-cbc', KEY, iv);
    const bytes = Buffer.concat([cipher.update(readFixture(fixture)), cipher.final()]);
    const hashes = { md5: hash('md5', bytes), sha256: hash('sha256', bytes) };
    objects.push({ n, kind, bytes: bytes.length, durationMs, ...hashes, iv: iv.toString('hex') });
    files[`${n}-${kind}.bin`] = change(bytes, n);
  }
  const declaration = { container: 'fmp4', codec: 'h265', width: 320, height: 180, encryption: 'aes-128' };
  files['clip.json'] = JSON.stringify({ declaration, key: KEY.toString('hex'), objects });
  return await write(name, files);
}

const codesOf = ({ verdict }: { verdict: { findings: { code: string }[] } }) =>
  verdict.findings.map(({ code }) => code);

describe('a folder', () => {
  test('is one clip, by name as people count, the init segment first', async () => {
    const path = await write('hls', {
      '10.m4s': readFixture('h265-fmp4-1.m4s'),
      '9.m4s': readFixture('h265-fmp4-0.m4s'),
      'zz-init.mp4': readFixture('h265-fmp4-init.mp4'),
      'stream.m3u8': '#EXTM3U',
      '.hidden': 'x',
    });
    const checked = await check(path);
    expect(checked.objects.map(({ name }) => name)).toEqual(['zz-init.mp4', '9.m4s', '10.m4s']);
    expect(checked).toMatchObject({ declared: false, decoding: 'done', verdict: { outcome: 'pass' } });
  });

  test('with a clip.json is judged by what was declared: decrypted, sizes and hashes compared', async () => {
    const checked = await check(await record('declared'));
    expect(checked).toMatchObject({ declared: true, decoding: 'done', declaration: { encryption: 'aes-128' } });
    expect(codesOf(checked)).toEqual(['snap.missing']);
    const cut = await record('cut', (bytes, n) => (n === 2 ? bytes.subarray(0, -16) : bytes));
    expect(codesOf(await check(cut))).toContain('obj.size');
    expect(codesOf(await check(path.join(cut, 'clip.json')))).toContain('obj.size');
  });

  test('whose clip lacks an object says so', async () => {
    const lacking = await record('lacking');
    await rm(path.join(lacking, '1-segment.bin'));
    expect(codesOf(await check(lacking))).toContain('flow.segment_missing');
  });
});

describe('one file of a declared clip', () => {
  test('is judged with its init segment, and not for what else is in the folder', async () => {
    const checked = await check(path.join(await record('one'), '1-segment.bin'));
    expect(checked.objects.map(({ name }) => name)).toEqual(['0-init.bin', '1-segment.bin']);
    expect(checked).toMatchObject({ declared: true, verdict: { outcome: 'pass', findings: [] } });
  });
});

test('no decoder is asked for where level 1 leaves nothing to decode', async () => {
  const text = await write('text', { 'a.ts': 'x'.repeat(400) });
  expect(await check(text)).toMatchObject({ decoding: 'not_needed', verdict: { outcome: 'fail' } });
  expect(asked).toEqual([]);
});

test('without level 2 what should be decoded is missing it', async () => {
  await using none = await Judge.start({ processes: 1, engine: 'none' });
  const clip = await readClip([await write('plain', { 'a.ts': readFixture('h264-aac.mpegts') })]);
  expect(await checkClip(async () => none, clip)).toMatchObject({
    decoding: 'missing',
    verdict: { outcome: 'undecided' },
  });
});

describe('what cannot be judged is named', () => {
  test('a path that is not there, and one that is no file', async () => {
    expect(await problemOf(place('nothing'))).toBe('not_found');
    expect(await problemOf('/dev/null')).toBe('not_readable');
  });

  test('a folder without footage', async () => {
    expect(await problemOf(await write('empty', { 'readme.txt': 'x' }))).toBe('empty_folder');
  });

  test('a file larger than any object may be, unread', async () => {
    const folder = await write('large', { 'a.mp4': 'abc' });
    await truncate(path.join(folder, 'a.mp4'), 256 * 1024 * 1024 + 1);
    expect(await problemOf(folder)).toBe('too_large');
  });

  test.each(['{', '{}', '[]', JSON.stringify({ declaration: {}, key: 'x', objects: [] })])(
    'a clip.json of %j',
    async (text) => {
      expect(await problemOf(await write('broken', { 'clip.json': text, '0-segment.bin': 'x' }))).toBe(
        'clip_file_invalid',
      );
    },
  );

  test('files of several clips at once', async () => {
    const [a, b] = [await record('a'), await record('b')];
    expect(await problemOf(a, b)).toBe('several_clips');
  });
});

test('clips of their own: every file of a folder, every declared folder once', async () => {
  await write('all', { 'a.mp4': 'x', 'b10.mp4': 'x', 'b9.mp4': 'x', 'list.txt': 'x' });
  await record('all/clip');
  const clips = await listClips([place('all')], { each: true });
  expect(clips.map(([clip = '']) => path.relative(place('all'), clip))).toEqual(['a.mp4', 'b9.mp4', 'b10.mp4', 'clip']);
  expect(await listClips([place('all', 'clip')], { each: true })).toEqual([[place('all', 'clip')]]);
});

test('several folders are a clip each; files, also beside a folder, are one', async () => {
  const [a, b] = [await write('one', { '0.ts': 'x' }), await write('two', { '0.ts': 'x' })];
  const file = path.join(a, '0.ts');
  expect(await listClips([a, b], { each: false })).toEqual([[a], [b]]);
  expect(await listClips([a], { each: false })).toEqual([[a]]);
  expect(await listClips([file, b], { each: false })).toEqual([[file, b]]);
});
