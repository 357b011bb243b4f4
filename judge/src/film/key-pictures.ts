import type { AVPixelFormat, CodecContext, Frame, Packet, Stream } from 'node-av';
import { MAX_PIXELS } from '../decode/limits.ts';
import { type DecodeContainer, type NodeAv, NodeAvInput } from '../decode/node-av-input.ts';
import type { Planes } from '../decode/picture-grid.ts';
import type { Colours } from './small-picture.ts';

const ACCEPTED: readonly string[] = ['h264', 'hevc'];
/** From here on cameras that say nothing of their colours mean those of high definition. */
const HIGH_DEFINITION = 720;

export type KeyPicture = { atMs: number; planes: Planes; colours: Colours };

/**
 * Key frames of an object, each decoded by itself: nothing between them is. Those that `isWanted` says no to are not decoded
 * either. A picture is only valid until the next one is asked for.
 */
export function* keyPictures(
  av: NodeAv,
  bytes: Buffer,
  container: DecodeContainer,
  isWanted: (atMs: number) => boolean,
): Generator<KeyPicture> {
  const input = new NodeAvInput(av, bytes);
  const decoder = new av.CodecContext();
  const frame = new av.Frame();
  frame.alloc();
  try {
    const stream = input.open(container);
    if (typeof stream === 'string' || !open(av, decoder, stream)) return;
    const { timeBase } = stream;
    const millisecondsPerTick = (timeBase.num * 1000) / Math.max(1, timeBase.den);
    let begins: number | undefined;
    for (const packet of input.packets(stream)) {
      const ticks = ticksOf(av, packet);
      begins ??= ticks;
      const atMs = Math.max(0, Math.round(((ticks ?? 0) - (begins ?? 0)) * millisecondsPerTick));
      if (!(packet.flags & av.AV_PKT_FLAG_KEY) || !isWanted(atMs)) continue;
      const found = decode(av, decoder, frame, packet);
      if (found) yield { atMs, ...found };
      frame.unref();
      decoder.flushBuffers();
    }
  } finally {
    frame.free();
    decoder.freeContext();
    input.close();
  }
}

function open(av: NodeAv, decoder: CodecContext, { codecpar, timeBase }: Stream): boolean {
  const codec = av.Codec.findDecoder(codecpar.codecId);
  if (!codec || !ACCEPTED.includes(codec.name ?? '')) return false;
  decoder.allocContext3(codec);
  if (decoder.parametersToContext(codecpar) < 0) return false;
  decoder.pktTimebase = timeBase;
  decoder.threadCount = 1;
  decoder.setOption('max_pixels', String(MAX_PIXELS));
  return decoder.open2Sync(codec, null) >= 0;
}

const ticksOf = (av: NodeAv, { pts, dts }: Packet): number | undefined => {
  const stamp = pts === av.AV_NOPTS_VALUE ? dts : pts;
  return stamp === av.AV_NOPTS_VALUE ? undefined : Number(stamp);
};

/** Its picture, without those that would come after it. */
function decode(av: NodeAv, decoder: CodecContext, frame: Frame, packet: Packet): Omit<KeyPicture, 'atMs'> | undefined {
  if (decoder.sendPacketSync(packet) < 0 || decoder.sendPacketSync(null) < 0) return undefined;
  if (decoder.receiveFrameSync(frame) < 0 || frame.decodeErrorFlags !== 0) return undefined;
  const { width, height, data, linesize, colorSpace, colorRange } = frame;
  const format = av.avGetPixFmtName(frame.format as AVPixelFormat) ?? '';
  const isWide =
    colorSpace === av.AVCOL_SPC_UNSPECIFIED
      ? Math.min(width, height) >= HIGH_DEFINITION
      : colorSpace === av.AVCOL_SPC_BT709;
  const isFull = colorRange === av.AVCOL_RANGE_JPEG || format.startsWith('yuvj');
  return { planes: { format, width, height, data, linesize }, colours: { isWide, isFull } };
}
