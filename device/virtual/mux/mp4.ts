import {
  BufferTarget,
  CmafOutputFormat,
  EncodedAudioPacketSource,
  EncodedPacket,
  EncodedVideoPacketSource,
  Mp4OutputFormat,
  Output,
} from 'mediabunny';
import { type AudioFrame, type Group, TICKS, type VideoFormat, type VideoFrame } from '../encode/frames.ts';
import { isParameterSet, joinNals, kindOfNal, splitNals } from './annex-b.ts';
import { AAC } from './audio.ts';

/** A finished MP4 of a whole recording, with the index before the data so that a player can begin at once. */
export async function singleMp4(format: VideoFormat, groups: readonly Group[]): Promise<Uint8Array> {
  const target = new BufferTarget();
  const output = new Output({ format: new Mp4OutputFormat({ fastStart: 'in-memory' }), target });
  await mux(output, format, groups);
  return written(target);
}

/** Writes fragmented MP4 (CMAF): an initialisation segment, then a media segment per group. */
export class Fmp4Muxer {
  readonly #format: VideoFormat;
  #segments = 0;

  constructor(format: VideoFormat) {
    this.#format = format;
  }

  /** The initialisation segment is the same for every group of a recording. */
  async add(group: Group): Promise<{ init: Uint8Array; segment: Uint8Array }> {
    const [target, initTarget] = [new BufferTarget(), new BufferTarget()];
    // An output of its own for each: a running one gives a fragment out when the next begins, a segment too late to upload.
    await mux(new Output({ format: new CmafOutputFormat(), target, initTarget }), this.#format, [group]);
    this.#segments += 1;
    return { init: written(initTarget), segment: numbered(written(target), this.#segments) };
  }
}

/** Sound and pictures lie in the file in the order in which they were recorded, whatever their stamps say. */
async function mux(output: Output, format: VideoFormat, groups: readonly Group[]): Promise<void> {
  const { codec, width, height } = format;
  const first = groups[0]?.video[0];
  if (first === undefined) throw new Error('A recording without a picture makes no file.');
  const pictures = new EncodedVideoPacketSource(codec === 'h264' ? 'avc' : 'hevc');
  output.addVideoTrack(pictures, {
    // Names the codec only: what stands in the file is made from the parameter sets of the priming packet.
    decoderConfig: {
      codec: codec === 'h264' ? 'avc1.42c01e' : 'hvc1.1.6.L93.90',
      codedWidth: width,
      codedHeight: height,
    },
    primingPacket: packetOf(first, first.data, 'key'),
    frameRate: TICKS, // the grid of the time stamps, so that none is rounded
  });
  const sound = new EncodedAudioPacketSource('aac');
  if (groups.some(({ audio }) => audio.length > 0)) {
    const description = AAC.config;
    const decoderConfig = { codec: 'mp4a.40.2', sampleRate: AAC.rate, numberOfChannels: 1, description };
    output.addAudioTrack(sound, { decoderConfig });
  }
  await output.start();
  for (const { video, audio } of groups) {
    let heard = 0;
    for (const [at, frame] of video.entries()) {
      // Every file begins with what calls itself a key frame, also that of a camera which begins elsewhere.
      const isKey = frame === first || frame.key;
      await pictures.add(packetOf(frame, pictureOf(codec, frame), isKey ? 'key' : 'delta'));
      // Of one group both took the same time.
      const until = Math.round(((at + 1) * audio.length) / video.length);
      for (const one of audio.slice(heard, until)) await sound.add(packetOf(one, one.data, 'key'));
      heard = until;
    }
  }
  await output.finalize();
}

/** Delimiters have no place in MP4 (ISO/IEC 14496-15), and parameter sets theirs in the sample entry. */
const pictureOf = (codec: VideoFormat['codec'], { data }: VideoFrame): Uint8Array =>
  joinNals(splitNals(data).filter((nal) => !isParameterSet(codec, nal) && kindOfNal(codec, nal) !== 'delimiter'));

const packetOf = ({ pts, duration }: VideoFrame | AudioFrame, data: Uint8Array, type: 'key' | 'delta'): EncodedPacket =>
  new EncodedPacket(data, type, pts / TICKS, duration / TICKS);

function written({ buffer }: BufferTarget): Uint8Array {
  if (buffer === null) throw new Error('The muxer has not come to its end.');
  return new Uint8Array(buffer);
}

/** Each output counts its fragments from 1; over the segments of a recording they count on. */
function numbered(segment: Uint8Array, sequence: number): Uint8Array {
  const bytes = Buffer.from(segment.buffer, segment.byteOffset, segment.byteLength);
  bytes.writeUInt32BE(sequence, bytes.indexOf('mfhd') + 8);
  return bytes;
}
