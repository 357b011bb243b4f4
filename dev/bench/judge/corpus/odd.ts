import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Clip } from '../clip.ts';
import { fromSecondCra, withAllowedGaps, withoutHighestLayer, withSurplus } from './annex-b-edit.ts';
import { asFieldPairs } from './h264-headers.ts';
import { withLongTermReferences } from './long-term.ts';
import { declare } from './made-clip.ts';
import { isInstalled } from './programs.ts';

/** A stream that no encoder at hand makes, though the standards allow it and cameras send it. */
type Odd = {
  name: string;
  codec: 'h264' | 'h265';
  /** Writes `raw` (Annex B) from `in.y4m`. */
  encoder: readonly [program: string, ...args: string[]];
  change(annexB: Buffer): Buffer;
  /** By default 176 lines. */
  lines?: number;
  /** Pictures of the stream for each one that is seen. */
  fields?: 2;
  /** When each picture is, in 25ths of a second, by its number `N`. */
  times: string;
};

const SECONDS = 4;
const FPS = 15;
const FOURTHS = 'floor(N*3/2)';
const asIs = (annexB: Buffer): Buffer => annexB;
const x264 = [
  'x264',
  '--quiet',
  '--preset',
  'veryfast',
  '--bframes',
  '0',
  '--keyint',
  '30',
  '-o',
  'raw.264',
  'in.y4m',
] as const;
const kvazaar = [
  'kvazaar',
  '-i',
  'in.y4m',
  '-o',
  'raw.265',
  '--preset',
  'ultrafast',
  '--gop',
  '0',
  '--ref',
  '1',
] as const;
const x265 = [
  'x265',
  ...['--input', 'in.y4m', '-o', 'raw.265', '--log-level', 'none', '--preset', 'ultrafast', '--repeat-headers'],
] as const;
const odds: readonly Odd[] = [
  {
    name: 'long-term references only, no short-term sets',
    codec: 'h265',
    encoder: [...kvazaar, '--period', '30', '--threads', '1', '--no-tmvp'],
    change: withLongTermReferences,
    times: 'N*2',
  },
  {
    name: 'surplus bytes behind the SPS',
    codec: 'h264',
    encoder: x264,
    change: (annexB) => withSurplus(annexB),
    times: 'N*2',
  },
  {
    name: 'surplus bytes behind every SPS but the first, which is in the sample entry',
    codec: 'h264',
    encoder: x264,
    change: (annexB) => withSurplus(annexB, 1),
    times: 'N*2',
  },
  {
    name: 'frames in two fields each',
    codec: 'h264',
    encoder: [...x264, '--profile', 'baseline', '--ref', '1', '--weightp', '0'],
    change: asFieldPairs,
    lines: 96,
    fields: 2,
    times: 'N',
  },
  {
    name: 'several slices, each picture behind a delimiter and SEI',
    codec: 'h264',
    encoder: [...x264, '--slices', '3', '--aud', '--pic-struct'],
    change: asIs,
    times: 'N*2',
  },
  { name: '80 and 40 ms between pictures in turns', codec: 'h264', encoder: x264, change: asIs, times: FOURTHS },
  {
    name: 'numbers left out as the SPS allows',
    codec: 'h264',
    encoder: [...x264, '--profile', 'baseline'],
    change: withAllowedGaps,
    times: 'N*2',
  },
  {
    name: 'without its highest temporal layer',
    codec: 'h265',
    encoder: [...x265, '--temporal-layers', '2', '--bframes', '1', '--b-adapt', '0', '--keyint', '30'],
    change: withoutHighestLayer,
    times: 'N*4',
  },
  {
    name: 'begins with a CRA that has leading pictures',
    codec: 'h265',
    encoder: [...x265, '--open-gop', '--keyint', '20', '--bframes', '3'],
    change: fromSecondCra,
    times: 'N*3',
  },
  {
    name: 'NAL and VCL HRD',
    codec: 'h264',
    encoder: [...x264, '--nal-hrd', 'cbr', '--bitrate', '400', '--vbv-maxrate', '400', '--vbv-bufsize', '400'],
    change: asIs,
    times: 'N*2',
  },
];

function make(odd: Odd, format: 'mpegts' | 'mp4'): Clip | string {
  const { codec, encoder, change, times, name, lines = 176, fields = 1 } = odd;
  const missing = ['ffmpeg', encoder[0]].filter((program) => !isInstalled(program));
  if (missing.length > 0) return `needs ${missing.join(', ')}`;
  const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-bench-'));
  const run = (program: string, ...args: string[]): Buffer =>
    execFileSync(program, args, { cwd: folder, stdio: ['ignore', 'ignore', 'pipe'], timeout: 60_000 });
  try {
    const scene = ['-f', 'lavfi', '-i', `testsrc2=s=320x${lines}:r=${FPS * fields}:d=${SECONDS}`];
    run('ffmpeg', '-v', 'error', ...scene, '-pix_fmt', 'yuv420p', 'in.y4m');
    const [program, ...args] = encoder;
    run(program, ...args);
    const raw = path.join(folder, codec === 'h264' ? 'raw.264' : 'raw.265');
    writeFileSync(raw, change(readFileSync(raw)));
    const stamps = ['-bsf:v', `setts=ts='${times}':duration=${2 / fields}:time_base=1/25`];
    const tag = codec === 'h265' && format === 'mp4' ? ['-tag:v', 'hvc1'] : [];
    run('ffmpeg', '-v', 'error', '-i', raw, '-c', 'copy', ...stamps, ...tag, '-f', format, 'clip.bin');
    const bytes = readFileSync(path.join(folder, 'clip.bin'));
    const pictures = SECONDS * FPS;
    const seconds = (times === FOURTHS ? pictures * 1.5 : pictures * 2) / 25;
    const container = format === 'mp4' ? 'mp4' : 'ts';
    return declare({ codec, container, width: 320, height: lines * fields, seconds }, [{ name, bytes, seconds: null }]);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const oddClips: readonly { name: string; setting: string; clip: () => Clip | string }[] = odds.flatMap((odd) =>
  (['mpegts', 'mp4'] as const).map((format) => ({
    name: `${odd.codec}, ${odd.name}, ${format}`,
    setting: odd.encoder.join(' '),
    clip: () => make(odd, format),
  })),
);
