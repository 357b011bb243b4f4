import { setImmediate as nextTurn } from 'node:timers/promises';
import { forDecoders } from '@kaitong/media';
import type { AVPixelFormat, CodecContext, Frame, Packet, Stream } from 'node-av';
import { type Filmstrip, type FilmTask, makeFilmstrip } from '../film/make-filmstrip.ts';
import { ALL_PICTURES } from './all-pictures.ts';
import { MAX_PIXELS } from './limits.ts';
import { LogLines } from './log-lines.ts';
import { type DecodeContainer, type NodeAv, NodeAvInput } from './node-av-input.ts';
import { inDecodingOrder, type PacketPlace, PacketPlaces } from './packet-places.ts';
import { PictureClock } from './picture-clock.ts';
import { gridOf } from './picture-grid.ts';
import type { PictureMark } from './picture-rows.ts';
import { PictureStatistics } from './picture-statistics.ts';
import type { DecodeReport } from './report.ts';
import { SoundDecoding } from './sound-decoding.ts';

const ACCEPTED: readonly string[] = ['h264', 'hevc'];

/**
 * Two threads halve the time from a clip's last byte to its verdict where a core is idle. Each has pictures of its own,
 * which larger ones would make too much memory of.
 */
const MAX_PIXELS_FOR_TWO = 1920 * 1088;

/** Pictures come out of their decoding order by sixteen at most, and a hundred are told. */
const MOST_NOTED = 200;

/** Packets between two looks at the event loop: the log lines arrive there, and the end of the parent. */
const PACKETS_PER_TURN = 16;

export type DecodeResult = { is: 'report'; report: DecodeReport } | { is: 'limit'; reason: 'frames' | 'memory' };

export type DecodeTask = {
  container: DecodeContainer;
  maxFrames: number;
  /** Resident memory of this process. */
  maxMemoryBytes: number;
  framesPerSample?: number | undefined;
  /** Where the object begins in the bytes, behind an init segment. */
  objectAt: number;
};

/** Decodes with FFmpeg inside this process. Damaged input can crash it, so it runs in a process of its own. */
export class NodeAvDecoder {
  private readonly av: NodeAv;
  private log = new LogLines();

  private constructor(av: NodeAv) {
    this.av = av;
    av.Log.setLevel(av.AV_LOG_ERROR);
    av.Log.setCallback((_level, message) => this.log.add(message), { maxLevel: av.AV_LOG_ERROR });
  }

  /** Undefined where the optional package, or its binary for this platform, is not installed. */
  static async find(): Promise<NodeAvDecoder | undefined> {
    try {
      return new NodeAvDecoder(await import('./ffmpeg-library.ts'));
    } catch {
      return undefined;
    }
  }

  /**
   * What is not whole is decoded once more, in one thread: of two, one may give a picture away before the other has marked
   * its damage, and what is said of a clip must not depend on which was faster.
   */
  async decode(sent: Buffer, task: DecodeTask): Promise<DecodeResult> {
    const bytes = task.container === 'ts' ? asBuffer(forDecoders(sent)) : sent;
    const together = await this.decodeOnce(bytes, task, 2);
    return together.isCertain ? together.result : (await this.decodeOnce(bytes, task, 1)).result;
  }

  /** Small pictures of key frames as one; undefined where there is none. */
  film(bytes: Buffer, task: FilmTask): Promise<Filmstrip | undefined> {
    return makeFilmstrip(this.av, bytes, task);
  }

  /** FFmpeg's first line since it was asked last. */
  private async saidSince(): Promise<string | undefined> {
    await logLinesArrived();
    const [line] = this.log.summary().first;
    this.log = new LogLines();
    return line;
  }

  private async decodeOnce(
    bytes: Buffer,
    { container, maxFrames, maxMemoryBytes, framesPerSample, objectAt }: DecodeTask,
    mostThreads: 1 | 2,
  ): Promise<{ result: DecodeResult; isCertain: boolean }> {
    const input = new NodeAvInput(this.av, bytes);
    const stream = input.open(container);
    // Probing's lines are let go: they are repeated when the video is decoded, or were about sound.
    await logLinesArrived();
    this.log = new LogLines();
    const listening = SoundDecoding.of(this.av, input.streams);
    const decoding = new Decoding(this.av, stream, framesPerSample, mostThreads);
    const passed = (reason: 'frames' | 'memory') => ({ result: { is: 'limit' as const, reason }, isCertain: true });
    try {
      if (typeof stream !== 'string' && decoding.ready) {
        for (const packet of input.packets(stream, (packet) => listening?.offer(packet))) {
          this.log.at = decoding.offer(packet);
          if (decoding.frames > maxFrames) return passed('frames');
          const isTurn = decoding.packets % PACKETS_PER_TURN === 0;
          if (isTurn && process.memoryUsage.rss() > maxMemoryBytes) return passed('memory');
          // In one thread a line is about the packet that it comes with.
          if (decoding.threads === 1) await logLinesArrived();
          else if (isTurn) await nextTurn();
        }
        decoding.flush();
      }
      await logLinesArrived();
      const logs = this.log.summary();
      const isCertain = decoding.threads === 1 || (decoding.isWhole && this.log.isSilent);
      const report = decoding.report(this.log.damagedAt);
      // It takes the lines from here on for its own.
      const sound = (await listening?.decode(() => this.saidSince(), objectAt)) ?? null;
      return { result: { is: 'report', report: { ...report, logs, sound } }, isCertain };
    } finally {
      listening?.close();
      decoding.close();
      input.close();
    }
  }
}

const asBuffer = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** They cross by a queue that the event loop reads before it comes to the second turn. */
async function logLinesArrived(): Promise<void> {
  await nextTurn();
  await nextTurn();
}

/** One object's video track on its way through the decoder. */
class Decoding {
  frames = 0;
  threads = 1;
  private marked = 0;
  private refused = 0;
  private damaged = 0;
  private codec: string | null = null;
  private width = 0;
  private height = 0;
  private unreadable: string | null = null;
  private readonly places = new PacketPlaces();
  private readonly damagedAt: PacketPlace[] = [];
  private readonly clock = new PictureClock();
  private millisecondsPerTick = 1;
  private readonly pictures: PictureStatistics;
  private readonly av: NodeAv;
  private readonly context: CodecContext;
  private readonly frame: Frame;

  /** `stream`: the track, or why there is none. */
  constructor(av: NodeAv, stream: Stream | string, framesPerSample: number | undefined, mostThreads: 1 | 2) {
    this.av = av;
    this.pictures = new PictureStatistics(framesPerSample);
    this.context = new av.CodecContext();
    this.frame = new av.Frame();
    this.frame.alloc();
    if (typeof stream === 'string') this.unreadable = stream;
    else this.openDecoder(stream, mostThreads);
  }

  /** No picture has a mark, and no packet was refused. */
  get isWhole(): boolean {
    return this.marked === 0 && this.refused === 0;
  }

  get packets(): number {
    return this.places.count;
  }

  get ready(): boolean {
    return this.unreadable === null;
  }

  private openDecoder({ codecpar, timeBase }: Stream, mostThreads: 1 | 2): void {
    this.width = codecpar.width;
    this.height = codecpar.height;
    const codec = this.av.Codec.findDecoder(codecpar.codecId);
    this.codec = codec?.name ?? null;
    if (!codec || !ACCEPTED.includes(codec.name ?? '')) {
      this.unreadable = 'neither H.264 nor H.265';
      return;
    }
    const { context } = this;
    context.allocContext3(codec);
    const copied = context.parametersToContext(codecpar);
    context.pktTimebase = timeBase;
    this.millisecondsPerTick = (timeBase.num * 1000) / Math.max(1, timeBase.den);
    this.threads = this.width * this.height <= MAX_PIXELS_FOR_TWO ? mostThreads : 1;
    context.threadCount = this.threads;
    // Set one by one: node-av 6.1 frees a dictionary of options twice when the decoder is closed.
    context.setOption('err_detect', 'crccheck+bitstream+buffer');
    context.setOption('max_pixels', String(MAX_PIXELS));
    for (const [name, value] of Object.entries(ALL_PICTURES)) context.setOption(name, value);
    const opened = copied < 0 ? copied : context.open2Sync(codec, null);
    if (opened < 0) this.unreadable = `decoder: error ${opened}`;
  }

  offer(packet: Packet): PacketPlace {
    const dts = this.ticksOf(packet.dts);
    const place = this.places.add({
      pts: this.ticksOf(packet.pts),
      dtsMs: dts === null ? null : dts * this.millisecondsPerTick,
    });
    this.send(packet, place);
    return place;
  }

  flush(): void {
    this.send(null);
  }

  private ticksOf(stamp: bigint): number | null {
    return stamp === this.av.AV_NOPTS_VALUE ? null : Number(stamp);
  }

  private send(packet: Packet | null, place?: PacketPlace): void {
    const { context, frame, av } = this;
    if (context.sendPacketSync(packet) < 0 && packet) this.refuse(place);
    for (;;) {
      const received = context.receiveFrameSync(frame);
      if (received === av.AVERROR_EAGAIN || received === av.AVERROR_EOF) return;
      if (received < 0) {
        this.refuse(place);
        return;
      }
      this.measure(frame);
      frame.unref();
    }
  }

  private refuse(place: PacketPlace | undefined): void {
    this.refused++;
    this.noteDamage(place);
  }

  private noteDamage(place: PacketPlace | undefined): void {
    if (place && this.damagedAt.length < MOST_NOTED) this.damagedAt.push(place);
  }

  private measure(frame: Frame): void {
    this.frames++;
    const ticks = this.ticksOf(frame.pts);
    const mark = this.markOf(frame);
    if (mark !== 'whole') this.marked++;
    if (mark === 'damaged') {
      this.damaged++;
      this.noteDamage(this.places.find(ticks));
    }
    const atMs = this.clock.at(ticks === null ? null : ticks * this.millisecondsPerTick);
    const { width, height, data, linesize } = frame;
    const format = this.av.avGetPixFmtName(frame.format as AVPixelFormat) ?? '';
    const grid = gridOf({ format, width, height, data, linesize });
    if (grid) this.pictures.add(grid, { atMs, mark });
  }

  private markOf({ decodeErrorFlags, flags }: Frame): PictureMark {
    const { AV_FRAME_FLAG_CORRUPT, FF_DECODE_ERROR_MISSING_REFERENCE } = this.av;
    if (decodeErrorFlags & ~FF_DECODE_ERROR_MISSING_REFERENCE) return 'damaged';
    return decodeErrorFlags !== 0 || flags & AV_FRAME_FLAG_CORRUPT ? 'garbled' : 'whole';
  }

  /** `complaints`: the packets with which lines about damage came, which count where no picture is marked. */
  report(complaints: readonly PacketPlace[]): Omit<DecodeReport, 'logs'> {
    const { codec, width, height, packets, frames, refused, damaged, unreadable } = this;
    const engine = 'node-av';
    const pictures = this.pictures.summary();
    const damagedAt = inDecodingOrder(this.damagedAt.length > 0 ? this.damagedAt : complaints);
    return { engine, codec, width, height, packets, frames, refused, damaged, damagedAt, unreadable, pictures };
  }

  close(): void {
    this.frame.free();
    this.context.freeContext();
  }
}
