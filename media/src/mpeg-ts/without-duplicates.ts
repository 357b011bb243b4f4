import { forEachPacket, NULL_PID, noPacketFaults } from './packets.ts';

/**
 * The same bytes, in which every duplicate packet (ISO/IEC 13818-1, 2.4.3.3) is a null packet, so that places stay: FFmpeg
 * does not look at the counters, and takes the data of both. Without duplicates it is the same array.
 */
export function withoutDuplicatePackets(bytes: Uint8Array): Uint8Array {
  const places: number[] = [];
  forEachPacket(bytes, noPacketFaults(), () => undefined, { onDuplicate: (at) => void places.push(at) });
  if (places.length === 0) return bytes;
  const changed = bytes.slice();
  const view = new DataView(changed.buffer, changed.byteOffset, changed.byteLength);
  for (const at of places) view.setUint16(at + 1, NULL_PID);
  return changed;
}
