import { crc32 } from '../mux/crc32.ts';
import {
  inPackets,
  inSegment,
  isStart,
  middleOf,
  PMT_PID,
  packetsOf,
  payloadOf,
  pidOf,
  SOUND_PID,
  startsPicture,
  VIDEO_PID,
} from './edit.ts';
import type { Fault } from './fault.ts';

const needs = { container: 'ts' } as const;
const isVideo = (packet: Buffer): boolean => pidOf(packet) === VIDEO_PID;
const keeping = (fits: (packet: Buffer) => boolean) => (bytes: Buffer) => Buffer.concat(packetsOf(bytes).filter(fits));

/** Writes another stream type for a PID into every PMT, and its checksum anew. */
const withStreamType = (pid: number, type: number) => (bytes: Buffer) => {
  for (const packet of packetsOf(bytes).filter((candidate) => pidOf(candidate) === PMT_PID)) {
    const section = packet.subarray(5);
    const end = 3 + (section.readUInt16BE(1) & 0xfff) - 4;
    for (let at = 12; at + 5 <= end; at += 5) if ((section.readUInt16BE(at + 1) & 0x1fff) === pid) section[at] = type;
    section.writeUInt32BE(crc32(section.subarray(0, end)), end);
  }
  return bytes;
};

const MPEG4_PART_2 = 0x10;
const H265 = 0x24;
/** In the private range, as GB/T 28181 uses it. */
const G711_A_LAW = 0x90;

export const transportStreamFaults = {
  'ts.continuity': {
    about: 'loses packets between muxer and upload',
    needs,
    object: inSegment(1, (bytes) => {
      const packets = packetsOf(bytes);
      const lost = middleOf(packets, (packet) => isVideo(packet) && !isStart(packet), 2);
      return Buffer.concat(packets.filter((packet) => !lost.includes(packet)));
    }),
  },
  'ts.align': {
    about: 'cuts a segment off in the middle of a packet',
    needs,
    object: inSegment(1, (bytes) => bytes.subarray(0, bytes.length - 77)),
  },
  'ts.sync': {
    about: 'overwrites sync bytes',
    needs,
    object: inSegment(
      1,
      inPackets(
        3,
        () => true,
        (packet) => {
          packet[0] = 0x48;
        },
      ),
    ),
  },
  'ts.psi': {
    about: 'writes neither PAT nor PMT',
    needs,
    object: inSegment(
      'all',
      keeping((packet) => pidOf(packet) !== 0 && pidOf(packet) !== PMT_PID),
    ),
  },
  'ts.stream_type': {
    about: 'announces its H.264 as H.265 in the PMT',
    needs: { ...needs, codec: 'h264' },
    object: inSegment('all', withStreamType(VIDEO_PID, H265)),
  },
  'ts.pcr': {
    about: 'writes no program clock',
    needs,
    object: inSegment('all', (bytes) => {
      for (const packet of packetsOf(bytes).filter(startsPicture)) {
        packet[5] = (packet[5] ?? 0) & ~0x10;
        packet.fill(0xff, 6, 12);
      }
      return bytes;
    }),
  },
  'ts.pes_short': {
    about: 'says that pictures are longer than they are',
    needs,
    object: inSegment(
      1,
      inPackets(3, startsPicture, (packet) => {
        const length = payloadOf(packet) + 4;
        packet.writeUInt16BE(Math.min(0xffff, packet.readUInt16BE(length) + 200), length);
      }),
    ),
  },
  'ts.tei': {
    about: 'marks packets as damaged in transport',
    needs,
    object: inSegment(
      1,
      inPackets(3, isVideo, (packet) => {
        packet[1] = (packet[1] ?? 0) | 0x80;
      }),
    ),
  },
  'ts.scrambled': {
    about: 'marks packets as scrambled, as television does',
    needs,
    object: inSegment(
      1,
      inPackets(20, isVideo, (packet) => {
        packet[3] = (packet[3] ?? 0) | 0x80;
      }),
    ),
  },
  'time.missing': {
    about: 'writes no time stamps',
    needs,
    object: inSegment('all', (bytes) => {
      for (const packet of packetsOf(bytes).filter(startsPicture)) {
        const flags = payloadOf(packet) + 7;
        packet[flags] = (packet[flags] ?? 0) & 0x3f;
        packet.fill(0xff, flags + 2, flags + 2 + (packet[flags + 1] ?? 0));
      }
      return bytes;
    }),
  },
  'video.none': {
    about: 'uploads the sound only',
    needs,
    picture: { sound: true },
    object: inSegment(
      'all',
      keeping((packet) => !isVideo(packet)),
    ),
  },
  'video.codec': {
    about: 'says that its video is MPEG-4 Part 2',
    needs,
    object: inSegment('all', withStreamType(VIDEO_PID, MPEG4_PART_2)),
  },
  'audio.adts': {
    about: 'writes AAC without ADTS headers',
    needs,
    picture: { sound: true },
    object: inSegment('all', (bytes) => {
      for (const packet of packetsOf(bytes)) {
        if (pidOf(packet) !== SOUND_PID || !isStart(packet)) continue;
        const pes = payloadOf(packet);
        // What stands where the header was is sound to nobody.
        packet.fill(0x21, pes + 9 + (packet[pes + 8] ?? 0));
      }
      return bytes;
    }),
  },
  'audio.codec': {
    about: 'sends G.711 sound',
    needs,
    picture: { sound: true },
    object: inSegment('all', withStreamType(SOUND_PID, G711_A_LAW)),
  },
} as const satisfies Record<string, Fault>;
