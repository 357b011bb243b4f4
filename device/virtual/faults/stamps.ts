import { packetsOf, payloadOf, startsPicture } from './edit.ts';

/**
 * Stamps the pictures of a transport stream anew, each with one time for decoding and display. `change` is told the time
 * that a picture has, in ticks, its place and all times of the segment.
 */
export const withStamps =
  (change: (time: number, at: number, all: readonly number[]) => number) =>
  (bytes: Buffer): Buffer => {
    const pictures = packetsOf(bytes)
      .filter(startsPicture)
      .map((packet) => packet.subarray(payloadOf(packet) + 9));
    const times = pictures.map(readStamp);
    for (const [at, stamp] of pictures.entries()) writeStamp(stamp, change(times[at] ?? 0, at, times));
    return bytes;
  };

/** A PTS of 33 bits in five bytes, with marker bits (ISO/IEC 13818-1, 2.4.3.7). */
function readStamp(bytes: Buffer): number {
  const high = (bytes.readUInt8(0) >> 1) & 7;
  return high * 2 ** 30 + (bytes.readUInt16BE(1) >> 1) * 2 ** 15 + (bytes.readUInt16BE(3) >> 1);
}

function writeStamp(bytes: Buffer, ticks: number): void {
  const time = ticks % 2 ** 33;
  bytes.writeUInt8((bytes.readUInt8(0) & 0xf0) | (Math.floor(time / 2 ** 30) << 1) | 1, 0);
  bytes.writeUInt16BE(((Math.floor(time / 2 ** 15) & 0x7fff) << 1) | 1, 1);
  bytes.writeUInt16BE(((time % 2 ** 15) << 1) | 1, 3);
}
