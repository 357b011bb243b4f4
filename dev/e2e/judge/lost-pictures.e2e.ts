// Pictures taken out of real streams: the judge misses what FFmpeg misses, and nothing else.
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { VideoCodec } from '@kaitong/contract/checks';
import { nodePorts } from '@kaitong/judge';
import { inspectObject, type VideoFacts } from '@kaitong/media';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { describe as declare } from '../../bench/judge/clip.ts';
import { isInstalled } from '../../bench/judge/corpus/programs.ts';
import { randomFrom } from '../../bench/judge/rate/random.ts';
import { picturesOfRaw } from '../../bench/judge/raw/pictures-of-raw.ts';
import { wrapRaw } from '../../bench/judge/raw/wrap-raw.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'kaitong-lost-'));
  if (!isInstalled('ffmpeg')) return;
  const scene = 'testsrc2=s=320x176:r=25:d=4,noise=alls=4:allf=t:all_seed=1';
  run('ffmpeg', '-v', 'error', '-f', 'lavfi', '-i', scene, '-pix_fmt', 'yuv420p', 'in.y4m');
});
afterAll(() => rmSync(folder, { recursive: true }));

const run = (program: string, ...args: string[]): void =>
  void execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'ignore'], timeout: 120_000 });

const X265 = '--input in.y4m --log-level none --preset ultrafast --keyint 50 -o';
const KVAZAAR = '-i in.y4m --threads 1 --preset ultrafast -o';

const H265: readonly (readonly [name: string, program: string, args: string])[] = [
  ['one after the other', 'x265', `${X265} RAW --bframes 0`],
  ['B pyramid, four references', 'x265', `${X265} RAW --bframes 4 --b-pyramid --ref 4 --preset medium`],
  ['open groups', 'x265', `${X265} RAW --open-gop --bframes 3 --keyint 25`],
  ['temporal layers', 'x265', `${X265} RAW --temporal-layers 3 --bframes 3`],
  ['intra refresh', 'x265', `${X265} RAW --intra-refresh --bframes 0 --keyint 25`],
  ['slices', 'x265', `${X265} RAW --slices 3 --bframes 2`],
  ['low delay', 'kvazaar', `${KVAZAAR} RAW --period 48 --gop lp-g4d3t1`],
  ['groups of eight', 'kvazaar', `${KVAZAAR} RAW --period 48 --gop 8`],
  ['groups of sixteen, open', 'kvazaar', `${KVAZAAR} RAW --period 48 --gop 16 --open-gop`],
];

const H264: readonly (readonly [name: string, args: string])[] = [
  ['one after the other', '--bframes 0'],
  ['B pyramid', '--bframes 4 --b-pyramid normal --ref 4'],
  ['intra refresh', '--intra-refresh'],
  ['fields', '--tff --bframes 2'],
  ['slices', '--slices 4'],
];

function streamOf(program: string, args: string): Buffer | undefined {
  if (!isInstalled('ffmpeg') || !isInstalled(program)) return undefined;
  run(program, ...args.replace('RAW', 'raw.bin').split(' '));
  return readFileSync(path.join(folder, 'raw.bin'));
}

function factsOf(codec: VideoCodec, raw: Buffer): VideoFacts | null {
  const bytes = wrapRaw(codec, raw);
  const object = declare(0, { kind: 'segment', bytes, durationMs: 0 }, null);
  const event = { container: 'ts', codec, width: 320, height: 176, encryption: 'none' } as const;
  return inspectObject({ bytes, object, event }, nodePorts).facts.video;
}

const without = (codec: VideoCodec, raw: Buffer, gone: ReadonlySet<number>): Buffer =>
  Buffer.concat(picturesOfRaw(codec, raw).flatMap(({ from, to }, n) => (gone.has(n) ? [] : raw.subarray(from, to))));

/** Whether FFmpeg says that a reference is missing. */
function isMissed(raw: Buffer): boolean {
  writeFileSync(path.join(folder, 'left.265'), raw);
  const args = ['-nostdin', '-v', 'error', '-threads', '1', '-f', 'hevc', '-i', 'left.265', '-f', 'null', '-'];
  return /could not find ref/i.test(spawnSync('ffmpeg', args, { cwd: folder, encoding: 'utf8' }).stderr);
}

const DROPS = 12;
const SEED = 44;

describe.each(H265)('H.265, %s (%s)', (name, program, args) => {
  test('nothing is missing, and of a picture taken out as much is said as FFmpeg says', () => {
    const raw = streamOf(program, args);
    if (!raw) return;
    expect(factsOf('h265', raw)).toMatchObject({ losses: [], garbled: [] });
    const random = randomFrom(SEED);
    const count = picturesOfRaw('h265', raw).length;
    for (let drop = 0; drop < DROPS; drop++) {
      const gone = Math.floor(random.between(1, count - 1));
      const left = without('h265', raw, new Set([gone]));
      const losses = factsOf('h265', left)?.losses ?? [];
      expect([name, gone, losses.length > 0]).toEqual([name, gone, isMissed(left)]);
    }
  });
});

describe.each(H264)('H.264, %s (x264)', (name, options) => {
  test('nothing is missing, and a picture taken out is missed if and only if others may build on it', () => {
    const raw = streamOf('x264', `--quiet --preset veryfast --keyint 50 ${options} -o RAW in.y4m`);
    if (!raw) return;
    expect(factsOf('h264', raw)).toMatchObject({ losses: [], garbled: [] });
    const pictures = picturesOfRaw('h264', raw);
    const random = randomFrom(SEED);
    for (let drop = 0; drop < DROPS; drop++) {
      // One behind the last of a group leaves no trace, and nothing is garbled.
      const gone = Math.floor(random.between(1, pictures.length - 1));
      const next = pictures[gone + 1];
      if (!next || startsIdr(raw.subarray(next.from, next.to))) continue;
      const { from = 0, to = 0 } = pictures[gone] ?? {};
      const losses = factsOf('h264', without('h264', raw, new Set([gone])))?.losses ?? [];
      expect([name, gone, losses.length > 0]).toEqual([name, gone, isReference(raw.subarray(from, to))]);
    }
  });
});

/** The first byte of the picture's first slice. */
function headerOf(picture: Buffer): number {
  for (let at = picture.indexOf(START); at >= 0; at = picture.indexOf(START, at + 3)) {
    const header = picture[at + 3] ?? 0;
    if ([1, 5].includes(header & 31)) return header;
  }
  return 0;
}
const START = Buffer.from([0, 0, 1]);
const startsIdr = (picture: Buffer): boolean => (headerOf(picture) & 31) === 5;
const isReference = (picture: Buffer): boolean => (headerOf(picture) & 0x60) !== 0;
