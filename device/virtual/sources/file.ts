import { milliseconds } from '@kaitong/contract';
import type { VideoCodec } from '@kaitong/contract/checks';
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input, type InputVideoTrack } from 'mediabunny';
import type { Clock } from '../../src/index.ts';
import { durationOf, type Group, TICKS, ticksOf, type VideoFormat, type VideoFrame } from '../encode/frames.ts';
import { loadNodeAv } from '../encode/node-av.ts';
import { roomSound } from '../mux/audio.ts';
import { encodeJpeg } from '../picture/jpeg.ts';
import { decodeKeyFrame } from './decode.ts';
import { annexBReader } from './nal-format.ts';
import type { OpenedSource, RecordingRequest } from './source.ts';

const CODECS: Record<string, VideoCodec> = { avc: 'h264', hevc: 'h265' };

/**
 * A video file as the lens: shown from key frame to key frame, again and again, with new time stamps. What it records is
 * the file's own pictures, so a second verification with the same file is found out as a replay.
 */
export async function openFileSource(path: string, options: { clock: Clock; sound: boolean }): Promise<OpenedSource> {
  const { clock } = options;
  const read = await readGroups(path).catch((error: unknown) =>
    error instanceof Error ? error.message : String(error),
  );
  if (typeof read === 'string') return { ok: false, reason: `${path} cannot be used: ${read}` };
  const { format, groups } = read;
  let next = 0;
  let lastShown = groups[0];

  async function* record({ from, until, signal }: RecordingRequest): AsyncGenerator<Group> {
    for (let begin = 0; begin < until - from && !signal.aborted; ) {
      const group = groups[next % groups.length];
      if (group === undefined) return;
      next += 1;
      lastShown = group;
      const video = within(movedTo(group.video, ticksOf(begin)), ticksOf(until - from));
      const length = durationOf({ video, audio: [] });
      const early = from + begin + length - clock.monotonic();
      if (early > 0) await clock.sleep(milliseconds(early), signal);
      if (signal.aborted || video.length === 0) return;
      yield { video, audio: options.sound ? roomSound(ticksOf(begin), ticksOf(begin + length)) : [] };
      begin += length;
    }
  }

  return {
    ok: true,
    source: {
      format,
      record: (request) => ({ startedAt: request.from, groups: record(request) }),
      async still() {
        const av = await loadNodeAv();
        const key = lastShown?.video[0];
        const canvas = av && key && (await decodeKeyFrame(av, format.codec, key.data));
        return canvas && encodeJpeg(canvas);
      },
      close: async () => undefined,
    },
  };
}

async function readGroups(path: string): Promise<{ format: VideoFormat; groups: Group[] }> {
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS });
  const track = await input.getPrimaryVideoTrack();
  const codec = CODECS[(await track?.getCodec()) ?? ''];
  if (!track || codec === undefined) throw new Error('it holds no H.264 or H.265 video.');
  const frames = await readFrames(track, codec);
  const groups: Group[] = [];
  for (const frame of frames) {
    if (frame.key) groups.push({ video: [], audio: [] });
    groups.at(-1)?.video.push(frame);
  }
  if (groups.length === 0) throw new Error('it holds no key frame.');
  const seconds = frames.reduce((total, { duration }) => total + duration, 0) / TICKS;
  const fps = Math.max(1, Math.round(frames.length / seconds));
  return { format: { codec, ...(await sizeOf(track, codec, groups)), fps }, groups };
}

/** Containers may tell the size before cropping; what comes out of a decoder is right. */
async function sizeOf(track: InputVideoTrack, codec: VideoCodec, groups: readonly Group[]) {
  const av = await loadNodeAv();
  const key = groups[0]?.video[0];
  const picture = av && key && (await decodeKeyFrame(av, codec, key.data));
  const told = { width: await track.getCodedWidth(), height: await track.getCodedHeight() };
  return picture ? { width: picture.width, height: picture.height } : told;
}

/** In decode order. A demuxer tells when a picture is shown; when it is decoded follows from the order. */
async function readFrames(track: InputVideoTrack, codec: VideoCodec): Promise<VideoFrame[]> {
  const config = await track.getDecoderConfig();
  const description = config?.description;
  const toAnnexB = annexBReader(codec, description ? bytesOf(description) : null);
  const read: { data: Buffer; key: boolean; pts: number; duration: number }[] = [];
  for await (const packet of new EncodedPacketSink(track).packets()) {
    const key = packet.type === 'key';
    read.push({
      data: toAnnexB(packet.data, key),
      key,
      pts: Math.round(packet.timestamp * TICKS),
      duration: Math.round(packet.duration * TICKS),
    });
  }
  const shown = read.map(({ pts }) => pts).sort((a, b) => a - b);
  const delay = Math.max(0, ...read.map(({ pts }, at) => (shown[at] ?? pts) - pts));
  return read.map((frame, at) => {
    const here = shown[at] ?? frame.pts;
    const step = (shown[at + 1] ?? here + frame.duration) - here;
    return { ...frame, dts: here - delay, duration: step > 0 ? step : frame.duration };
  });
}

function bytesOf(source: ArrayBufferLike | ArrayBufferView): Uint8Array {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength);
  return new Uint8Array(source);
}

/** The same pictures, the first one decoded at `begin`. */
function movedTo(video: readonly VideoFrame[], begin: number): VideoFrame[] {
  const shift = begin - (video[0]?.dts ?? 0);
  return video.map((frame) => ({ ...frame, pts: frame.pts + shift, dts: frame.dts + shift }));
}

/** Leaves out what lies behind the end: pictures in decode order can be cut off anywhere. */
const within = (video: readonly VideoFrame[], end: number): VideoFrame[] => video.filter(({ dts }) => dts < end);
