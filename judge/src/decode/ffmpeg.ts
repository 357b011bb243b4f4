import type { Readable, Writable } from 'node:stream';
import type { Duration } from '@kaitong/contract/durations';
import { forDecoders } from '@kaitong/media';
import { ALL_PICTURES } from './all-pictures.ts';
import { askProgram } from './ask-program.ts';
import { LimitWatch } from './limit-watch.ts';
import { spawnLimited, wasRun } from './limited-spawn.ts';
import { type DecodeLimits, jobBackstop, MAX_PIXELS } from './limits.ts';
import { isOfNoPicture, LogLines } from './log-lines.ts';
import type { DecodeContainer } from './node-av-input.ts';
import { inDecodingOrder, type PacketPlace, PacketPlaces } from './packet-places.ts';
import { PictureClock } from './picture-clock.ts';
import { GRID_BYTES, GRID_HEIGHT, GRID_WIDTH, gridFrom } from './picture-grid.ts';
import type { PictureMark } from './picture-rows.ts';
import { type FrameNote, PictureStatistics } from './picture-statistics.ts';
import type { DecodeReport, LimitReason } from './report.ts';
import { type Starved, starved } from './starved.ts';
import { writeParts } from './wire.ts';

/** Whether this program is an FFmpeg able to decode what cameras send. */
export async function isFfmpeg(program: string): Promise<boolean> {
  const decoders = (await askProgram(program, ['-hide_banner', '-decoders'])) ?? '';
  return /^ V\S+ h264 /m.test(decoders) && /^ V\S+ hevc /m.test(decoders);
}

// Naming demuxer and protocols keeps FFmpeg from following playlists and references to other files and URLs. MP4 needs
// to seek, for which `cache` keeps what came through the pipe in an unlinked temporary file.
const INPUTS = {
  ts: ['-f', 'mpegts', '-i', 'pipe:0'],
  mp4: ['-f', 'mov', '-ignore_editlist', '1', '-read_ahead_limit', '-1', '-i', 'cache:pipe:0'],
} as const;

const argumentsFor = ({ container }: FfmpegTask): string[] => [
  ...['-nostdin', '-hide_banner', '-nostats', '-loglevel', 'repeat+level+verbose'],
  // Says of each packet and of each picture when it is decoded and shown, each in one call: lines in parts mix with others.
  '-debug_ts',
  ...['-protocol_whitelist', 'cache,pipe', '-threads', '1', '-max_pixels', String(MAX_PIXELS)],
  ...['-strict', ALL_PICTURES.strict, '-flags', ALL_PICTURES.flags],
  ...['-codec_whitelist', 'h264,hevc,aac', '-err_detect', 'crccheck+bitstream+buffer', ...INPUTS[container]],
  // The planes themselves: a conversion of full range would move video black.
  ...['-map', '0:v:0', '-fps_mode', 'passthrough', '-vf'],
  `scale=${GRID_WIDTH}:${GRID_HEIGHT}:flags=neighbor,format=pix_fmts=yuv420p|yuvj420p`,
  ...['-f', 'rawvideo', 'pipe:1'],
];

export type FfmpegTask = {
  container: DecodeContainer;
  parts: readonly Uint8Array[];
  limits: DecodeLimits;
  framesPerSample?: number | undefined;
};
export type FfmpegOutcome = { is: 'report'; report: DecodeReport } | { is: 'limit'; reason: LimitReason } | Starved;

export type FfmpegEvents = {
  onBegun: (pid: number | undefined) => void;
  /** It has ended, or was ended, after so much processor time. */
  onSpent: (processor: Duration) => void;
};

/** Decodes one object with a system's `ffmpeg`, one process per object. */
export async function decodeWithFfmpeg(
  program: string,
  task: FfmpegTask,
  signal: AbortSignal,
  { onBegun, onSpent }: FfmpegEvents,
): Promise<FfmpegOutcome> {
  signal.throwIfAborted();
  // The environment holds the server's secrets; FFmpeg needs only these of it.
  const { PATH = '', TMPDIR = '/tmp' } = process.env;
  const child = spawnLimited(jobBackstop(task.limits), program, argumentsFor(task), {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { PATH, TMPDIR },
    // A group of its own: a Ctrl-C must not look as if an upload had taken FFmpeg down.
    detached: true,
  });
  const [input, output, errors] = [child.stdin as Writable, child.stdout as Readable, child.stderr as Readable];
  const kill = (): void => void child.kill('SIGKILL');
  const watch = new LimitWatch(child.pid, task.limits, kill);
  const frames = new FrameReader(task.framesPerSample);
  const log = new LogReader((note) => frames.note(note));
  output.on('data', (chunk: Buffer) => {
    frames.push(chunk);
    if (frames.arrived > task.limits.maxFrames) watch.pass('frames');
  });
  errors.on('data', (chunk: Buffer) => log.push(chunk));
  input.on('error', () => undefined);
  const ended = new Promise<{ code: number | null; killedBy: NodeJS.Signals | null }>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, killedBy) => resolve({ code, killedBy }));
  });
  signal.addEventListener('abort', kill, { once: true });
  watch.start();
  // It decodes while it reads, and never waits for us to write: what it does not take stands in the pipe.
  void watch.delivered();
  onBegun(child.pid);
  try {
    // FFmpeg stops reading when it has seen enough; how it ended says more than the broken pipe.
    const sent = task.container === 'ts' ? task.parts.map(forDecoders) : task.parts;
    void writeParts(input, sent).then(
      () => input.end(),
      () => input.destroy(),
    );
    const { code, killedBy } = await ended;
    signal.throwIfAborted();
    if (watch.ended === 'starved') return starved;
    if (watch.ended) return { is: 'limit', reason: watch.ended };
    if (!wasRun(code)) throw new Error(`${program} cannot be run`);
    // An exit code other than 0 only says that the input was bad, which the log says better.
    if (killedBy) return { is: 'limit', reason: 'crash' };
    return { is: 'report', report: log.report(frames) };
  } finally {
    await watch.finish();
    onSpent(watch.used);
    signal.removeEventListener('abort', kill);
  }
}

/** Grids from FFmpeg's standard output, each with what its log says of it, which may come sooner or later. */
class FrameReader {
  arrived = 0;
  readonly pictures: PictureStatistics;
  private rest = Buffer.alloc(0);
  private readonly grids: Uint8Array[] = [];
  private readonly notes: FrameNote[] = [];

  constructor(framesPerSample: number | undefined) {
    this.pictures = new PictureStatistics(framesPerSample);
  }

  push(chunk: Buffer): void {
    this.rest = Buffer.concat([this.rest, chunk]);
    let at = 0;
    for (; at + GRID_BYTES <= this.rest.length; at += GRID_BYTES) {
      this.grids.push(this.rest.subarray(at, at + GRID_BYTES));
      this.arrived++;
    }
    this.rest = this.rest.subarray(at);
    this.measure();
  }

  note(note: FrameNote): void {
    this.notes.push(note);
    this.measure();
  }

  private measure(): void {
    while (this.grids.length > 0 && this.notes.length > 0) {
      const [grid, note] = [this.grids.shift(), this.notes.shift()];
      if (grid && note) this.pictures.add(gridFrom(grid), note);
    }
  }
}

const MAX_LINE = 4000;

/** Pictures come out of their decoding order by sixteen at most, and a hundred are told. */
const MOST_NOTED = 200;

/** As FFmpeg prints one, which may be that there is none. */
const stampOf = (printed: string | undefined): number | null =>
  printed === undefined || !Number.isFinite(Number(printed)) ? null : Number(printed);
const millisecondsOf = (seconds: number | null): number | null => (seconds === null ? null : seconds * 1000);

function problemWith(codec: string | null): string | null {
  if (codec === null) return 'no video track';
  return codec === 'h264' || codec === 'hevc' ? null : 'neither H.264 nor H.265';
}

/** What FFmpeg says about the video track. */
class LogReader {
  private rest = '';
  private codec: string | null = null;
  private width = 0;
  private height = 0;
  private packets = 0;
  private refused = 0;
  private damaged = 0;
  private readonly log = new LogLines();
  private unreadable: string | null = null;
  private readonly places = new PacketPlaces();
  private readonly damagedAt: PacketPlace[] = [];
  private decoded = 0;
  private readonly clock = new PictureClock();
  /** Of the frame that comes next out of the decoder. */
  private mark: PictureMark = 'whole';
  private complaintsBefore = 0;
  /** Pictures of which the decoder has made up a part, without a word of what was wrong. */
  private concealed = 0;
  /** Before, it probes: its lines are repeated when the video is decoded, or were about another stream. */
  private isOpen = false;
  /** Units in which the parser found no picture, those that it saw while it probed twice; and refusals because of that. */
  private withoutPicture = 0;
  private refusedWithoutPicture = 0;
  /** Complaints, when the last frame came. */
  private saidBeforeFrame = 0;
  private readonly onFrame: (note: FrameNote) => void;

  constructor(onFrame: (note: FrameNote) => void) {
    this.onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    const lines = (this.rest + chunk.toString('latin1')).split('\n');
    this.rest = (lines.pop() ?? '').slice(-MAX_LINE);
    for (const line of lines) this.read(line.slice(0, MAX_LINE));
  }

  private read(line: string): void {
    const stream = /Stream #0:\S+ Video: (\w+).*?, (\d{1,5})x(\d{1,5})/.exec(line);
    if (stream && this.codec === null) {
      this.codec = stream[1] ?? null;
      this.width = Number(stream[2]);
      this.height = Number(stream[3]);
    }
    const totals = /\(video\): (\d+) packets read/.exec(line);
    if (totals) this.packets = Number(totals[1]);
    const errors = /\(video\): .*?; (\d+) decode errors/.exec(line);
    if (errors) this.refused = Number(errors[1]);
    const packet = /demuxer\+ffmpeg -> .*type:video pkt_pts:(\S+) .*pkt_dts_time:(\S+)/.exec(line);
    if (packet) this.places.add({ pts: stampOf(packet[1]), dtsMs: millisecondsOf(stampOf(packet[2])) });
    if (/^\[(?:h264|hevc) @ \S+\] \[\w+\] concealing \d/.test(line)) this.concealed++;
    if (/corrupt decoded frame/.test(line)) this.markFrame();
    const picture = /\bdecoder -> .*?pts:(\S+) \w*pts_time:(\S+)/.exec(line);
    if (picture) this.noteFrame(stampOf(picture[1]), millisecondsOf(stampOf(picture[2])));
    if (isOfNoPicture(line)) this.withoutPicture++;
    const decoderError = /^\[(?:h264|hevc) @ \S+\] \[(?:error|fatal)\] (.*)/.exec(line);
    if (/^\[info\] Input #0/.test(line)) this.isOpen = true;
    if (this.isOpen && decoderError) this.noteError(decoderError[1] ?? '');
    const noInput = /\[fatal\] (?:Error opening input files?: )?(.*)/.exec(line);
    if (noInput) this.unreadable ??= (noInput[1] ?? '').trim().slice(0, 200);
  }

  private noteError(line: string): void {
    if (!this.isAboutNoPicture(line)) this.log.add(line);
  }

  /** The decoder refuses a unit in which the parser found no picture, and has nothing to say of what is in it. */
  private isAboutNoPicture(line: string): boolean {
    const isSilent = this.log.lines + this.concealed === this.saidBeforeFrame;
    if (line !== 'no frame!' || !isSilent || this.refusedWithoutPicture >= this.withoutPicture) return false;
    this.refusedWithoutPicture++;
    return true;
  }

  /** The decoder's own words come before: where it has none, only what the frame builds on is missing. */
  private markFrame(): void {
    const complaints = this.log.lines + this.concealed;
    this.mark = complaints > this.complaintsBefore ? 'damaged' : 'garbled';
    this.complaintsBefore = complaints;
    if (this.mark === 'damaged') this.damaged++;
  }

  /** A picture has come out of the decoder, whose words about it came before. */
  private noteFrame(pts: number | null, ms: number | null): void {
    this.log.at = { packet: ++this.decoded, ms: null };
    const place = this.places.find(pts);
    if (this.mark === 'damaged' && place && this.damagedAt.length < MOST_NOTED) this.damagedAt.push(place);
    this.onFrame({ atMs: this.clock.at(ms), mark: this.mark });
    this.mark = 'whole';
    this.saidBeforeFrame = this.log.lines + this.concealed;
  }

  report(read: FrameReader): DecodeReport {
    const { codec, width, height, damaged, unreadable } = this;
    const packets = this.packets - this.refusedWithoutPicture;
    const refused = Math.max(0, this.refused - this.refusedWithoutPicture);
    const refusedAt = refused > 0 ? this.places.withoutPicture(refused) : undefined;
    return {
      engine: 'ffmpeg',
      codec,
      width,
      height,
      packets,
      frames: read.arrived,
      refused,
      damaged,
      damagedAt: inDecodingOrder(refusedAt ? [...this.damagedAt, refusedAt] : this.damagedAt),
      logs: this.log.summary(),
      unreadable: unreadable ?? problemWith(codec),
      pictures: read.pictures.summary(),
    };
  }
}
