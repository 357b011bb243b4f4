import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { kaitong } from './kaitong.ts';

const RATE = 15;
const SECONDS = 6;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'kaitong-check-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Records with Debian's ffmpeg, not with anything of ours; names the files in the order in which they are played. */
function record(output: string[], files: string[]): string[] {
  const source = ['-f', 'lavfi', '-i', `testsrc2=size=640x360:rate=${RATE}`, '-t', String(SECONDS)];
  const encoder = ['-preset', 'veryfast', '-pix_fmt', 'yuv420p', '-g', String(2 * RATE), '-sc_threshold', '0'];
  execFileSync('ffmpeg', ['-hide_banner', '-loglevel', 'error', '-y', ...source, ...encoder, ...output], {
    cwd: folder,
  });
  return files.map((name) => path.join(folder, name));
}

const h264 = ['-c:v', 'libx264'];
const h265 = ['-c:v', 'libx265', '-x265-params', 'log-level=error:open-gop=0', '-tag:v', 'hvc1'];
const hls = (init: string, segment: string) =>
  ['-f', 'hls', '-hls_time', '2', '-hls_playlist_type', 'vod', '-hls_segment_type', 'fmp4'].concat(
    ['-hls_fmp4_init_filename', init, '-hls_segment_filename', segment],
    [path.join(folder, `${init}.m3u8`)],
  );

const clips = {
  'MPEG-TS segments': () =>
    record(
      [...h264, '-f', 'segment', '-segment_time', '2', '-segment_format', 'mpegts', '%d.ts'],
      ['0.ts', '1.ts', '2.ts'],
    ),
  'fMP4 segments': () => record([...h264, ...hls('a.mp4', 'a%d.m4s')], ['a.mp4', 'a0.m4s', 'a1.m4s', 'a2.m4s']),
  'fMP4 segments of H.265': () =>
    record([...h265, ...hls('b.mp4', 'b%d.m4s')], ['b.mp4', 'b0.m4s', 'b1.m4s', 'b2.m4s']),
  'one MP4': () => record([...h264, '-movflags', '+faststart', 'c.mp4'], ['c.mp4']),
};

async function join(files: string[], name: string): Promise<string> {
  const whole = path.join(folder, name);
  await writeFile(whole, Buffer.concat(await Promise.all(files.map((file) => readFile(file)))));
  return whole;
}

function probe(file: string): { codec_name: string; width: number; height: number; nb_read_frames: string } {
  const entries = 'stream=codec_name,width,height,nb_read_frames';
  const said = execFileSync(
    'ffprobe',
    ['-v', 'error', '-count_frames', '-select_streams', 'v', '-show_entries', entries, '-of', 'json', file],
    { encoding: 'utf8' },
  );
  return JSON.parse(said).streams[0];
}

test.each(Object.entries(clips))(
  'what ffmpeg records as %s passes, and ffprobe reads in it what the judge read',
  async (_, make) => {
    const files = make();
    const { status, stdout, stderr } = kaitong(['check', ...files, '--json']);
    expect(status, stdout + stderr).toBe(0);
    const { declaration, findings, level2 } = JSON.parse(stdout);
    expect(findings.filter(({ severity }: { severity: string }) => severity === 'error')).toEqual([]);
    expect(level2).not.toBeNull();
    const { codec_name, width, height, nb_read_frames } = probe(await join(files, 'whole'));
    expect({ codec: codec_name, width, height }).toEqual({
      codec: declaration.codec === 'h265' ? 'hevc' : 'h264',
      width: declaration.width,
      height: declaration.height,
    });
    expect(Number(nb_read_frames)).toBe(RATE * SECONDS);
  },
);

test('the same clip cut off in the middle fails, though ffprobe still reads it', async () => {
  const whole = await readFile(await join(clips['MPEG-TS segments'](), 'whole.ts'));
  const cut = path.join(folder, 'cut.ts');
  await writeFile(cut, whole.subarray(0, Math.floor(whole.length / 2 / 188) * 188 + 100));
  expect(Number(probe(cut).nb_read_frames)).toBeGreaterThan(RATE);
  const { status, stdout } = kaitong(['check', cut, '--json']);
  expect(status).toBe(1);
  expect(JSON.parse(stdout).findings.map(({ code }: { code: string }) => code)).toContain('ts.align');
});
