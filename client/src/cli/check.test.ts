import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import path from 'node:path';
import { seconds } from '@kaitong/contract';
import { Judge } from '@kaitong/judge';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
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

async function check(args: string[], LANG = 'en', environment: Record<string, string> = {}) {
  const said = { lines: [] as string[], errors: [] as string[] };
  const output = {
    line: (text: string) => void said.lines.push(text),
    error: (text: string) => void said.errors.push(text),
  };
  return { code: await main(['check', ...args], { LANG, ...environment }, output), ...said };
}

test('a good clip: its outcome, what it shows and how fast its time runs, and 0', async () => {
  expect(await check([clip('h264-aac.mpegts')])).toEqual({
    code: 0,
    lines: [
      '✓ pass  h264-aac.mpegts  ts, h264, 320×180',
      expect.stringMatching(/^ {2}[▁▂▃▄▅▆▇█]{1,4} {2}\d s; the higher, the brighter$/),
      expect.stringContaining('Speed: not judged, since sound and picture are too short to compare. '),
    ],
    errors: [],
  });
});

test('where a server is named, its page about the first code is named too, and only to people', async () => {
  const server = { KAITONG_URL: 'https://cam.example.com/' };
  const [first = ''] = (await check([place('text.ts')])).lines.flatMap(
    (line) => /^✗ ([a-z]+\.\w+)/.exec(line)?.[1] ?? [],
  );
  const page = `https://cam.example.com/docs/zh-CN/checks/${first}`;
  expect((await check([place('text.ts')], 'zh_CN.UTF-8', server)).errors).toContainEqual(expect.stringContaining(page));
  expect((await check([place('text.ts'), '--json'], 'zh_CN.UTF-8', server)).errors).toEqual([]);
  expect((await check([clip('h264-aac.mpegts')], 'en', server)).errors).toEqual([]);
});

test('of a clip without sound the speed line says nothing of what its sound would show', async () => {
  const { lines } = await check([clip('h264-no-audio.mpegts')]);
  const speed = lines.find((line) => line.includes('Speed:'));
  expect(speed).toMatch(/not judged, since there is no sound/);
  expect(speed).not.toMatch(/five seconds/);
});

test('a bad one: what, where, why and what to do, and 1; a decoder is not spoken of, since none was needed', async () => {
  const start = vi.spyOn(Judge, 'start');
  const { code, lines, errors } = await check([place('text.ts')]);
  expect(code).toBe(1);
  expect(lines[0]).toMatch(/^✗ fail {2}text.ts/);
  expect(lines[1]).toMatch(/^✗ obj\.container/);
  expect(lines.some((line) => line.startsWith('  → '))).toBe(true);
  expect(lines.join('\n')).not.toContain('time stamps');
  expect(errors).toEqual([]);
  expect(start).not.toHaveBeenCalled();
  start.mockRestore();
});

test('the clips of a folder are judged on as many lanes as there are cores, and no more than clips', async () => {
  const start = vi.spyOn(Judge, 'start');
  await mkdir(place('three'), { recursive: true });
  for (const n of [1, 2, 3]) await copyFile(clip('h264-aac.mpegts'), place(`three/${n}.ts`));
  expect((await check(['--each', place('three')])).code).toBe(0);
  expect((await check([clip('h264-aac.mpegts')])).code).toBe(0);
  const lanes = [Math.min(3, availableParallelism()), 1];
  expect(start.mock.calls.map(([options]) => options?.processes)).toEqual(lanes);
  start.mockRestore();
});

test('nothing says that something was declared where nothing was, nor what only a guess would fill in', async () => {
  for (const lang of ['en', 'zh_CN']) {
    const { lines } = await check([place('text.ts')], lang);
    expect(lines.join('\n')).not.toMatch(/was declared|differs from the declaration|声明的是|与声明不符|1×1/);
  }
});

test('a machine too busy to decode is an outage that says so: no verdict, and nothing on the footage', async () => {
  const start = Judge.start.bind(Judge);
  const busy = vi.spyOn(Judge, 'start').mockImplementation(() => start({ limits: { patience: seconds(-1000) } }));
  const { code, lines, errors } = await check([clip('h264-aac.mpegts')]);
  expect({ code, lines }).toEqual({ code: 4, lines: [] });
  expect(errors).toEqual([expect.stringContaining('too little processor time')]);
  busy.mockRestore();
});

/** From the middle of an MPEG-TS file on, all stamps (ISO/IEC 13818-1, 2.4.3.7) are `seconds` earlier. */
function steppedBack(ts: Buffer, seconds: number): Buffer {
  const middle = Math.floor(ts.length / 376) * 188;
  for (let packet = middle; packet < ts.length; packet += 188) {
    const [, second = 0, , fourth = 0, adaptation = 0] = ts.subarray(packet, packet + 5);
    const pes = packet + (fourth & 0x20 ? 5 + adaptation : 4);
    if (!(second & 0x40) || ts.readUIntBE(pes, 3) !== 1) continue;
    const fields = ((ts[pes + 7] ?? 0) >> 6) - 1;
    for (let n = 0, at = pes + 9; n < fields; n++, at += 5) {
      const [a = 0, b = 0, c = 0, d = 0, e = 0] = ts.subarray(at, at + 5);
      const time = ((a >> 1) & 7) * 2 ** 30 + (b << 22) + ((c >> 1) << 15) + (d << 7) + (e >> 1) - seconds * 90_000;
      ts[at] = (a & 0xf1) | (Math.floor(time / 2 ** 30) << 1);
      ts.writeUInt16BE(((time >> 14) & 0xfffe) | 1, at + 1);
      ts.writeUInt16BE(((time << 1) & 0xfffe) | 1, at + 3);
    }
  }
  return ts;
}

describe('damaged in its second segment', () => {
  const cut = async (): Promise<string[]> => {
    const segment = await readFile(clip('h264-ts-1.mpegts'));
    await copyFile(clip('h264-ts-0.mpegts'), place('0.ts'));
    // Two packets are missing.
    await writeFile(place('1.ts'), Buffer.concat([segment.subarray(0, 188 * 30), segment.subarray(188 * 32)]));
    return [place('0.ts'), place('1.ts')];
  };

  test('the headline has its file, object, time, picture, bytes and next key frame; what follows is one line below', async () => {
    const { lines } = await check(await cut());
    const [headline, , where, ...rest] = lines.slice(lines.findIndex((line) => line.startsWith('✗ ts.')));
    expect(headline).toBe('✗ ts.continuity  TS packets lost (1.ts)');
    expect(where).toMatch(/^ {2}@ object 1 \(video segment\), at \d\.\d+ s, frame \d+, offset [\d,]+ bytes/);
    expect(rest.filter((line) => /^[✗!]/.test(line))).toEqual([]);
    expect(rest.slice(rest.indexOf('  goes away with it:') + 1)[0]).toMatch(/^ {4}\w+\.\w+ {2}/);
    expect(rest.some((line) => line.startsWith('      FFmpeg: '))).toBe(true);
  });

  test.each([
    ['en', '✗ expected'],
    ['zh_CN', '✗ 应为'],
  ])(
    '--explain shows the bytes at its place and the header there, found beside expected: %s',
    async (lang, expected) => {
      const { lines } = await check(['--explain', ...(await cut())], lang);
      const said = lines.join('\n');
      expect(said).toMatch(/\n {4} +\d+ {2}(?:[0-9a-f]{2} ){15}[0-9a-f]{2} {2}.{16}\n/);
      expect(said).toMatch(/\n +\^\^\n/);
      expect(said).toContain('(ISO/IEC 13818-1, 2.4.3.2)');
      expect(said).toMatch(new RegExp(`continuity_counter {2,}\\d+ {2}${expected} \\d+`));
      expect(lines.join('\n')).toMatch(/sync_byte {2,}0x47 \(71\)/);
    },
  );

  test('--explain shows the init segment, where it is the one that is wrong', async () => {
    const init = await readFile(clip('h264-fmp4-init.mp4'));
    init[init.indexOf('avcC') + 8] = 0xfd; // lengthSizeMinusOne: 1
    await mkdir(place('lengths'), { recursive: true });
    await writeFile(place('lengths/init.mp4'), init);
    await copyFile(clip('h264-fmp4-0.m4s'), place('lengths/0.m4s'));
    const said = (await check(['--explain', place('lengths')])).lines.join('\n');
    expect(said).toMatch(/✗ mp4\.nal_length_size[^✗\n]*\(init\.mp4\)\n[^✗]*lengthSizeMinusOne {2,}1 {2}✗ expected 3/);
  });

  test('--explain tells a time that was due as one of a whole millisecond, and no tick of it', async () => {
    await writeFile(place('stepped.ts'), steppedBack(await readFile(clip('h264-ts-0.mpegts')), 1));
    const said = (await check(['--explain', place('stepped.ts')])).lines.join('\n');
    expect(said).toMatch(/PTS {2,}\d+ \(\d+\.\d{3} s\) {2}✗ expected about \d+\.\d{3} s\n/);
  });

  test('--explain in JSON: the structures with their clauses and fields, and the bytes in hex', async () => {
    const { lines } = await check(['--explain', '--json', ...(await cut())]);
    const { explained } = JSON.parse(lines.join());
    expect(explained).toMatchObject([{ code: 'ts.continuity', object: 1, bytes: { hex: expect.any(String) } }]);
    const [packet] = explained[0].structures.filter(({ kind }: { kind: string }) => kind === 'ts-packet');
    expect(packet.fields).toContainEqual(expect.objectContaining({ name: 'PID', value: 256 }));
  });

  test('JSON keeps what follows, with its cause', async () => {
    const { lines } = await check(['--json', ...(await cut())]);
    const { findings } = JSON.parse(lines.join());
    const at = { object: 1, offset: expect.any(Number), atMs: expect.any(Number), frame: expect.any(Number) };
    expect(findings[0]).toMatchObject({ code: 'ts.continuity', ...at });
    expect(findings[0]).not.toHaveProperty('because');
    expect(findings.slice(1)).not.toEqual([]);
    for (const finding of findings.slice(1)) expect(finding).toMatchObject({ because: 'ts.continuity' });
  });

  test('JUnit fails the headline’s case only, and says where', async () => {
    await check(['--junit', place('cut.xml'), ...(await cut())]);
    const xml = await readFile(place('cut.xml'), 'utf8');
    expect(xml).toMatch(/tests="\d+" failures="1"/);
    expect(xml).toMatch(/<failure type="ts\.continuity"[^>]*>[^<]*frame \d+/);
    expect(xml).toMatch(/<skipped message="because of ts\.continuity"/);
    // The decoder's own words, and how bright the seconds of the clip are.
    expect(xml).toMatch(/<skipped message="because of ts\.continuity">[^<]*FFmpeg: /);
    expect(xml).toMatch(/<system-out>\s*[▁▂▃▄▅▆▇█]/);
  });

  test('--ticket is a text to paste: what, where, measured, cause, fix, file', async () => {
    const { lines } = await check(['--ticket', ...(await cut())]);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatch(
      /^ts\.continuity: .*\n\nWhat: .*\nWhere: object 1 .*\nMeasured: 1\nLimit: 0\nLikely cause: /,
    );
    expect(lines[0]).toContain('\nFile: 1.ts\n');
  });
});

describe('damaged before a key frame', () => {
  const cut = async (): Promise<string[]> => {
    const segment = await readFile(clip('h264-ts-0.mpegts'));
    await writeFile(place('a.ts'), Buffer.concat([segment.subarray(0, 188 * 30), segment.subarray(188 * 32)]));
    await copyFile(clip('h264-ts-1.mpegts'), place('b.ts'));
    return [place('a.ts'), place('b.ts')];
  };

  test.each([
    [
      'en',
      /^ {2}@ object 0 \(video segment\), at [\d.]+ \w+, frame \d+, offset [\d,]+ bytes, next key frame [\d.]+ \w+ later$/,
    ],
    [
      'zh_CN',
      /^ {2}@ 对象 0（视频分片），时间 [\d.]+ [毫秒]+，第 \d+ 帧（从 0 数起），偏移 [\d,]+ 字节，[\d.]+ [毫秒]+后才有下一个关键帧$/,
    ],
  ])('its place ends with how long it is to that: %s', async (lang, expected) => {
    const { lines } = await check(await cut(), lang);
    const from = lines.findIndex((line) => line.startsWith('✗ ts.continuity'));
    expect(lines.slice(from).find((line) => line.startsWith('  @ '))).toMatch(expected);
  });

  test('JSON and JUnit say it as well', async () => {
    const { lines } = await check(['--json', '--junit', place('before.xml'), ...(await cut())]);
    const [found] = JSON.parse(lines.join()).findings;
    const count = expect.any(Number);
    expect(found).toMatchObject({ object: 0, offset: count, atMs: count, frame: count, keyAfterMs: count });
    expect(found.keyAfterMs).toBeGreaterThan(0);
    const xml = await readFile(place('before.xml'), 'utf8');
    expect(xml).toMatch(
      /<failure type="ts\.continuity"[^>]*>[^<]*\n@ object 0 [^<\n]*, frame \d+, [^<\n]*, next key frame [\d.]+ \w+ later\n/,
    );
  });
});

test('several folders are judged in one run, a clip each, told in their order', async () => {
  await mkdir(place('first'), { recursive: true });
  await copyFile(clip('h264-ts-0.mpegts'), place('first/0.ts'));
  const { code, lines } = await check(['--json', place('first'), place('all')]);
  expect([code, lines.map((line) => JSON.parse(line).name)]).toEqual([1, ['first', 'all']]);
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
