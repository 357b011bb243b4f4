// MPEG-TS as muxers write it that have one thing wrong.
import { type Clip, describe } from '../clip.ts';
import { type Break, bases, broken, onBytes } from './breaks.ts';
import { avc } from './makes.ts';
import { renamed } from './mp4-edit.ts';
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

/** Of two seconds each. */
const threeSegments = avc('three segments', { mux: 'ts segments', seconds: 6, sound: 'AAC 16 kHz' });

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

/** Sends PES packets of sound again, each right behind itself: the muxer counts on. */
const soundTwice =
  (fits: (index: number) => boolean) =>
  (bytes: Buffer): Buffer => {
    let unit: ts.Packet[] = [];
    let index = -1;
    const again = (): ts.Packet[] => (fits(index) ? unit.map((packet) => Buffer.from(packet)) : []);
    const packets = ts.packetsOf(bytes).flatMap((packet) => {
      if (ts.pidOf(packet) !== ts.SOUND) return [packet];
      const before = ts.isStart(packet) ? again() : [];
      if (ts.isStart(packet)) {
        unit = [];
        index++;
      }
      unit.push(packet);
      return [...before, packet];
    });
    return ts.counted([...packets, ...again()]);
  };

/** Writes the length of each PES packet of pictures, less so many bytes, as far as 16 bits go. */
export const withLengths =
  (less: number) =>
  (bytes: Buffer): Buffer => {
    const packets = ts.packetsOf(bytes);
    let first: ts.Packet | undefined;
    let length = 0;
    const close = (): void => {
      first?.writeUInt16BE((length - 6 - less) & 0xffff, ts.payloadOf(first) + 4);
    };
    for (const packet of packets) {
      if (ts.pidOf(packet) !== ts.VIDEO) continue;
      if (ts.isStart(packet)) {
        close();
        first = packet;
        length = 0;
      }
      length += packet.length - ts.payloadOf(packet);
    }
    close();
    return Buffer.concat(packets);
  };

/** Leaves out so many packets at the end of the last picture of each object. */
const withoutEnds =
  (count: number) =>
  (bytes: Buffer): Buffer => {
    const packets = ts.packetsOf(bytes);
    const last = packets.findLastIndex((packet) => ts.pidOf(packet) === ts.VIDEO);
    return Buffer.concat(packets.filter((packet, n) => ts.pidOf(packet) !== ts.VIDEO || n <= last - count));
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
  broken(
    'audio.time',
    'every fourth packet of sound sent twice',
    bases.ts,
    onBytes(soundTwice((index) => index % 4 === 1)),
  ),
  broken('audio.time', 'each packet of sound sent twice', bases.ts, onBytes(soundTwice(() => true))),
  broken('ts.pes_short', 'lengths of PES packets without their last 40 bytes', bases.ts, onBytes(withLengths(40))),
  broken('ts.pes_short', 'segments without the end of their last picture', threeSegments, onBytes(withoutEnds(3))),
  broken('video.fps', 'pictures alone in ticks of 1 kHz', bases.hevcTs, onBytes(ts.withTimes((ticks) => ticks / 90))),
  broken('mp4.no_moov', 'no mvex', bases.fmp4, onBytes(renamed('mvex', 'free'), 0)),
  broken('mp4.no_moov', 'a trex too few', bases.fragmented, onBytes(renamed('trex', 'free'))),
  broken(
    'ts.stream_type',
    'picture and sound exchanged in the PMT',
    bases.ts,
    onBytes((bytes) => ts.announced(0x1b, ts.SOUND)(ts.announced(0x0f)(bytes))),
  ),
  broken('audio.absent', 'sound on the PID of the pictures', bases.ts, onBytes(soundAmongPictures)),
  broken('time.gap', 'another time base, 100 s ahead and announced', bases.ts, onBytes(onNewBase(100))),
  broken('time.backwards', 'another time base, 1.2 s back and announced', bases.hevcTs, onBytes(onNewBase(-1.2))),
];
