import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Container, type VideoCodec } from '@kaitong/contract/checks';
import { expect, test } from 'vitest';
import { jumpingClock } from '../src/testing/clock.ts';
import { packagerFor } from './packager.ts';
import { openDrawnSource } from './sources/drawn.ts';

const codecs: VideoCodec[] = ['h264', 'h265'];
const combinations = Container.options.flatMap((container) =>
  codecs.flatMap((codec) => [true, false].map((sound) => ({ container, codec, sound }))),
);

function hasFfprobe(): boolean {
  try {
    execFileSync('ffprobe', ['-version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

async function record(codec: VideoCodec, container: Container, sound: boolean, clock = jumpingClock()) {
  const format = { codec, width: 320, height: 180, fps: 15 };
  const source = await openDrawnSource({ format, label: 'test', groupMs: 1000, sound, clock });
  if (source === undefined) return undefined;
  const from = clock.monotonic() - 1000;
  const { groups } = source.record({ from, until: from + 3000, signal: new AbortController().signal });
  const packager = packagerFor(container, format);
  const objects = [];
  for await (const group of groups) objects.push(...(await packager.add(group)));
  objects.push(...(await packager.finish()));
  return objects;
}

// A reader that is not ours: what FFmpeg says about the stream is what players will find.
test.skipIf(!hasFfprobe()).each(combinations)(
  'FFmpeg reads $codec in $container (sound: $sound) without a complaint, three seconds, every picture',
  async ({ codec, container, sound }) => {
    const objects = await record(codec, container, sound);
    if (objects === undefined) return;
    const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-'));
    try {
      const file = path.join(folder, 'clip');
      writeFileSync(file, Buffer.concat(objects.map(({ bytes }) => bytes)));
      const fields = 'stream=codec_type,codec_name,codec_tag_string,width,height,nb_read_frames,start_pts,time_base';
      const probe = ['-v', 'error', '-count_frames', '-show_entries', fields, '-of', 'json', file];
      const { streams } = JSON.parse(execFileSync('ffprobe', probe, { encoding: 'utf8' }));
      const [video, audio] = streams;
      expect(video).toMatchObject({ codec_name: codec === 'h265' ? 'hevc' : 'h264', width: 320, height: 180 });
      expect(video.nb_read_frames).toBe('45');
      if (container !== 'ts' && codec === 'h265') expect(video.codec_tag_string).toBe('hvc1');
      expect(streams.length).toBe(sound ? 2 : 1);
      if (sound) expect(audio).toMatchObject({ codec_name: 'aac', nb_read_frames: '47' });
      const decode = ['-v', 'warning', '-xerror', '-err_detect', 'explode', '-i', file, '-f', 'null', '-'];
      expect(spawnSync('ffmpeg', decode, { encoding: 'utf8' })).toMatchObject({ status: 0, stderr: '' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  },
);

test('every segment begins with a key frame and lasts as long as it says', async () => {
  const objects = await record('h264', 'ts', false);
  if (objects === undefined) return;
  expect(objects.map(({ kind, durationMs }) => [kind, Math.round(durationMs)])).toEqual([
    ['segment', 1000],
    ['segment', 1000],
    ['segment', 1000],
  ]);
});

test('no two recordings are equal: the clock is in the picture', async () => {
  const clock = jumpingClock();
  const [first, second] = [await record('h264', 'ts', false, clock), await record('h264', 'ts', false, clock)];
  if (first === undefined || second === undefined) return;
  expect(first.map(({ bytes }) => bytes)).not.toEqual(second.map(({ bytes }) => bytes));
});
