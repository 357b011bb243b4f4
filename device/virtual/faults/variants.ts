import type { EventObject } from '../../src/index.ts';
import type { Group, VideoFormat } from '../encode/frames.ts';
import { joinNals, kindOfNal, splitNals } from '../mux/annex-b.ts';
import { disguiseFaults } from './disguises.ts';
import {
  boxesOf,
  inSegment,
  isStart,
  packetsOf,
  payloadOf,
  pidOf,
  SOUND_PID,
  seconds,
  startsPicture,
  VIDEO_PID,
  withStreamType,
} from './edit.ts';
import type { Fault } from './fault.ts';
import { inConfiguration } from './sound.ts';
import { withStamps } from './stamps.ts';

const ts = { container: 'ts' } as const;
const fmp4 = { container: 'fmp4' } as const;

/** PES packets of private data (ISO/IEC 13818-1, Table 2-34). */
const PRIVATE_DATA = 0x06;

/** All times of a group, pictures and sound, in other ticks. */
const withTimes = (group: Group, change: (ticks: number) => number): Group => ({
  ...group,
  video: group.video.map((frame) => ({ ...frame, pts: change(frame.pts), dts: change(frame.dts) })),
  audio: group.audio.map((frame) => ({ ...frame, pts: change(frame.pts) })),
});

const lengthOf = ({ video }: Group): number => video.reduce((sum, { duration }) => sum + duration, 0);

/** More ways to fail a check than its own fault, each with the code in front of the dash and by one firmware's mistake. */
export const variantFaults = {
  ...disguiseFaults,
  'obj.damaged-padding': {
    about: 'uploads whole blocks of flash, the erased rest of the last one included',
    needs: ts,
    object: inSegment(1, (bytes) => Buffer.concat([bytes, Buffer.alloc(5000, 0xff)])),
  },
  'obj.damaged-text': {
    about: 'opens its files in text mode, which puts 0x0D in front of each 0x0A',
    object: (object) => ({ ...object, bytes: inTextMode(object.bytes) }),
  },
  'ts.pcr-fast': {
    about: 'writes ticks of 27 MHz into the base of its program clock',
    needs: ts,
    object: inSegment('all', withFastClock),
  },
  'ts.continuity-joined': {
    about: 'goes on writing into the same segment after its muxer started again',
    needs: ts,
    object: inSegment(1, (bytes) => {
      const recorded = untilCountersBreak(bytes);
      return Buffer.concat([recorded, recorded]);
    }),
  },
  'mp4.stss-zero': {
    about: 'counts its key frames from 0',
    needs: { container: 'mp4' },
    object: inSegment('all', (bytes) => {
      const at = bytes.indexOf('stss') + 8;
      for (let entry = at + 4; entry < at + 4 + bytes.readUInt32BE(at) * 4; entry += 4)
        bytes.writeUInt32BE(bytes.readUInt32BE(entry) - 1, entry);
      return bytes;
    }),
  },
  'mp4.tfdt-sound': {
    about: 'counts the times of its pictures in ticks of the sound',
    needs: fmp4,
    picture: { sound: true },
    object: inTicksOfSound(),
  },
  'mp4.offsets-run': {
    about: 'leaves the header of mdat out of data_offset',
    needs: fmp4,
    object: inSegment(1, (bytes) => {
      const at = bytes.indexOf('trun') + 12;
      bytes.writeInt32BE(bytes.readInt32BE(at) - 8, at);
      return bytes;
    }),
  },
  'mp4.sequence-again': {
    about: 'writes a fragment again though it had been written',
    needs: fmp4,
    object: inSegment(1, (bytes) => {
      const fragment = boxesOf(bytes).filter(({ type }) => type === 'moof' || type === 'mdat');
      return Buffer.concat([bytes, ...fragment.map((box) => box.bytes)]);
    }),
  },
  'video.nal-little': {
    about: 'writes NAL lengths in the order of bytes that its processor has',
    needs: fmp4,
    object: inSegment('all', withLittleLengths),
  },
  'video.param_sets-vps': {
    about: 'sends SPS and PPS, and never a VPS',
    needs: { ...ts, codec: 'h265' },
    group: (group) => ({
      ...group,
      video: group.video.map((frame) => ({
        ...frame,
        data: joinNals(splitNals(frame.data).filter((nal) => kindOfNal('h265', nal) !== 'vps')),
      })),
    }),
  },
  'time.duplicate-still': {
    about: 'gives all pictures of a segment the time of the first',
    needs: ts,
    object: inSegment(
      'all',
      withStamps((time, _, all) => all[0] ?? time),
    ),
  },
  'time.backwards-again': {
    about: 'sends a segment again in place of the next one',
    object: sentAgain(),
  },
  'time.backwards-anew': {
    about: 'begins each segment anew at 0',
    needs: fmp4,
    object: inSegment('all', (bytes) => {
      bytes.writeBigUInt64BE(0n, bytes.indexOf('tfdt') + 8);
      return bytes;
    }),
  },
  'time.backwards-order': {
    about: 'uploads its second segment behind its third',
    group: (group, index) => {
      if (index !== 1 && index !== 2) return group;
      const by = index === 1 ? lengthOf(group) : -lengthOf(group);
      return withTimes(group, (ticks) => ticks + by);
    },
  },
  'time.backwards-bits': {
    about: 'keeps its stamps in 32 bits, and they run over in mid-clip',
    needs: ts,
    object: inSegment(
      'all',
      withStamps((time) => (time + 2 ** 32 - seconds(3)) % 2 ** 32),
    ),
  },
  'time.rate-ticks': {
    about: 'writes milliseconds where ticks of 90 kHz belong, of sound too',
    needs: ts,
    picture: { sound: true },
    group: (group) => withTimes(group, (ticks) => Math.round(ticks / 90)),
  },
  'audio.time-header': {
    about: 'writes 48 kHz into the ADTS headers of sound of 16 kHz',
    needs: ts,
    picture: { sound: true },
    object: inSegment('all', (bytes) => {
      for (const packet of packetsOf(bytes)) {
        if (pidOf(packet) !== SOUND_PID || !isStart(packet)) continue;
        const pes = payloadOf(packet);
        const at = pes + 9 + (packet[pes + 8] ?? 0) + 2;
        packet[at] = ((packet[at] ?? 0) & 0xc3) | (KHZ_48 << 2);
      }
      return bytes;
    }),
  },
  'audio.codec-private': {
    about: 'announces its AAC as private data',
    needs: ts,
    picture: { sound: true },
    object: inSegment('all', withStreamType(SOUND_PID, PRIVATE_DATA)),
  },
  'audio.config-type': {
    about: 'writes an esds of object type 0, which is no codec',
    needs: fmp4,
    picture: { sound: true },
    object: inConfiguration((bytes, at) => bytes.writeUInt16BE(bytes.readUInt16BE(at) & 0x07ff, at)),
  },
} as const satisfies Record<string, Fault>;

function inTextMode(bytes: Uint8Array): Buffer {
  const changed: number[] = [];
  for (const byte of bytes) changed.push(...(byte === 0x0a ? [0x0d, 0x0a] : [byte]));
  return Buffer.from(changed);
}

/** Of the packets that carry a program clock, which the camera writes with the first of each picture. */
function withFastClock(bytes: Buffer): Buffer {
  for (const packet of packetsOf(bytes).filter(startsPicture)) {
    const base = BigInt(packet.readUInt32BE(6)) * 2n + BigInt((packet[10] ?? 0) >> 7);
    const fast = (base * 300n) & 0x1ffffffffn;
    packet.writeUInt32BE(Number(fast >> 1n), 6);
    packet[10] = ((packet[10] ?? 0) & 0x7f) | (Number(fast & 1n) << 7);
  }
  return bytes;
}

/** The first track is that of the pictures, in the init segment as in each fragment. */
function inTicksOfSound(): NonNullable<Fault['object']> {
  const timescales = new WeakMap<VideoFormat, { own: number; other: number }>();
  return (object, { format }) => {
    const bytes = Buffer.from(object.bytes);
    if (object.kind === 'init') {
      const [own = 1, other = 1] = [...bytes.toString('latin1').matchAll(/mdhd/g)].map(({ index }) =>
        bytes.readUInt32BE(index + (bytes[index + 4] === 1 ? 24 : 16)),
      );
      timescales.set(format, { own, other });
    }
    const { own, other } = timescales.get(format) ?? { own: 1, other: 1 };
    if (object.kind !== 'segment') return object;
    const at = bytes.indexOf('tfdt') + 8;
    bytes.writeBigUInt64BE((bytes.readBigUInt64BE(at) * BigInt(other)) / BigInt(own), at);
    return { ...object, bytes };
  };
}

/** sampling_frequency_index (ISO/IEC 14496-3, Table 1.18). */
const KHZ_48 = 3;

/** Of footage without sound, whose `mdat` is nothing but NAL units. */
function withLittleLengths(bytes: Buffer): Buffer {
  for (let at = bytes.indexOf('mdat') + 4; at + 4 <= bytes.length; ) {
    const length = bytes.readUInt32BE(at);
    bytes.writeUInt32LE(length, at);
    at += 4 + length;
  }
  return bytes;
}

/** The second segment in place of the third one of the same recording. */
function sentAgain(): NonNullable<Fault['object']> {
  const second = new WeakMap<VideoFormat, EventObject>();
  return (object, { format, segment }) => {
    if (object.kind !== 'segment') return object;
    if (segment === 1) second.set(format, object);
    return segment === 2 ? (second.get(format) ?? object) : object;
  };
}

/** Without its last pictures where the counter of the video, which has four bits, would go on by chance. */
function untilCountersBreak(bytes: Buffer): Buffer {
  const packets = packetsOf(bytes);
  if (packets.filter((packet) => pidOf(packet) === VIDEO_PID).length % 16 !== 0) return bytes;
  const last = packets.findLastIndex(startsPicture);
  return untilCountersBreak(Buffer.concat(packets.filter((packet, n) => n < last || pidOf(packet) !== VIDEO_PID)));
}
