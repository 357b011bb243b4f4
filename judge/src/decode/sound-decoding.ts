import { SoundMeter } from '@kaitong/media';
import type { CodecContext, Frame, Packet, Stream } from 'node-av';
import type { NodeAv } from './node-av-input.ts';
import type { SoundReport } from './sound-report.ts';

type Around = { saidSince: () => Promise<string | undefined>; objectAt: number };

/** Frames of an hour at 48 kHz; what comes behind them is not decoded. */
const MAX_PACKETS = 200_000;

/**
 * One object's AAC. Its packets are kept until the pictures are done, since FFmpeg does not say whose log lines are whose;
 * they take no more than the object itself.
 */
export class SoundDecoding {
  private readonly av: NodeAv;
  private readonly stream: Stream;
  private readonly packets: Packet[] = [];

  private constructor(av: NodeAv, stream: Stream) {
    this.av = av;
    this.stream = stream;
  }

  /** Undefined where there is no sound, or none that browsers play: it is counted elsewhere. */
  static of(av: NodeAv, streams: readonly Stream[]): SoundDecoding | undefined {
    const sound = streams.find((stream) => stream.codecpar.codecType === av.AVMEDIA_TYPE_AUDIO);
    return sound?.codecpar.codecId === av.AV_CODEC_ID_AAC ? new SoundDecoding(av, sound) : undefined;
  }

  offer(packet: Packet): void {
    if (packet.streamIndex !== this.stream.index || this.packets.length >= MAX_PACKETS) return;
    const copy = packet.clone();
    if (copy) this.packets.push(copy);
  }

  /**
   * Null where this FFmpeg has no decoder for this kind of AAC. `saidSince`: FFmpeg's first line since it was asked last;
   * `objectAt`: where the object begins in the bytes.
   */
  async decode(saidSince: () => Promise<string | undefined>, objectAt: number): Promise<SoundReport | null> {
    const { av, packets, stream } = this;
    const codec = packets.length > 0 ? av.Codec.findDecoder(stream.codecpar.codecId) : null;
    if (!codec) return null;
    const context = new av.CodecContext();
    const frame = new av.Frame();
    frame.alloc();
    try {
      context.allocContext3(codec);
      if (context.parametersToContext(stream.codecpar) < 0 || context.open2Sync(codec, null) < 0) return null;
      context.pktTimebase = stream.timeBase;
      return await this.run(context, frame, { saidSince, objectAt });
    } finally {
      frame.free();
      context.freeContext();
    }
  }

  private async run(context: CodecContext, frame: Frame, { saidSince, objectAt }: Around): Promise<SoundReport | null> {
    const report: SoundReport = { frames: 0, failed: 0, firstFailed: null, levels: null };
    let meter: SoundMeter | undefined;
    for (const [index, packet] of this.packets.entries()) {
      const error = this.send(context, packet, frame, () => {
        meter ??= frame.sampleRate > 0 ? new SoundMeter(frame.sampleRate, frame.data?.length ?? 1) : undefined;
        if (meter) measure(frame, meter);
      });
      if (error === this.av.AVERROR_PATCHWELCOME) return null;
      // A segment may be cut within a frame.
      if (index === 0) await saidSince();
      if (index === 0 || index === this.packets.length - 1) continue;
      report.frames++;
      if (error === 0) continue;
      report.failed++;
      if (report.firstFailed !== null) continue;
      report.firstFailed = index;
      report.failure = { ...this.placeOf(packet, objectAt), log: (await saidSince()) ?? null };
    }
    return { ...report, levels: meter?.levels() ?? null };
  }

  private placeOf({ pos, pts }: Packet, objectAt: number): { offset: number | null; ms: number | null } {
    const { num, den } = this.stream.timeBase;
    const offset = Number(pos) - objectAt;
    const ms = pts === this.av.AV_NOPTS_VALUE ? null : (Number(pts) * num * 1000) / Math.max(1, den);
    return { offset: offset >= 0 ? offset : null, ms };
  }

  /** 0, or FFmpeg's error. */
  private send(context: CodecContext, packet: Packet, frame: Frame, each: () => void): number {
    const { av } = this;
    const sent = context.sendPacketSync(packet);
    if (sent < 0) return sent;
    for (;;) {
      const received = context.receiveFrameSync(frame);
      if (received === av.AVERROR_EAGAIN || received === av.AVERROR_EOF) return 0;
      if (received < 0) return received;
      each();
      frame.unref();
    }
  }

  close(): void {
    for (const packet of this.packets) packet.free();
  }
}

/** FFmpeg's decoder of AAC gives floats, a plane a channel. */
function measure(frame: Frame, meter: SoundMeter): void {
  for (const [channel, plane] of (frame.data ?? []).entries()) {
    const view = new DataView(plane.buffer, plane.byteOffset, plane.byteLength);
    const samples = Math.min(frame.nbSamples, plane.byteLength >> 2);
    for (let index = 0; index < samples; index++) meter.add(view.getFloat32(index * 4, true), channel);
  }
}
