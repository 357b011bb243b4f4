import {
  inPackets,
  inSegment,
  isStart,
  keeping,
  middleOf,
  PMT_PID,
  packetsOf,
  payloadOf,
  pidOf,
  startsPicture,
  VIDEO_PID,
  withStreamType,
} from './edit.ts';
import type { Fault } from './fault.ts';

const needs = { container: 'ts' } as const;
const isVideo = (packet: Buffer): boolean => pidOf(packet) === VIDEO_PID;

const MPEG4_PART_2 = 0x10;
const H265 = 0x24;

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
  'ts.duplicate': {
    about: 'writes packets again that have gone out already',
    needs,
    object: inSegment(1, (bytes) => {
      const packets = packetsOf(bytes);
      const twice = middleOf(packets, (packet) => isVideo(packet) && !isStart(packet), 3);
      return Buffer.concat(packets.flatMap((packet) => (twice.includes(packet) ? [packet, packet] : [packet])));
    }),
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
} as const satisfies Record<string, Fault>;
