import type { VideoCodec } from '@kaitong/contract/checks';
import type { CodecContext, Frame } from 'node-av';
import type { NodeAv } from '../encode/node-av.ts';
import { blankCanvas, type Canvas } from '../picture/canvas.ts';

/** Decodes pictures of a stream one after another. */
export type PictureDecoder = {
  /** Calls `onPicture` for each picture that comes out; damaged packets are passed over. */
  decode(data: Uint8Array, onPicture: (frame: Frame) => void): Promise<void>;
  flush(onPicture: (frame: Frame) => void): Promise<void>;
  close(): void;
};

export async function openDecoder(av: NodeAv, codec: VideoCodec): Promise<PictureDecoder> {
  const library = av.Codec.findDecoder(codec === 'h264' ? av.AV_CODEC_ID_H264 : av.AV_CODEC_ID_HEVC);
  if (library === null) throw new Error(`This build of node-av has no decoder for ${codec}.`);
  av.Log.setLevel(av.AV_LOG_FATAL);
  const context = new av.CodecContext();
  context.allocContext3(library);
  context.threadCount = 1;
  av.FFmpegError.throwIfError(await context.open2(library, null), 'the decoder does not open');
  const frame = new av.Frame();
  frame.alloc();
  const packet = new av.Packet();
  packet.alloc();
  const take = async (onPicture: (frame: Frame) => void) => {
    while ((await context.receiveFrame(frame)) >= 0) {
      onPicture(frame);
      frame.unref();
    }
  };
  return {
    async decode(data, onPicture) {
      packet.data = Buffer.from(data);
      await context.sendPacket(packet);
      packet.unref();
      await take(onPicture);
    },
    async flush(onPicture) {
      await context.sendPacket(null);
      await take(onPicture);
    },
    close: () => free(context, frame, packet),
  };
}

function free(context: CodecContext, ...held: { free(): void }[]): void {
  for (const one of held) one.free();
  context.freeContext();
}

/** One key frame with its parameter sets as a picture; undefined where it cannot be decoded as 4:2:0. */
export async function decodeKeyFrame(av: NodeAv, codec: VideoCodec, data: Uint8Array): Promise<Canvas | undefined> {
  const decoder = await openDecoder(av, codec);
  let canvas: Canvas | undefined;
  const keep = (frame: Frame) => {
    canvas ??= canvasOf(av, frame);
  };
  await decoder.decode(data, keep);
  await decoder.flush(keep);
  decoder.close();
  return canvas;
}

/** A decoded 4:2:0 picture as canvas, cut to even sides; undefined of another one. */
function canvasOf(av: NodeAv, frame: Frame): Canvas | undefined {
  const name = av.avGetPixFmtName(frame.format as Parameters<NodeAv['avGetPixFmtName']>[0]) ?? '';
  const layout = /^yuvj?420p(?:(1\d)le)?$/.exec(name);
  const [width, height] = [frame.width & ~1, frame.height & ~1];
  const planes = frame.data;
  if (!layout || !planes || planes.length < 3 || width === 0 || height === 0) return undefined;
  const bits = Number(layout[1] ?? 8);
  const canvas = blankCanvas(width, height);
  let at = 0;
  for (const [index, [columns, rows]] of [
    [width, height],
    [width / 2, height / 2],
    [width / 2, height / 2],
  ].entries()) {
    const plane = planes[index];
    const stride = frame.linesize[index];
    if (!plane || stride === undefined || columns === undefined || rows === undefined) return undefined;
    for (let row = 0; row < rows; row++) {
      if (bits === 8) at += plane.copy(canvas.data, at, row * stride, row * stride + columns);
      else
        for (let column = 0; column < columns; column++)
          canvas.data[at++] = plane.readUInt16LE(row * stride + 2 * column) >> (bits - 8);
    }
  }
  return canvas;
}
