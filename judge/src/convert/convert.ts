import type { ChildProcess } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { forDecoders } from '@kaitong/media';
import { askProgram } from '../decode/ask-program.ts';
import { LimitWatch } from '../decode/limit-watch.ts';
import { spawnLimited, spawnTied } from '../decode/limited-spawn.ts';
import { type DecodeLimits, jobBackstop, MAX_PIXELS } from '../decode/limits.ts';
import type { DecodeContainer } from '../decode/node-av-input.ts';
import type { Level2Engine } from '../decode/report.ts';
import { type Starved, starved } from '../decode/starved.ts';
import { writeParts } from '../decode/wire.ts';
import { CODECS, PICTURE_FILTER, X264 } from './encoding.ts';

const PROGRAM = fileURLToPath(new URL('./child.ts', import.meta.url));
const HEAP_MB = 192;
/** More comes out of no segment that a camera may upload. */
const MAX_OUTPUT_BYTES = 128 * 1024 * 1024;

export type ConvertTask = {
  /** The object after decryption, in pieces: an init segment before its media segment. */
  parts: readonly Uint8Array[];
  container: DecodeContainer;
  limits: DecodeLimits;
};

/** `failed`: not readable, or a limit was passed. */
export type Conversion = { is: 'converted'; bytes: Buffer } | { is: 'failed' } | Starved;

/** Whether the system's FFmpeg has the encoder. */
export async function canEncode(program: string): Promise<boolean> {
  return / libx264 /.test((await askProgram(program, ['-hide_banner', '-encoders'])) ?? '');
}

/** Makes MPEG-TS with H.264 of one object, in a process that lives for it alone and may be killed at any moment. */
export async function convert(
  engine: Level2Engine,
  ffmpeg: string,
  { parts, container, limits }: ConvertTask,
  signal: AbortSignal,
): Promise<Conversion> {
  signal.throwIfAborted();
  const child = engine === 'node-av' ? spawnOwn(container, limits) : spawnFfmpeg(ffmpeg, container, limits);
  stepBack(child.pid);
  const [input, , , own, lifeline] = child.stdio;
  const output = (own ?? child.stdout) as Readable;
  const kill = (): void => void child.kill('SIGKILL');
  const watch = new LimitWatch(child.pid, limits, kill);
  signal.addEventListener('abort', kill, { once: true });
  const received: Buffer[] = [];
  let bytes = 0;
  output.on('data', (part: Buffer) => {
    bytes += part.length;
    if (bytes > MAX_OUTPUT_BYTES) kill();
    else received.push(part);
  });
  output.on('error', () => undefined);
  (input as Writable).on('error', () => undefined);
  lifeline?.on('error', () => undefined);
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code));
  });
  watch.start();
  void watch.delivered();
  try {
    const sent = container === 'ts' ? parts.map(forDecoders) : parts;
    void writeParts(input as Writable, sent).then(
      () => (input as Writable).end(),
      () => (input as Writable).destroy(),
    );
    const code = await ended;
    signal.throwIfAborted();
    if (watch.ended === 'starved') return starved;
    return code === 0 && bytes > 0 ? { is: 'converted', bytes: Buffer.concat(received) } : { is: 'failed' };
  } finally {
    watch.stop();
    signal.removeEventListener('abort', kill);
  }
}

/** The system gives it what nothing else wants: what is judged, and what answers, go before it on every machine. */
function stepBack(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_LOW);
  } catch {
    // It has ended already, and is told of as such.
  }
}

function spawnOwn(container: DecodeContainer, limits: DecodeLimits): ChildProcess {
  const flags = [`--max-old-space-size=${HEAP_MB}`, '--disable-warning=ExperimentalWarning'];
  const format = container === 'ts' ? 'mpegts' : 'mov';
  // No environment: it holds the server's secrets, and FFmpeg needs nothing of it.
  const stdio = ['pipe', 'ignore', 'ignore', 'pipe', 'pipe'] as const;
  const args = [...flags, PROGRAM, format];
  return spawnTied(jobBackstop(limits), args, { stdio: [...stdio], env: {} });
}

// Naming demuxer and protocols keeps FFmpeg from following playlists and references to other files and URLs.
const INPUTS = {
  ts: ['-f', 'mpegts', '-i', 'pipe:0'],
  mp4: ['-f', 'mov', '-read_ahead_limit', '-1', '-i', 'cache:pipe:0'],
} as const;

function spawnFfmpeg(program: string, container: DecodeContainer, limits: DecodeLimits): ChildProcess {
  const { PATH = '', TMPDIR = '/tmp' } = process.env;
  const args = [
    ...['-nostdin', '-hide_banner', '-loglevel', 'quiet', '-protocol_whitelist', 'cache,pipe', '-threads', '1'],
    ...['-max_pixels', String(MAX_PIXELS), '-codec_whitelist', CODECS, '-copyts', ...INPUTS[container]],
    ...['-map', '0:v:0', '-map', '0:a:0?', '-c:a', 'copy', '-c:v', 'libx264', '-threads', '1', '-vf', PICTURE_FILTER],
    ...['-preset', X264.preset, '-tune', X264.tune, '-crf', String(X264.crf), '-bf', '0', '-fps_mode', 'passthrough'],
    ...['-f', 'mpegts', '-mpegts_copyts', '1', '-muxdelay', '0', '-muxpreload', '0', 'pipe:1'],
  ];
  const stdio = ['pipe', 'pipe', 'ignore'] as const;
  return spawnLimited(jobBackstop(limits), program, args, { stdio: [...stdio], env: { PATH, TMPDIR }, detached: true });
}
