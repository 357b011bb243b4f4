import type { EventObject } from '../../src/index.ts';
import type { Fault, Place } from './fault.ts';

const ts = { container: 'ts' } as const;
const fmp4 = { container: 'fmp4' } as const;
const PACKET = 188;
const VIDEO_PID = 0x100;

/** Changes the segment with this number only (or all of them), on a copy. */
const inSegment =
  (wanted: number | 'all', change: (bytes: Buffer) => Buffer) =>
  (object: EventObject, { segment }: Place): EventObject =>
    object.kind === 'segment' && (wanted === 'all' || segment === wanted)
      ? { ...object, bytes: change(Buffer.from(object.bytes)) }
      : object;

const packetsOf = (bytes: Buffer): Buffer[] =>
  Array.from({ length: bytes.length / PACKET }, (_, at) => bytes.subarray(at * PACKET, (at + 1) * PACKET));
const pidOf = (packet: Buffer): number => packet.readUInt16BE(1) & 0x1fff;
const isStart = (packet: Buffer): boolean => ((packet[1] ?? 0) & 0x40) !== 0;

/** So many of the packets that fit, from the middle. */
const middleOf = (packets: Buffer[], fits: (packet: Buffer) => boolean, count: number): Buffer[] => {
  const fitting = packets.filter(fits);
  return fitting.slice(fitting.length >> 1, (fitting.length >> 1) + count);
};

/** The boxes at the top of an MP4 file. */
function boxesOf(bytes: Buffer): { type: string; bytes: Buffer }[] {
  const boxes = [];
  for (let at = 0; at + 8 <= bytes.length; ) {
    const size = Math.max(8, bytes.readUInt32BE(at));
    boxes.push({ type: bytes.toString('latin1', at + 4, at + 8), bytes: bytes.subarray(at, at + size) });
    at += size;
  }
  return boxes;
}

export const containerFaults = {
  'obj.container': {
    about: 'declares MPEG-TS, sends MP4 files',
    needs: { container: 'mp4' },
    declaration: (declaration) => ({ ...declaration, container: 'ts' }),
  },
  'ts.continuity': {
    about: 'loses packets between muxer and upload',
    needs: ts,
    object: inSegment(1, (bytes) => {
      const packets = packetsOf(bytes);
      const lost = middleOf(packets, (packet) => pidOf(packet) === VIDEO_PID && !isStart(packet), 2);
      return Buffer.concat(packets.filter((packet) => !lost.includes(packet)));
    }),
  },
  'ts.align': {
    about: 'cuts a segment off in the middle of a packet',
    needs: ts,
    object: inSegment(1, (bytes) => bytes.subarray(0, bytes.length - 77)),
  },
  'ts.sync': {
    about: 'overwrites sync bytes',
    needs: ts,
    object: inSegment(1, (bytes) => {
      for (const packet of middleOf(packetsOf(bytes), () => true, 3)) packet[0] = 0x48;
      return bytes;
    }),
  },
  'ts.psi': {
    about: 'writes neither PAT nor PMT',
    needs: ts,
    object: inSegment('all', (bytes) =>
      Buffer.concat(packetsOf(bytes).filter((packet) => pidOf(packet) !== 0 && pidOf(packet) !== 0x1000)),
    ),
  },
  'ts.tei': {
    about: 'marks packets as damaged in transport',
    needs: ts,
    object: inSegment(1, (bytes) => {
      for (const packet of middleOf(packetsOf(bytes), (candidate) => pidOf(candidate) === VIDEO_PID, 3))
        packet[1] = (packet[1] ?? 0) | 0x80;
      return bytes;
    }),
  },
  'time.missing': {
    about: 'writes no time stamps',
    needs: ts,
    object: inSegment('all', (bytes) => {
      for (const packet of packetsOf(bytes).filter(
        (candidate) => pidOf(candidate) === VIDEO_PID && isStart(candidate),
      )) {
        const adaptation = (packet[3] ?? 0) & 0x20 ? 1 + (packet[4] ?? 0) : 0;
        const flags = 4 + adaptation + 7;
        packet[flags] = (packet[flags] ?? 0) & 0x3f;
        packet.fill(0xff, flags + 2, flags + 2 + (packet[flags + 1] ?? 0));
      }
      return bytes;
    }),
  },
  'mp4.truncated': {
    about: 'cuts a segment off at 70 %',
    needs: fmp4,
    object: inSegment(1, (bytes) => bytes.subarray(0, Math.floor(bytes.length * 0.7))),
  },
  'mp4.no_moov': {
    about: 'never finalises its MP4 file',
    needs: { container: 'mp4' },
    object: inSegment('all', (bytes) =>
      Buffer.concat(
        boxesOf(bytes)
          .filter(({ type }) => type !== 'moov')
          .map((found) => found.bytes),
      ),
    ),
  },
  'mp4.moov_at_end': {
    about: 'writes the index behind the data',
    needs: { container: 'mp4' },
    object: inSegment('all', indexBehindData),
  },
  'mp4.hev1': {
    about: 'tags H.265 as hev1',
    needs: { ...fmp4, codec: 'h265' },
    object(object) {
      if (object.kind !== 'init') return object;
      const bytes = Buffer.from(object.bytes);
      bytes.write('hev1', bytes.indexOf('hvc1'), 'latin1');
      return { ...object, bytes };
    },
  },
} as const satisfies Record<string, Fault>;

/** Moves `moov` to the end; its chunk offsets go down by its length. */
function indexBehindData(bytes: Buffer): Buffer {
  const boxes = boxesOf(bytes);
  const moov = boxes.find(({ type }) => type === 'moov')?.bytes;
  if (moov === undefined) return bytes;
  for (let at = moov.indexOf('stco'); at >= 0; at = moov.indexOf('stco', at + 4)) {
    const count = moov.readUInt32BE(at + 8);
    for (let entry = 0; entry < count; entry++) {
      const place = at + 12 + entry * 4;
      moov.writeUInt32BE(moov.readUInt32BE(place) - moov.length, place);
    }
  }
  return Buffer.concat([...boxes.filter(({ type }) => type !== 'moov').map((found) => found.bytes), moov]);
}
