import { BufferTarget, CmafOutputFormat, EncodedPacket, EncodedVideoPacketSource, Output } from 'mediabunny';
import type { Group } from './lens.ts';

/** The grid that stamps lie on in the file. */
const TICKS = 90_000;

/** A group as a fragment of MP4 of its own, and the initialisation segment, which is the same for all of an event. */
export async function segmentOf(
  { chunks, config, until }: Group,
  zero: number,
  number: number,
): Promise<{ init: Uint8Array; segment: Uint8Array }> {
  const [target, initTarget] = [new BufferTarget(), new BufferTarget()];
  const output = new Output({ format: new CmafOutputFormat(), target, initTarget });
  const source = new EncodedVideoPacketSource('avc');
  output.addVideoTrack(source, { decoderConfig: config, frameRate: TICKS });
  await output.start();
  for (const [at, chunk] of chunks.entries()) {
    const from = chunk.timestamp / 1000;
    const next = chunks[at + 1];
    const data = new Uint8Array(chunk.byteLength);
    chunk.copyTo(data);
    const durationMs = (next ? next.timestamp / 1000 : until) - from;
    const packet = new EncodedPacket(data, chunk.type, (from - zero) / 1000, durationMs / 1000);
    await source.add(packet, { decoderConfig: config });
  }
  await output.finalize();
  return { init: written(initTarget), segment: numbered(written(target), number) };
}

function written({ buffer }: BufferTarget): Uint8Array {
  if (buffer === null) throw new Error('the muxer has not come to its end');
  return new Uint8Array(buffer);
}

const MFHD = [...'mfhd'].map((letter) => letter.charCodeAt(0));

/** Each output counts its fragments from 1; over the segments of an event they count on (ISO/IEC 14496-12, 8.8.5). */
function numbered(segment: Uint8Array, number: number): Uint8Array {
  const at = segment.findIndex((_, start) => MFHD.every((letter, n) => segment[start + n] === letter));
  new DataView(segment.buffer, segment.byteOffset).setUint32(at + 8, number);
  return segment;
}
