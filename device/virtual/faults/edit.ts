import type { EventObject } from '../../src/index.ts';
import { TICKS } from '../encode/frames.ts';
import { crc32 } from '../mux/crc32.ts';
import type { Place } from './fault.ts';

export const PACKET = 188;
export const VIDEO_PID = 0x100;
export const SOUND_PID = 0x101;
export const PMT_PID = 0x1000;

/** Changes the segment with this number only (or all of them), on a copy. */
export const inSegment =
  (wanted: number | 'all', change: (bytes: Buffer) => Buffer) =>
  (object: EventObject, { segment }: Place): EventObject =>
    object.kind === 'segment' && (wanted === 'all' || segment === wanted)
      ? { ...object, bytes: change(Buffer.from(object.bytes)) }
      : object;

export const packetsOf = (bytes: Buffer): Buffer[] =>
  Array.from({ length: bytes.length / PACKET }, (_, at) => bytes.subarray(at * PACKET, (at + 1) * PACKET));
export const pidOf = (packet: Buffer): number => packet.readUInt16BE(1) & 0x1fff;
export const isStart = (packet: Buffer): boolean => ((packet[1] ?? 0) & 0x40) !== 0;
export const startsPicture = (packet: Buffer): boolean => pidOf(packet) === VIDEO_PID && isStart(packet);

/** Only the packets that fit. */
export const keeping = (fits: (packet: Buffer) => boolean) => (bytes: Buffer) =>
  Buffer.concat(packetsOf(bytes).filter(fits));

/** Writes another stream type for a PID into every PMT, and its checksum anew. */
export const withStreamType = (pid: number, type: number) => (bytes: Buffer) => {
  for (const packet of packetsOf(bytes).filter((candidate) => pidOf(candidate) === PMT_PID)) {
    const section = packet.subarray(5);
    const end = 3 + (section.readUInt16BE(1) & 0xfff) - 4;
    for (let at = 12; at + 5 <= end; at += 5) if ((section.readUInt16BE(at + 1) & 0x1fff) === pid) section[at] = type;
    section.writeUInt32BE(crc32(section.subarray(0, end)), end);
  }
  return bytes;
};

/** Where a packet's payload begins. */
export const payloadOf = (packet: Buffer): number => 4 + ((packet[3] ?? 0) & 0x20 ? 1 + (packet[4] ?? 0) : 0);

/** So many of the packets that fit, from the middle. */
export function middleOf(packets: Buffer[], fits: (packet: Buffer) => boolean, count: number): Buffer[] {
  const fitting = packets.filter(fits);
  return fitting.slice(fitting.length >> 1, (fitting.length >> 1) + count);
}

/** Applies a change to so many of the packets that fit, from the middle of the segment. */
export const inPackets =
  (count: number, fits: (packet: Buffer) => boolean, change: (packet: Buffer) => void) =>
  (bytes: Buffer): Buffer => {
    for (const packet of middleOf(packetsOf(bytes), fits, count)) change(packet);
    return bytes;
  };

export type TopBox = { type: string; bytes: Buffer };

/** The boxes at the top of an MP4 file. */
export function boxesOf(bytes: Buffer): TopBox[] {
  const boxes = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = Math.max(8, bytes.readUInt32BE(at));
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), bytes: bytes.subarray(at, at + size) });
    at += size;
  }
  return boxes;
}

export const joinBoxes = (boxes: readonly TopBox[]): Buffer => Buffer.concat(boxes.map(({ bytes }) => bytes));

/** Renames every box of a type, so that readers skip it. */
export const withoutBox =
  (type: string) =>
  (bytes: Buffer): Buffer => {
    for (let at = bytes.indexOf(type); at >= 0; at = bytes.indexOf(type, at + 4)) bytes.write('free', at, 'latin1');
    return bytes;
  };

export const seconds = (count: number): number => count * TICKS;
