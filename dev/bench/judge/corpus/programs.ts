import { execFileSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clip } from '../clip.ts';
import { collect, type MadeFile } from './encode.ts';
import { declare } from './made-clip.ts';
import type { Make } from './makes.ts';

/** Footage from encoders and muxers that are programs of their own; each make needs all that it names. */
export type ProgramMake = Omit<Make, 'recipe'> & {
  /** The encoder with the options that it is given. */
  setting: string;
  programs: readonly string[];
  /** Commands one after another, in an empty folder; the last one writes `clip.bin`, or `list.m3u8` and what it names. */
  commands: readonly (readonly [program: string, ...args: string[]])[];
};

export function isInstalled(program: string): boolean {
  return (process.env.PATH ?? '').split(path.delimiter).some((folder) => {
    try {
      accessSync(path.join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}

const SECONDS = 4;
const FPS = 15;

const scene = (size: string): readonly [string, ...string[]] => [
  'ffmpeg',
  ...['-v', 'error', '-f', 'lavfi', '-i', `testsrc2=s=${size}:r=${FPS}:d=${SECONDS}`],
];
const raw = (size: string): readonly [string, ...string[]] => [...scene(size), '-pix_fmt', 'yuv420p', 'in.y4m'];
/** Elementary streams have no times, so they are given some: right as long as pictures are coded in their order. */
const wrap = (from: string, ...to: string[]): readonly [string, ...string[]] => {
  const times = from.endsWith('.mkv') ? [] : ['-bsf:v', `setts=ts=N:time_base=1/${FPS}`];
  return ['ffmpeg', '-v', 'error', '-i', from, '-c', 'copy', ...times, ...to, 'clip.bin'];
};

function byEncoder(
  program: string,
  codec: 'h264' | 'h265',
  name: string,
  args: readonly string[],
  format: 'mpegts' | 'mp4' = 'mpegts',
): ProgramMake {
  const [width, height] = [320, 176];
  const tag = codec === 'h265' && format === 'mp4' ? ['-tag:v', 'hvc1'] : [];
  return {
    name: `${program}: ${name}, ${format === 'mp4' ? 'MP4' : 'MPEG-TS'}`,
    ...{ codec, width, height, seconds: SECONDS },
    container: format === 'mp4' ? 'mp4' : 'ts',
    setting: [program, ...args].join(' '),
    programs: ['ffmpeg', program],
    commands: [
      raw(`${width}x${height}`),
      [program, ...args],
      wrap(codec === 'h264' ? 'out.mkv' : 'out.h265', ...tag, '-f', format),
    ],
  };
}

/** `options`: as on a command line; none of them holds a space. */
const kvazaar = (name: string, options: string) =>
  byEncoder('kvazaar', 'h265', name, `-i in.y4m -o out.h265 --threads 1 ${options}`.split(' '));
const x265 = (name: string, options: string) =>
  byEncoder(
    'x265',
    'h265',
    name,
    `--input in.y4m -o out.h265 --log-level none --preset ultrafast ${options}`.split(' '),
  );
const x264 = (name: string, options: string) =>
  byEncoder('x264', 'h264', name, `--quiet --preset veryfast ${options} -o out.mkv in.y4m`.split(' '));

function byGstreamer(name: string, container: 'ts' | 'mp4', codec: 'h264' | 'h265', chain: string): ProgramMake {
  const source = `videotestsrc num-buffers=${SECONDS * FPS} pattern=ball ! video/x-raw,format=I420,width=320,height=180,framerate=${FPS}/1`;
  return {
    name: `GStreamer: ${name}`,
    ...{ codec, container, width: 320, height: 180, seconds: SECONDS },
    setting: chain.split(' ! ')[0] ?? chain,
    programs: ['gst-launch-1.0'],
    commands: [['gst-launch-1.0', '-q', ...`${source} ! ${chain} ! filesink location=clip.bin`.split(' ')]],
  };
}

export const programMakes: readonly ProgramMake[] = [
  kvazaar('low delay', '--preset ultrafast --period 30 --gop lp-g4d3t1'),
  kvazaar('no reordering, decoded picture hashes', '--preset fast --period 30 --gop 0 --hash md5'),
  kvazaar('key frames only, tiles', '--preset ultrafast --period 1 --gop 0 --tiles 2x2'),
  kvazaar('four references', '--preset ultrafast --period 30 --gop 0 --ref 4'),
  kvazaar('eight layers of low delay', '--preset ultrafast --period 32 --gop lp-g8d3t1'),
  kvazaar('slices by tiles', '--preset ultrafast --period 30 --gop 0 --tiles 2x2 --slices tiles'),
  kvazaar('slices by rows', '--preset ultrafast --period 30 --gop 0 --wpp --slices wpp'),
  kvazaar('transform skip, sign hiding', '--preset ultrafast --period 30 --gop 0 --transform-skip --signhide --rdoq'),
  kvazaar('lossless', '--preset ultrafast --period 30 --gop 0 --lossless'),
  kvazaar('open groups', '--preset ultrafast --period 30 --gop 0 --open-gop'),
  kvazaar('sets with every key frame', '--preset ultrafast --period 30 --gop 0 --vps-period 1'),
  kvazaar('motion kept within tiles', '--preset ultrafast --period 30 --gop 0 --mv-constraint frametilemargin'),
  kvazaar('no SEI, no deblocking, no SAO', '--preset ultrafast --period 30 --gop 0 --no-info --no-deblock --no-sao'),
  kvazaar('delimiters', '--preset ultrafast --period 30 --gop 0 --aud'),
  x265('three slices, delimiters', '--slices 3 --aud --keyint 30 --bframes 0'),
  x265('field pictures', '--interlace 1 --keyint 30 --bframes 0'),
  x265('CRA instead of IDR', '--open-gop --keyint 20 --bframes 0'),
  x265('intra refresh', '--intra-refresh --keyint 30 --bframes 0'),
  x264('open GOP, Blu-ray', '--open-gop --bluray-compat --keyint 15 --slices 4 --vbv-maxrate 2000 --vbv-bufsize 2000'),
  x264('interlaced, top field first', '--tff --keyint 30'),
  x264('progressive called interlaced', '--fake-interlaced --keyint 30'),
  x264('stitchable', '--stitchable --keyint 30'),
  byGstreamer('OpenH264, MPEG-TS', 'ts', 'h264', 'openh264enc gop-size=30 ! h264parse config-interval=-1 ! mpegtsmux'),
  byGstreamer(
    'OpenH264, slices, MP4',
    'mp4',
    'h264',
    'openh264enc gop-size=30 slice-mode=n-slices num-slices=4 ! h264parse ! mp4mux faststart=true',
  ),
  byGstreamer(
    'OpenH264, MPEG-TS for Blu-ray',
    'ts',
    'h264',
    'openh264enc gop-size=30 complexity=low ! h264parse ! video/x-h264,alignment=au ! mpegtsmux alignment=7',
  ),
  byGstreamer(
    'OpenH264, fragmented MP4',
    'mp4',
    'h264',
    'openh264enc gop-size=30 ! h264parse ! mp4mux fragment-duration=1000',
  ),
  byGstreamer(
    'x265, fragmented MP4',
    'mp4',
    'h265',
    'x265enc speed-preset=ultrafast key-int-max=30 ! h265parse ! mp4mux fragment-duration=1000',
  ),
];

const oneFile = (name: string, folder: string): MadeFile => ({
  name,
  bytes: readFileSync(path.join(folder, 'clip.bin')),
  seconds: null,
});

/** The clip, or why there is none on this machine. */
export function programClip(make: ProgramMake): Clip | string {
  const missing = make.programs.filter((program) => !isInstalled(program));
  if (missing.length > 0) return `needs ${missing.join(', ')}`;
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-bench-'));
  try {
    for (const [program, ...args] of make.commands)
      execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], timeout: 60_000 });
    return declare(make, existsSync(path.join(folder, 'list.m3u8')) ? collect(folder) : [oneFile(make.name, folder)]);
  } catch (error) {
    return error instanceof Error ? (error.message.split('\n').at(-2) ?? error.message) : String(error);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
