import type { FormatContext, IOContext, Packet, Stream } from 'node-av';
import { isWithoutPicture, SMALL_UNIT_BYTES } from './without-picture.ts';

export type NodeAv = typeof import('./ffmpeg-library.ts');

/** Naming the demuxer keeps FFmpeg from probing: playlists and reference files would open other files and URLs. */
const INPUTS = {
  ts: { demuxer: 'mpegts', options: {} },
  // What an edit list leaves out is coded all the same, and the pictures behind it build on it: FFmpeg would hold it back.
  mp4: { demuxer: 'mov', options: { ignore_editlist: '1' } },
} as const;
export type DecodeContainer = keyof typeof INPUTS;

/**
 * The video track of bytes in memory. Written on FFmpeg's own calls: node-av's `Demuxer` takes the process down
 * after input in which it found no stream.
 */
export class NodeAvInput {
  private readonly av: NodeAv;
  private readonly io: IOContext;
  private readonly context: FormatContext;
  private opened = false;
  /** Its NAL units have start codes (Annex B). */
  private isByteStream = false;

  constructor(av: NodeAv, bytes: Buffer) {
    this.av = av;
    this.io = av.IOStream.create(bytes);
    this.context = new av.FormatContext();
    this.context.allocContext();
    // Probing decodes the first pictures, and sound; nothing else of FFmpeg's four hundred decoders needs to see them.
    this.context.setOption('codec_whitelist', 'h264,hevc,aac');
    // To guess a frame rate, which nobody here asks for, it would decode a dozen pictures more.
    this.context.setOption('fpsprobesize', '0');
    this.context.pb = this.io;
  }

  /** The first video stream, or why there is none. */
  open(container: DecodeContainer): Stream | string {
    const { av, context } = this;
    const { demuxer, options } = INPUTS[container];
    const opened = context.openInputSync(
      '',
      av.InputFormat.findInputFormat(demuxer),
      av.Dictionary.fromObject(options),
    );
    if (opened < 0) return `demuxer: error ${opened}`;
    this.opened = true;
    this.isByteStream = container === 'ts';
    const found = context.findStreamInfoSync(null);
    if (found < 0) return `no streams: error ${found}`;
    const video = context.streams.find((stream) => stream.codecpar.codecType === av.AVMEDIA_TYPE_VIDEO);
    return video ?? 'no video track';
  }

  /** What an opened container holds. */
  get streams(): readonly Stream[] {
    return this.opened ? this.context.streams : [];
  }

  /** Packets of one stream; each is only valid until the next one is asked for. `other` hears of those of the others. */
  *packets(stream: Stream, other: (packet: Packet) => void = () => undefined): Generator<Packet> {
    const packet = new this.av.Packet();
    packet.alloc();
    try {
      for (; this.context.readFrameSync(packet) >= 0; packet.unref()) {
        if (packet.streamIndex !== stream.index) other(packet);
        else {
          if (this.isWithoutPicture(packet, stream)) continue;
          // FFmpeg shows no picture whose time does not rise. Times are level 1's to judge, and the pictures are there.
          packet.clearFlags(this.av.AV_PKT_FLAG_DISCARD);
          yield packet;
        }
      }
    } finally {
      packet.free();
    }
  }

  private isWithoutPicture(packet: Packet, { codecpar: { codecId } }: Stream): boolean {
    if (!this.isByteStream || packet.size > SMALL_UNIT_BYTES) return false;
    return isWithoutPicture(packet.data ?? Buffer.alloc(0), codecId === this.av.AV_CODEC_ID_H264 ? 'h264' : 'h265');
  }

  /**
   * A context that could not be opened has already been freed by FFmpeg. An open one keeps its `pb` until it is closed:
   * node-av 6.1 crashes at the next garbage collection otherwise.
   */
  close(): void {
    if (this.opened) this.context.closeInputSync();
    this.io.freeContext();
  }
}
