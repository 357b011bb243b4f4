import type { VideoCodec } from '@kaitong/contract/checks';
import { isParameterSet, joinNals, splitNals } from '../mux/annex-b.ts';

/**
 * Brings packets of any demuxer to Annex B with parameter sets before key frames. `configuration` is what the container
 * keeps apart: `avcC` or `hvcC` (then packets carry lengths), Annex B parameter sets, or nothing.
 */
export function annexBReader(codec: VideoCodec, configuration: Uint8Array | null) {
  const bytes = configuration ?? new Uint8Array(0);
  const hasLengths = bytes[0] === 1;
  const kept = hasLengths ? (codec === 'h264' ? fromAvcC(bytes) : fromHvcC(bytes)) : splitNals(bytes);
  const lengthBytes = hasLengths ? ((bytes[codec === 'h264' ? 4 : 21] ?? 3) & 3) + 1 : 0;

  return (packet: Uint8Array, key: boolean): Buffer => {
    const nals = hasLengths ? splitLengths(packet, lengthBytes) : splitNals(packet);
    const complete = !key || nals.some((nal) => isParameterSet(codec, nal));
    return joinNals(complete ? nals : [...kept, ...nals]);
  };
}

function splitLengths(packet: Uint8Array, lengthBytes: number): Uint8Array[] {
  const bytes = Buffer.from(packet.buffer, packet.byteOffset, packet.byteLength);
  const nals: Uint8Array[] = [];
  for (let at = 0; at + lengthBytes <= bytes.length; ) {
    const length = bytes.readUIntBE(at, lengthBytes);
    nals.push(bytes.subarray(at + lengthBytes, at + lengthBytes + length));
    at += lengthBytes + length;
  }
  return nals.filter(({ length }) => length > 0);
}

/** Reads `count` NAL units, each behind a 16-bit length. */
function readCounted(bytes: Buffer, at: number, count: number): { nals: Uint8Array[]; end: number } {
  const nals: Uint8Array[] = [];
  for (let left = count; left > 0 && at + 2 <= bytes.length; left--) {
    const length = bytes.readUInt16BE(at);
    nals.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return { nals, end: at };
}

function fromAvcC(configuration: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(configuration);
  const sps = readCounted(bytes, 6, (bytes[5] ?? 0) & 31);
  const pps = readCounted(bytes, sps.end + 1, bytes[sps.end] ?? 0);
  return [...sps.nals, ...pps.nals];
}

function fromHvcC(configuration: Uint8Array): Uint8Array[] {
  const bytes = Buffer.from(configuration);
  const nals: Uint8Array[] = [];
  let at = 23;
  for (let arrays = bytes[22] ?? 0; arrays > 0 && at + 3 <= bytes.length; arrays--) {
    const read = readCounted(bytes, at + 3, bytes.readUInt16BE(at + 1));
    nals.push(...read.nals);
    at = read.end;
  }
  return nals;
}
