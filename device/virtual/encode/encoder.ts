import { type Canvas, withTallChroma } from '../picture/canvas.ts';
import { TICKS, type VideoFormat, type VideoFrame } from './frames.ts';
import type { NodeAv } from './node-av.ts';

export type PictureEncoder = {
  /** Encodes one picture; frames come out one for one, without delay. */
  encode(canvas: Canvas, pts: number): Promise<VideoFrame>;
  close(): void;
};

/** An encoder as cameras have it: no B-frames, one slice, an IDR with parameter sets every `groupFrames` pictures. */
export async function openEncoder(av: NodeAv, format: VideoFormat, groupFrames: number): Promise<PictureEncoder> {
  const { codec, width, height, fps } = format;
  const timeBase = new av.Rational(1, fps);
  av.Log.setLevel(av.AV_LOG_ERROR);
  const library = av.Codec.findEncoderByName(codec === 'h264' ? av.FF_ENCODER_LIBX264 : av.FF_ENCODER_LIBX265);
  if (library === null) throw new Error(`This build of node-av has no encoder for ${codec}.`);
  const context = new av.CodecContext();
  context.allocContext3(library);
  Object.assign(context, { width, height, timeBase, threadCount: 1, gopSize: groupFrames, maxBFrames: 0 });
  const pixels = format.coding === '4:2:2' ? av.AV_PIX_FMT_YUV422P : av.AV_PIX_FMT_YUV420P;
  context.pixelFormat = pixels;
  context.framerate = new av.Rational(fps, 1);
  // Set one by one: node-av 6.1 frees a dictionary of options twice.
  for (const [name, value] of Object.entries(optionsFor(format))) {
    if (context.setOption(name, value) < 0) throw new Error(`The encoder takes no ${name}=${value}.`);
  }
  av.FFmpegError.throwIfError(await context.open2(library, null), 'the encoder does not open');
  const packet = new av.Packet();
  packet.alloc();
  const duration = TICKS / fps;
  return {
    async encode(canvas, pts) {
      const props = { width, height, format: pixels, timeBase, pts: BigInt(Math.round(pts / duration)) };
      using frame = av.Frame.fromVideoBuffer(format.coding === '4:2:2' ? withTallChroma(canvas) : canvas.data, props);
      av.FFmpegError.throwIfError(await context.sendFrame(frame), 'a picture was refused');
      av.FFmpegError.throwIfError(await context.receivePacket(packet), 'a picture was held back');
      const coded = { data: Buffer.from(packet.data ?? []), key: packet.isKeyframe, pts, dts: pts, duration };
      packet.unref();
      return coded;
    },
    close() {
      packet.free();
      context.freeContext();
    },
  };
}

function optionsFor({ codec, coding }: VideoFormat): Record<string, string> {
  const usual = codec === 'h264' ? H264 : H265;
  if (coding === 'coarse') return { ...usual, crf: '51' };
  return coding === '4:2:2' && codec === 'h264' ? { ...usual, profile: 'high422' } : usual;
}

const H264 = {
  preset: 'veryfast',
  tune: 'zerolatency',
  profile: 'main',
  crf: '25',
  sc_threshold: '0',
  'forced-idr': '1',
};
const H265 = {
  preset: 'ultrafast',
  tune: 'zerolatency',
  crf: '27',
  'x265-params': 'log-level=error:pools=none:frame-threads=1:repeat-headers=1:scenecut=0:open-gop=0',
};
