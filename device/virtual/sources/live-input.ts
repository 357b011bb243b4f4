import type { VideoCodec } from '@kaitong/contract/checks';
import type { FormatContext, Packet } from 'node-av';
import { TICKS, type VideoFormat } from '../encode/frames.ts';
import type { NodeAv } from '../encode/node-av.ts';
import { annexBReader } from './nal-format.ts';

/** A packet of a live stream in Annex B form. Times in ticks of the stream's own clock. */
export type LivePacket = { data: Buffer; key: boolean; pts: number; dts: number };

export type LiveInput = {
  readonly format: VideoFormat;
  /** Ends when the stream ends or breaks. */
  packets(): AsyncGenerator<LivePacket>;
  close(): Promise<void>;
};

/** Opens an address that FFmpeg can read and finds its video; a text says why that did not work. */
export async function openLiveInput(av: NodeAv, url: string): Promise<LiveInput | string> {
  av.Log.setLevel(av.AV_LOG_FATAL);
  const context = new av.FormatContext();
  context.allocContext();
  // A camera's stream says at once what it is; by default FFmpeg would watch it for five seconds.
  context.setOption('analyzeduration', '1000000');
  const options = av.Dictionary.fromObject(url.startsWith('rtsp:') ? RTSP : OTHERS);
  const opened = await context.openInput(url, null, options);
  if (opened < 0) return `it cannot be opened (FFmpeg error ${opened})`;
  const found = await context.findStreamInfo(null);
  const video =
    found < 0 ? undefined : context.streams.find(({ codecpar }) => codecpar.codecType === av.AVMEDIA_TYPE_VIDEO);
  const codec = video && codecOf(av, video.codecpar.codecId);
  if (!video || !codec) {
    await context.closeInput();
    return 'it has no H.264 or H.265 video';
  }
  const { codecpar, timeBase, avgFrameRate } = video;
  const rate = avgFrameRate.den > 0 ? Math.round(avgFrameRate.num / avgFrameRate.den) : 0;
  const format = { codec, width: codecpar.width, height: codecpar.height, fps: rate > 0 && rate <= 120 ? rate : 15 };
  const toAnnexB = annexBReader(codec, codecpar.extradata);
  const ticks = (time: bigint) => Math.round((Number(time) * timeBase.num * TICKS) / timeBase.den);
  const read = async function* (): AsyncGenerator<LivePacket> {
    const packet = new av.Packet();
    packet.alloc();
    try {
      while ((await context.readFrame(packet)) >= 0) {
        const { data, isKeyframe: key } = packet;
        if (packet.streamIndex === video.index && data && packet.pts !== av.AV_NOPTS_VALUE) {
          const pts = ticks(packet.pts);
          yield {
            data: toAnnexB(data, key),
            key,
            pts,
            dts: packet.dts === av.AV_NOPTS_VALUE ? pts : ticks(packet.dts),
          };
        }
        packet.unref();
      }
    } finally {
      packet.free();
    }
  };
  return { format, packets: read, close: () => closing(context) };
}

async function closing(context: FormatContext): Promise<void> {
  context.interrupt();
  await context.closeInput();
}

function codecOf(av: NodeAv, id: Packet['streamIndex']): VideoCodec | undefined {
  if (id === av.AV_CODEC_ID_H264) return 'h264';
  return id === av.AV_CODEC_ID_HEVC ? 'h265' : undefined;
}

/**
 * RTP over UDP loses packets, and a lost packet would be a finding about the camera. A source that falls silent is given
 * up after ten seconds (in microseconds) and opened anew.
 */
const RTSP = { rtsp_transport: 'tcp', timeout: '10000000' };
const OTHERS = { rw_timeout: '10000000' };
