import type { Canvas } from '../picture/canvas.ts';
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
  context.pixelFormat = av.AV_PIX_FMT_YUV420P;
  context.framerate = new av.Rational(fps, 1);
  // Set one by one: node-av 6.1 frees a dictionary of options twice.
  for (const [name, value] of Object.entries(codec === 'h264' ? H264 : H265)) {
    if (context.setOption(name, value) < 0) throw new Error(`The encoder takes no ${name}=${value}.`);
  }
  av.FFmpegError.throwIfError(await context.open2(library, null), 'the encoder does not open');
  const packet = new av.Packet();
  packet.alloc();
  const duration = TICKS / fps;
  return {
    async encode(canvas, pts) {
      const props = { width, height, format: av.AV_PIX_FMT_YUV420P, timeBase, pts: BigInt(Math.round(pts / duration)) };
      using frame = av.Frame.fromVideoBuffer(canvas.data, props);
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
