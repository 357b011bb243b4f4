// What ISO/IEC 13818-1 allows beyond what FFmpeg writes.
import {
  checksum,
  counted,
  hasClock,
  isStart,
  type Packet,
  packetsOf,
  payloadOf,
  pidOf,
  SOUND,
  TABLES,
  VIDEO,
} from './ts-edit.ts';

const PACKET = 188;
const PMT = TABLES[1] ?? 0;
const OTHER = { table: PMT + 16, video: VIDEO + 256, sound: SOUND + 256 };
const DATA = 258;
const CLOCK = 259;

function packetOf(pid: number, payload: Uint8Array, starts = false): Packet {
  const packet = Buffer.alloc(PACKET, 0xff);
  const room = PACKET - 4 - payload.length;
  packet.set([0x47, (starts ? 0x40 : 0) | (pid >> 8), pid & 255, room > 0 ? 0x30 : 0x10]);
  if (room > 0) packet[4] = room - 1;
  if (room > 1) packet[5] = 0;
  packet.set(payload, PACKET - payload.length);
  return packet;
}

/** Begins another PES packet, without a time, with every third packet that goes on with a picture. */
export function inSeveralPes(bytes: Buffer): Buffer {
  let since = 0;
  return counted(
    packetsOf(bytes).flatMap((packet) => {
      if (pidOf(packet) !== VIDEO) return [packet];
      since = isStart(packet) ? 0 : since + 1;
      if (since % 3 !== 1) return [packet];
      const payload = packet.subarray(payloadOf(packet));
      const all = Buffer.concat([Buffer.from([0, 0, 1, 0xe0, 0, 0, 0x80, 0, 0]), payload]);
      const [first, rest] = [all.subarray(0, PACKET - 4), all.subarray(PACKET - 4)];
      return [packetOf(VIDEO, first, true), ...(rest.length > 0 ? [packetOf(VIDEO, rest)] : [])];
    }),
  );
}

/** Begins, as a ring buffer does, with the end of a picture that is not there. */
export const inMidPicture = (bytes: Buffer): Buffer => {
  const packets = packetsOf(bytes);
  const end = packets.filter((packet) => pidOf(packet) === VIDEO && !isStart(packet)).slice(0, 4);
  return counted([...end.map((packet) => Buffer.from(packet)), ...packets]);
};

const DELIMITER = Buffer.from([0, 0, 0, 1, 9, 0xf0]);

/** Writes the delimiter in front of each picture, but the first, at the end of the PES packet before; one more ends it. */
export function withDelimitersBehind(bytes: Buffer): Buffer {
  let pictures = 0;
  const delimiter = (): Packet => packetOf(VIDEO, DELIMITER);
  const packets = packetsOf(bytes).flatMap((packet) => {
    if (pidOf(packet) !== VIDEO || !isStart(packet) || pictures++ === 0) return [packet];
    const pes = packet.subarray(payloadOf(packet));
    const data = 9 + (pes[8] ?? 0);
    if (!pes.subarray(data, data + DELIMITER.length).equals(DELIMITER)) throw new Error('no delimiter');
    const stuffed = Buffer.concat([
      pes.subarray(0, data),
      Buffer.alloc(DELIMITER.length, 0xff),
      pes.subarray(data + 6),
    ]);
    stuffed[8] = (pes[8] ?? 0) + DELIMITER.length;
    stuffed.copy(packet, payloadOf(packet));
    return [delimiter(), packet];
  });
  return counted([...packets, delimiter()]);
}

/** Counts on from elsewhere at every tenth picture, and announces it in a packet that is an adaptation field alone. */
export function withAnnouncedJumps(own: 'field' | 'next') {
  return (bytes: Buffer): Buffer => {
    let pictures = 0;
    let ahead = 0;
    const packets = packetsOf(bytes).flatMap((packet) => {
      if (pidOf(packet) !== VIDEO) return [packet];
      const counter = (packet[3] ?? 0) & 15;
      const isJump = isStart(packet) && ++pictures % 10 === 0;
      const field = packetOf(VIDEO, Buffer.alloc(0));
      const before = ahead;
      if (isJump) ahead += 5;
      field.set([0x20 | ((counter - 1 + (own === 'field' ? ahead : before)) & 15), PACKET - 5, 0x80], 3);
      packet[3] = ((packet[3] ?? 0) & 0xf0) | ((counter + ahead) & 15);
      return isJump ? [field, packet] : [packet];
    });
    return Buffer.concat(packets);
  };
}

function table(pid: number, id: number, number: number, body: readonly number[], version = 0): Packet {
  const length = body.length + 9;
  const start = [id, 0xb0 | (length >> 8), length & 255, 0, number, 0xc1 | (version << 1), 0, 0];
  const section = Buffer.from([...start, ...body, 0, 0, 0, 0]);
  section.writeUInt32BE(checksum(section.subarray(0, -4)), section.length - 4);
  const packet = Buffer.alloc(PACKET, 0xff);
  packet.set([0x47, 0x40 | (pid >> 8), pid & 255, 0x10, 0]);
  section.copy(packet, 5);
  return packet;
}
const placed = (pid: number): number[] => [0xe0 | (pid >> 8), pid & 255];
type Named = readonly (readonly [type: number, pid: number])[];
function programTable(pid: number, number: number, streams: Named, clock = streams[0]?.[1] ?? 0, version = 0): Packet {
  const named = streams.flatMap(([type, own]) => [type, ...placed(own), 0xf0, 0]);
  return table(pid, 2, number, [...placed(clock), 0xf0, 0, ...named], version);
}

/** Another NAL unit behind every tenth picture, as the end of its PES packet. */
export const withUnitBehind =
  (unit: readonly number[]) =>
  (bytes: Buffer): Buffer => {
    let pictures = 0;
    return counted(
      packetsOf(bytes).flatMap((packet) => {
        const ends = pidOf(packet) === VIDEO && isStart(packet) && ++pictures % 10 === 5;
        return ends ? [packetOf(VIDEO, Buffer.from([0, 0, 0, 1, ...unit])), packet] : [packet];
      }),
    );
  };

/** Carries the program clock in packets of its own, on a PID of its own. */
export function withClockOnItsOwnPid(bytes: Buffer): Buffer {
  const streams = [
    [0x1b, VIDEO],
    [0x0f, SOUND],
  ] as const;
  return counted(
    packetsOf(bytes).flatMap((packet) => {
      if (pidOf(packet) === PMT) return [programTable(PMT, 1, streams, CLOCK)];
      if (!hasClock(packet)) return [packet];
      const clock = Buffer.alloc(PACKET, 0xff);
      clock.set([0x47, CLOCK >> 8, CLOCK & 255, 0x20, PACKET - 5, 0x10, ...packet.subarray(6, 12)]);
      packet[5] = (packet[5] ?? 0) & ~0x10;
      return [clock, packet];
    }),
  );
}

/** From a picture in mid-group on, another PAT and PMT put picture and sound on other PIDs. */
export function onOtherPids(bytes: Buffer): Buffer {
  let pictures = 0;
  let isMoved = false;
  return counted(
    packetsOf(bytes).flatMap((packet) => {
      const pid = pidOf(packet);
      if (pid === VIDEO && isStart(packet)) pictures++;
      if (pictures < 38) return [packet];
      if (TABLES.includes(pid)) return [];
      packet[1] = (packet[1] ?? 0) + 1;
      const first = isMoved ? [] : [table(0, 0, 1, [0, 1, ...placed(OTHER.table)], 1), movedTable()];
      isMoved = true;
      return [...first, packet];
    }),
  );
}
const movedTable = (): Packet =>
  programTable(
    OTHER.table,
    1,
    [
      [0x1b, OTHER.video],
      [0x0f, OTHER.sound],
    ],
    OTHER.video,
    1,
  );

/** A second program, of the same footage from the middle of a group on, whose packets come before those of the first. */
export function behindAnotherProgram(bytes: Buffer): Buffer {
  const all = packetsOf(bytes).filter((packet) => !TABLES.includes(pidOf(packet)));
  let pictures = 0;
  const other = all.flatMap((packet) => {
    if (pidOf(packet) === VIDEO && isStart(packet)) pictures++;
    if (pictures < 8) return [];
    const copy = Buffer.from(packet);
    copy[1] = (copy[1] ?? 0) + 1;
    return [copy];
  });
  const pat = table(0, 0, 1, [0, 1, ...placed(PMT), 0, 2, ...placed(OTHER.table)]);
  const tables = [
    pat,
    programTable(PMT, 1, [
      [0x1b, VIDEO],
      [0x0f, SOUND],
    ]),
    programTable(OTHER.table, 2, [
      [0x1b, OTHER.video],
      [0x0f, OTHER.sound],
    ]),
  ];
  const early = other.splice(0, 9);
  const inTurns = all.flatMap((packet, at) => [packet, ...other.slice(at, at + 1)]);
  return counted([...tables, ...early, ...inTurns]);
}

/** Private data, as cameras send notes on what they see, named and sent before the sound. */
export function withNotes(bytes: Buffer): Buffer {
  const streams = [
    [0x1b, VIDEO],
    [6, DATA],
    [0x0f, SOUND],
  ] as const;
  return counted(
    packetsOf(bytes).flatMap((packet) => {
      if (pidOf(packet) === PMT) return [programTable(PMT, 1, streams)];
      if (pidOf(packet) !== VIDEO || !isStart(packet)) return [packet];
      const pes = packet.subarray(payloadOf(packet));
      const text = Buffer.from('{"objects":[]}');
      const header = Buffer.from([0, 0, 1, 0xbd, 0, text.length + 8, 0x80, 0x80, 5, ...pes.subarray(9, 14)]);
      header[9] = ((header[9] ?? 0) & 15) | 0x20;
      return [packetOf(DATA, Buffer.concat([header, text]), true), packet];
    }),
  );
}
