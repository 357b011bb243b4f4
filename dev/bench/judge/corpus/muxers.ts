// MPEG-TS as muxers write it that have one thing wrong.
import { type Clip, describe } from '../clip.ts';
import { type Break, bases, broken, onBytes } from './breaks.ts';
import * as ts from './ts-edit.ts';

/** Ends each object but the last with so many packets of its last picture, and begins the next one with the rest. */
const cutInPictures =
  (kept: number) =>
  (clip: Clip): Clip => {
    let carried = Buffer.alloc(0);
    const last = clip.uploads.length - 1;
    const uploads = clip.uploads.map(({ object, bytes: own }, at) => {
      const packets = ts.packetsOf(own);
      const start = packets.findLastIndex((packet) => ts.pidOf(packet) === ts.VIDEO && ts.isStart(packet));
      const end = at === last ? packets.length : start + kept;
      const bytes = Buffer.concat([carried, ...packets.slice(0, end)]);
      carried = Buffer.concat(packets.slice(end));
      return { object: describe(object.n, { ...object, bytes }, null), bytes };
    });
    return { ...clip, uploads };
  };

const everyPacket = (pid: number, change: (packet: ts.Packet) => void) =>
  ts.onPackets(pid, 0, Number.POSITIVE_INFINITY, change);

const withoutStarts = everyPacket(ts.VIDEO, (packet) => {
  packet[1] = (packet[1] ?? 0) & ~0x40;
});

const scrambled = everyPacket(ts.VIDEO, (packet) => {
  packet[3] = (packet[3] ?? 0) | 0xc0;
});

const soundAmongPictures = (bytes: Buffer): Buffer =>
  ts.counted(
    ts.packetsOf(bytes).map((packet) => {
      if (ts.pidOf(packet) === ts.SOUND) packet.writeUInt16BE((packet.readUInt16BE(1) & 0xe000) | ts.VIDEO, 1);
      return packet;
    }),
  );

function withOneCounter(bytes: Buffer): Buffer {
  let counter = 0;
  const packets = ts.packetsOf(bytes);
  for (const packet of packets) {
    if (ts.hasPayload(packet)) counter++;
    packet[3] = ((packet[3] ?? 0) & 0xf0) | (counter & 15);
  }
  return Buffer.concat(packets);
}

/** From the second key picture on all times are of another base, as the packet with its first clock says. */
const onNewBase =
  (seconds: number) =>
  (bytes: Buffer): Buffer => {
    const ticks = Math.round(seconds * 90_000);
    const packets = ts.packetsOf(bytes);
    let pictures = 0;
    let isNew = false;
    for (const packet of packets) {
      const isVideo = ts.pidOf(packet) === ts.VIDEO;
      if (isVideo && ts.isStart(packet)) pictures++;
      if (!isNew && isVideo && pictures > 30 && ts.hasClock(packet)) {
        isNew = true;
        packet[5] = (packet[5] ?? 0) | 0x80;
      }
      if (isNew) ts.moveTimes(packet, ticks);
    }
    return Buffer.concat(packets);
  };

export const muxerBreaks: readonly Break[] = [
  broken('ts.pes_short', 'segments cut in the middle of a picture', bases.tsSegments, cutInPictures(3)),
  broken('ts.pes_short', 'no packet begins a PES packet', bases.ts, onBytes(withoutStarts)),
  broken('ts.scrambled', 'all packets of the pictures', bases.ts, onBytes(scrambled)),
  broken('ts.continuity', 'one counter for all PIDs', bases.ts, onBytes(withOneCounter)),
  ...[0x03, 0x11, 0x90].map((type) =>
    broken(
      'audio.codec',
      `AAC announced as stream type 0x${type.toString(16)}`,
      bases.ts,
      onBytes(ts.announced(type, ts.SOUND)),
    ),
  ),
  broken('audio.absent', 'sound on the PID of the pictures', bases.ts, onBytes(soundAmongPictures)),
  broken('time.gap', 'another time base, 100 s ahead and announced', bases.ts, onBytes(onNewBase(100))),
  broken('time.backwards', 'another time base, 1.2 s back and announced', bases.hevcTs, onBytes(onNewBase(-1.2))),
];
