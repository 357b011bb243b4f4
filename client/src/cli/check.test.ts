import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { main } from '../cli.ts';

const CLIPS = path.join(import.meta.dirname, '../../../media/fixtures/clips');
const clip = (name: string): string => path.join(CLIPS, name);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kaitong-check-'));
  await mkdir(place('all'));
  await copyFile(clip('h264-aac.mpegts'), place('all/1.ts'));
  await copyFile(clip('mpeg2.mpegts'), place('all/2.ts'));
  await writeFile(place('text.ts'), '403 Forbidden, <ask> the "administrator"');
});
afterAll(() => rm(folder, { recursive: true }));
const place = (name: string): string => path.join(folder, name);

async function check(args: string[], LANG = 'en') {
  const said = { lines: [] as string[], errors: [] as string[] };
  const output = {
    line: (text: string) => void said.lines.push(text),
    error: (text: string) => void said.errors.push(text),
  };
  return { code: await main(['check', ...args], { LANG }, output), ...said };
}

test('a good clip: one line and 0', async () => {
  expect(await check([clip('h264-aac.mpegts')])).toEqual({
    code: 0,
    lines: [
      '✓ pass  h264-aac.mpegts  ts, h264, 320×180',
      expect.stringContaining('Speed: not judged, since the clip is too short.'),
    ],
    errors: [],
  });
});

test('a bad one: what, where, why and what to do, and 1; a decoder is not spoken of, since none was needed', async () => {
  const { code, lines, errors } = await check([place('text.ts')]);
  expect(code).toBe(1);
  expect(lines[0]).toMatch(/^✗ fail {2}text.ts/);
  expect(lines[1]).toMatch(/^✗ obj\.container/);
  expect(lines.some((line) => line.startsWith('  → '))).toBe(true);
  expect(errors).toEqual([]);
});

test('in Chinese where the terminal is', async () => {
  const { lines } = await check([place('text.ts')], 'zh_CN.UTF-8');
  expect(lines[0]).toContain('不通过');
});

test('--json is one object a clip, and nothing else', async () => {
  const { code, lines, errors } = await check(['--json', '--each', place('all')]);
  expect([code, errors]).toEqual([1, []]);
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    { name: '1.ts', outcome: 'pass', level2: 'node-av', decoding: 'done', declared: false },
    { name: '2.ts', outcome: 'fail', findings: [{ code: 'video.codec' }], decoding: 'not_needed' },
  ]);
});

describe('--junit', () => {
  const write = async (...args: string[]): Promise<string> => {
    await check(['--junit', place('report.xml'), ...args]);
    return await readFile(place('report.xml'), 'utf8');
  };

  test('is a suite per clip and a case per check; the failed one says what to do', async () => {
    const xml = await write('--each', place('all'));
    expect(xml.match(/<testsuite /g)).toHaveLength(2);
    expect(xml).toMatch(/<testsuite name="1\.ts" tests="\d+" failures="0" skipped="0">/);
    expect(xml).toMatch(
      /<testcase classname="2\.ts" name="video\.codec">\s*<failure type="video\.codec" message="[^"]+">/,
    );
    expect(xml).toMatch(/name="decode\.errors">\s*<skipped message="not_needed"\/>/);
  });

  test('cases of what no file shows, and of what nobody declared, are left out', async () => {
    const xml = await write(clip('h264-aac.mpegts'));
    expect(xml).not.toMatch(/name="(?:flow\.|replay|enc\.|obj\.hash|snap\.)/);
  });

  test('names and sentences are escaped', async () => {
    await copyFile(place('text.ts'), place('a&<b>".ts'));
    const xml = await write(place('a&<b>".ts'));
    expect(xml).toContain('<testsuite name="a&amp;&lt;b&gt;&quot;.ts"');
    expect(xml.replace(/<[^<>]*>/g, '')).not.toMatch(/[<>]|&(?!amp;|lt;|gt;|quot;|#10;)/);
  });

  test('that cannot be written is wrong usage', async () => {
    const { code, errors } = await check(['--junit', place('no/folder.xml'), clip('h264-aac.mpegts')]);
    expect([code, errors.length]).toEqual([64, 1]);
  });
});

test.each([
  ['no such file', ['nothing.ts'], /does not exist/],
  ['a folder without footage', ['none'], /no footage/],
])('%s is one sentence and 64', async (_, names, message) => {
  await mkdir(place('none'), { recursive: true });
  const { code, lines, errors } = await check(names.map(place));
  expect({ code, lines }).toEqual({ code: 64, lines: [] });
  expect(errors.join()).toMatch(message);
});
