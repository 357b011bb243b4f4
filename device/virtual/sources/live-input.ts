import { constants } from 'node:os';
import type { VideoCodec } from '@kaitong/contract/checks';
import type { FormatContext, Packet, Stream } from 'node-av';
import { TICKS, type VideoFormat } from '../encode/frames.ts';
import type { NodeAv } from '../encode/node-av.ts';
import { annexBReader } from './nal-format.ts';

const { errno } = constants;

/** A packet of a live stream in Annex B form. Times in ticks of the stream's own clock. */
export type LivePacket = { data: Buffer; key: boolean; pts: number; dts: number };

/** What a stream says of itself beside its format. */
export type StreamAbout = {
  /** As H.264 and H.265 number them. */
  profile: number;
  /** It is told, and not taken over. */
  sound: { codec: string; rate: number; channels: number } | null;
};

export type LiveInput = {
  readonly format: VideoFormat;
  readonly about: StreamAbout;
  /** Ends when the stream ends or breaks. */
  packets(): AsyncGenerator<LivePacket>;
  close(): Promise<void>;
};

/** Why there is no stream. `lost`: there was one. */
export type LiveProblem =
  | 'unreachable'
  | 'silent'
  | 'unauthorised'
  | 'not_found'
  | 'no_video'
  | 'not_readable'
  | 'lost';

/**
 * Opens an address that FFmpeg can read and finds its video, or says why that did not work. The signal ends what waits
 * for the camera, in opening and in reading; it has to be closed all the same.
 */
export async function openLiveInput(
  av: NodeAv,
  url: string,
  signal: AbortSignal,
): Promise<LiveInput | { problem: LiveProblem }> {
  av.Log.setLevel(av.AV_LOG_FATAL);
  const context = new av.FormatContext();
  context.allocContext();
  const interrupt = () => context.interrupt();
  signal.addEventListener('abort', interrupt);
  const opened = await open(av, context, url);
  const forget = () => signal.removeEventListener('abort', interrupt);
  if ('problem' in opened) {
    forget();
    return opened;
  }
  return {
    ...opened,
    async close() {
      forget();
      await context.closeInput();
    },
  };
}

async function open(
  av: NodeAv,
  context: FormatContext,
  url: string,
): Promise<Omit<LiveInput, 'close'> | { problem: LiveProblem }> {
  // A camera's stream says at once what it is; by default FFmpeg would watch it for five seconds.
  context.setOption('analyzeduration', '1000000');
  const options = av.Dictionary.fromObject(/^rtsps?:/.test(url) ? RTSP : OTHERS);
  const opened = await context.openInput(url, null, options);
  if (opened < 0) return { problem: problemOf(av, opened) };
  const found = await context.findStreamInfo(null);
  const of = (type: Stream['codecpar']['codecType']) =>
    found < 0 ? undefined : context.streams.find(({ codecpar }) => codecpar.codecType === type);
  const video = of(av.AVMEDIA_TYPE_VIDEO);
  const codec = video && codecOf(av, video.codecpar.codecId);
  if (!video || !codec) {
    await context.closeInput();
    return { problem: 'no_video' };
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
  const sound = of(av.AVMEDIA_TYPE_AUDIO)?.codecpar;
  const about: StreamAbout = {
    profile: codecpar.profile,
    sound: sound
      ? {
          codec: av.avGetCodecName(sound.codecId) ?? 'unknown',
          rate: sound.sampleRate,
          channels: sound.channels,
        }
      : null,
  };
  return { format, about, packets: read };
}

/** RTSP answers as HTTP does. */
function problemOf(av: NodeAv, error: number): LiveProblem {
  if (error === av.AVERROR_HTTP_UNAUTHORIZED || error === av.AVERROR_HTTP_FORBIDDEN) return 'unauthorised';
  if (error === av.AVERROR_HTTP_NOT_FOUND) return 'not_found';
  if (error === -errno.ETIMEDOUT) return 'silent';
  return UNREACHABLE.has(error) ? 'unreachable' : 'not_readable';
}

/** Refused, no route, no such network or name, as the system numbers them; FFmpeg puts a minus before it. */
const UNREACHABLE = new Set(
  [errno.ECONNREFUSED, errno.EHOSTUNREACH, errno.ENETUNREACH, errno.ECONNRESET, errno.EIO].map((code) => -code),
);

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
