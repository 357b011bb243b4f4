import type { Canvas } from '../picture/canvas.ts';
import { TICKS, type VideoFormat, type VideoFrame } from './frames.ts';

export type PictureEncoder = {
  /** Encodes one picture; frames come out one for one, without delay. */
  encode(canvas: Canvas, pts: number): Promise<VideoFrame>;
  close(): void;
};

type NodeAv = typeof import('node-av');

/** node-av is an optional dependency: 170 MB that not every platform has. Undefined where it is missing. */
export async function loadNodeAv(): Promise<NodeAv | undefined> {
  try {
    return await import('node-av');
  } catch {
    return undefined;
  }
}

/** An encoder as cameras have it: no B-frames, one slice, an IDR with parameter sets every `groupFrames` pictures. */
export async function openEncoder(av: NodeAv, format: VideoFormat, groupFrames: number): Promise<PictureEncoder> {
  const { codec, width, height, fps } = format;
  av.Log.setLevel(av.AV_LOG_ERROR);
  const encoder = await av.Encoder.create(codec === 'h264' ? av.FF_ENCODER_LIBX264 : av.FF_ENCODER_LIBX265, {
    gopSize: groupFrames,
    maxBFrames: 0,
    threadCount: 1,
    options: codec === 'h264' ? H264 : H265,
  });
  const duration = TICKS / fps;
  return {
    async encode(canvas, pts) {
      using frame = av.Frame.fromVideoBuffer(canvas.data, {
        width,
        height,
        format: av.AV_PIX_FMT_YUV420P,
        timeBase: { num: 1, den: fps },
        pts: BigInt(Math.round(pts / duration)),
      });
      const packets = await encoder.encodeAll(frame);
      const [packet] = packets;
      if (packet?.data == null) throw new Error('The encoder held a picture back.');
      const coded = { data: Buffer.from(packet.data), key: packet.isKeyframe, pts, dts: pts, duration };
      for (const used of packets) used.free();
      return coded;
    },
    close: () => encoder.close(),
  };
}

const H264 = {
  preset: 'veryfast',
  tune: 'zerolatency',
  profile: 'main',
  crf: 25,
  sc_threshold: 0,
  forced_idr: 1,
} as const;
const H265 = {
  preset: 'ultrafast',
  tune: 'zerolatency',
  crf: 27,
  'x265-params': 'log-level=error:pools=none:frame-threads=1:repeat-headers=1:scenecut=0:open-gop=0',
} as const;
