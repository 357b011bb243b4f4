// Changes to MPEG-TS as FFmpeg writes it: video on PID 256, sound on PID 257, tables on 0 and 4096.
const PACKET = 188;
export const VIDEO = 256;
export const SOUND = 257;
export const TABLES = [0, 4096];

export type Packet = Buffer;

export const packetsOf = (bytes: Buffer): Packet[] =>
  Array.from({ length: Math.floor(bytes.length / PACKET) }, (_, i) =>
    Buffer.from(bytes.subarray(i * PACKET, (i + 1) * PACKET)),
  );
export const pidOf = (packet: Packet): number => packet.readUInt16BE(1) & 0x1fff;
export const isStart = (packet: Packet): boolean => ((packet[1] ?? 0) & 0x40) !== 0;
export const hasPayload = (packet: Packet): boolean => ((packet[3] ?? 0) & 0x10) !== 0;
export const hasClock = (packet: Packet): boolean =>
  ((packet[3] ?? 0) & 0x20) !== 0 && (packet[4] ?? 0) > 0 && ((packet[5] ?? 0) & 0x10) !== 0;
export const payloadOf = (packet: Packet): number => 4 + ((packet[3] ?? 0) & 0x20 ? 1 + (packet[4] ?? 0) : 0);

const changed =
  (change: (packets: Packet[]) => Packet[]) =>
  (bytes: Buffer): Buffer =>
    Buffer.concat(change(packetsOf(bytes)));

/** Changes packets of one PID from the `from`-th to before the `to`-th, counting those of that PID. */
export const onPackets = (pid: number, from: number, to: number, change: (packet: Packet) => void) =>
  changed((packets) => {
    for (const packet of packets.filter((one) => pidOf(one) === pid).slice(from, to)) change(packet);
    return packets;
  });

export const onStarts = (pid: number, change: (packet: Packet, pes: number, index: number) => void) =>
  changed((packets) => {
    let index = 0;
    for (const packet of packets)
      if (pidOf(packet) === pid && isStart(packet)) change(packet, payloadOf(packet), index++);
    return packets;
  });

export const withoutPackets = (pid: number, from: number, to: number) =>
  changed((packets) => {
    const own = packets.filter((packet) => pidOf(packet) === pid);
    const gone = new Set(own.slice(from, to));
    return packets.filter((packet) => !gone.has(packet));
  });

/** Without a whole stream, tables included where it is one of them. */
export const withoutPids = (...pids: number[]) =>
  changed((packets) => packets.filter((one) => !pids.includes(pidOf(one))));
export const withoutTables = withoutPids(...TABLES);

/** Leaves pictures out as an encoder's queue that overflows does: the muxer counts on as if nothing were missing. */
export const withoutPictures = (fits: (index: number) => boolean) => withoutUnits(VIDEO, fits);

/** Leaves PES packets out, and counts on as if nothing were missing. */
const withoutUnits = (pid: number, fits: (index: number) => boolean) =>
  changed((packets) => {
    let index = -1;
    let counter = 0;
    return packets.filter((packet) => {
      if (pidOf(packet) !== pid) return true;
      if (isStart(packet)) index++;
      if (fits(index)) return false;
      packet[3] = ((packet[3] ?? 0) & 0xf0) | (counter & 15);
      if (hasPayload(packet)) counter++;
      return true;
    });
  });

/** All of the sound behind all pictures, as a muxer that orders by time stamps writes it where theirs are too small. */
export const withSoundLast = changed((packets) => {
  const isSound = (packet: Packet): boolean => pidOf(packet) === SOUND;
  return [...packets.filter((packet) => !isSound(packet)), ...packets.filter(isSound)];
});

/** Sends packets of one PID again, each right behind itself, counters and all. */
export const sentAgain = (pid: number, from: number, to: number) =>
  changed((packets) => {
    const twice = new Set(packets.filter((one) => pidOf(one) === pid).slice(from, to));
    return packets.flatMap((packet) => (twice.has(packet) ? [packet, Buffer.from(packet)] : [packet]));
  });

/** Muxes pictures again, each right behind itself, so many ticks of 90 kHz later: the muxer counts on. */
export const muxedAgain = (ticks: number, fits: (index: number) => boolean) =>
  changed((packets) => {
    let counter = 0;
    const own = (packet: Packet): Packet => {
      packet[3] = ((packet[3] ?? 0) & 0xf0) | (counter & 15);
      if (hasPayload(packet)) counter++;
      return packet;
    };
    let index = -1;
    let picture: Packet[] = [];
    const again = (): Packet[] => (fits(index) ? picture.map((packet) => own(setLater(packet, ticks))) : []);
    const all = packets.flatMap((packet) => {
      if (pidOf(packet) !== VIDEO) return [packet];
      const before = isStart(packet) ? again() : [];
      if (isStart(packet)) {
        picture = [];
        index++;
      }
      picture.push(packet);
      return [...before, own(packet)];
    });
    return [...all, ...again()];
  });

function setLater(packet: Packet, ticks: number): Packet {
  const copy = Buffer.from(packet);
  if (!isStart(copy)) return copy;
  const pes = payloadOf(copy);
  shiftStamp(copy, pes + 9, ticks);
  if ((copy[pes + 7] ?? 0) >> 6 === 3) shiftStamp(copy, pes + 14, ticks);
  return copy;
}

/** Behind the last picture, in the packet that it is in, so many units of one byte that fill up a constant rate. */
export const withFillers = (units: number) =>
  changed((packets) => {
    const last = packets.findLast((packet) => pidOf(packet) === VIDEO);
    const perPacket = (PACKET - 4) / FILLER.length;
    const added = Array.from({ length: Math.ceil(units / perPacket) }, (_, n) => {
      const header = Buffer.from([0x47, VIDEO >> 8, VIDEO & 0xff, 0x10 | (((last?.[3] ?? 0) + 1 + n) & 15)]);
      return Buffer.concat([header, ...Array.from({ length: perPacket }, () => FILLER)]);
    });
    return [...packets, ...added];
  });
const FILLER = Buffer.from([0, 0, 1, 0x0c]);

/** Leaves sound out between two PES packets, as voice detection does: the muxer counts on. */
export const withoutSounds = (fits: (index: number) => boolean) => withoutUnits(SOUND, fits);

/** Moves the times of all pictures (or sounds) from a number on, in ticks of 90 kHz. */
export const later = (pid: number, ticks: number, from = 0) => moved(pid, (index) => (index < from ? 0 : ticks));

/** Moves each time of a stream by so many ticks of 90 kHz. */
export const moved = (pid: number, by: (index: number) => number) =>
  onStarts(pid, (packet, pes, index) => {
    const ticks = by(index);
    if (ticks === 0) return;
    const flags = (packet[pes + 7] ?? 0) >> 6;
    if (flags & 2) shiftStamp(packet, pes + 9, ticks);
    if (flags === 3) shiftStamp(packet, pes + 14, ticks);
  });

/** Gives every time of pictures and sound another value, in ticks of 90 kHz. */
export const withTimes = (change: (ticks: number) => number) =>
  changed((packets) => {
    for (const packet of packets) {
      if (!isStart(packet) || !hasPayload(packet) || TABLES.includes(pidOf(packet))) continue;
      const pes = payloadOf(packet);
      const flags = (packet[pes + 7] ?? 0) >> 6;
      for (const at of flags === 3 ? [pes + 9, pes + 14] : flags === 2 ? [pes + 9] : []) {
        const ticks = readStamp(packet, at);
        shiftStamp(packet, at, Math.round(change(ticks)) - ticks);
      }
    }
    return packets;
  });

/** Another sampling rate, by its index, in the ADTS header of each frame. */
export const withAdtsRate = (index: number) =>
  onStarts(SOUND, (packet, pes) => {
    const at = pes + 9 + (packet[pes + 8] ?? 0) + 2;
    packet[at] = ((packet[at] ?? 0) & 0xc3) | (index << 2);
  });

/** Gives each picture another decoding time, told its own and those of all; `display` does so for its display time too. */
export const restamped = (change: (time: number, index: number, all: readonly number[]) => number, display: boolean) =>
  changed((packets) => {
    const starts = packets.filter((one) => pidOf(one) === VIDEO && isStart(one));
    const places = starts.map((packet) => {
      const pts = payloadOf(packet) + 9;
      return (packet[payloadOf(packet) + 7] ?? 0) >> 6 === 3
        ? { packet, pts, dts: pts + 5 }
        : { packet, pts, dts: pts };
    });
    const times = places.map(({ packet, dts }) => readStamp(packet, dts));
    for (const [index, { packet, pts, dts }] of places.entries()) {
      const by = change(times[index] ?? 0, index, times) - (times[index] ?? 0);
      shiftStamp(packet, dts, by);
      if (display && pts !== dts) shiftStamp(packet, pts, by);
    }
    return packets;
  });

/** Writes the display time of each picture as its decoding time. */
export const withoutDts = onStarts(VIDEO, (packet, pes) => {
  if ((packet[pes + 7] ?? 0) >> 6 !== 3) return;
  shiftStamp(packet, pes + 14, readStamp(packet, pes + 9) - readStamp(packet, pes + 14));
});

/** Writes the decoding time of each picture as its display time. */
export const shownWhenDecoded = onStarts(VIDEO, (packet, pes) => {
  if ((packet[pes + 7] ?? 0) >> 6 !== 3) return;
  shiftStamp(packet, pes + 9, readStamp(packet, pes + 14) - readStamp(packet, pes + 9));
});

function readStamp(packet: Packet, at: number): number {
  const top = ((packet[at] ?? 0) >> 1) & 7;
  return top * 2 ** 30 + (packet.readUInt16BE(at + 1) >> 1) * 2 ** 15 + (packet.readUInt16BE(at + 3) >> 1);
}

function shiftStamp(packet: Packet, at: number, ticks: number): void {
  const top = BigInt((packet[at] ?? 0) >> 1) & 7n;
  const value =
    (top << 30n) | (BigInt(packet.readUInt16BE(at + 1) >> 1) << 15n) | BigInt(packet.readUInt16BE(at + 3) >> 1);
  const moved = (value + BigInt(ticks)) & 0x1ffffffffn;
  packet[at] = ((packet[at] ?? 0) & 0xf0) | Number(((moved >> 30n) & 7n) << 1n) | 1;
  packet.writeUInt16BE(Number(((moved >> 15n) & 0x7fffn) << 1n) | 1, at + 1);
  packet.writeUInt16BE(Number((moved & 0x7fffn) << 1n) | 1, at + 3);
}

/** Writes what is no AAC behind the ADTS headers of the sound, from the `from`-th frame to before the `to`-th. */
export const scrambleSound = (from: number, to: number) => {
  let frame = -1;
  let value = 1;
  return onPackets(SOUND, 0, Number.POSITIVE_INFINITY, (packet) => {
    const payload = payloadOf(packet);
    if (isStart(packet)) frame++;
    if (frame < from || frame >= to) return;
    const data = isStart(packet) ? payload + 9 + (packet[payload + 8] ?? 0) + 7 : payload;
    for (let at = data; at < PACKET; at++) {
      value = (value * 1_103_515_245 + 12_345) % 2 ** 31;
      packet[at] = value >> 16;
    }
  });
};

/** Fills what the PES packets of the sound carry. */
export const overwriteSound = (value: number) =>
  onPackets(SOUND, 0, Number.POSITIVE_INFINITY, (packet) => {
    const payload = payloadOf(packet);
    packet.fill(value, isStart(packet) ? payload + 9 + (packet[payload + 8] ?? 0) : payload);
  });

/** Counts the packets of every stream anew. */
export function counted(packets: readonly Packet[], counters = new Map<number, number>()): Buffer {
  for (const packet of packets) {
    const counter = ((counters.get(pidOf(packet)) ?? 15) + (hasPayload(packet) ? 1 : 0)) & 15;
    counters.set(pidOf(packet), counter);
    packet[3] = ((packet[3] ?? 0) & 0xf0) | counter;
  }
  return Buffer.concat(packets);
}

/** Takes the program clock out of every packet. */
export const withoutClock = changed((packets) => {
  for (const packet of packets) {
    if (!hasClock(packet)) continue;
    packet[5] = (packet[5] ?? 0) & ~0x10;
    packet.fill(0xff, 6, 12);
  }
  return packets;
});

/** Writes every continuity counter as 0. */
export const withStandingCounters = changed((packets) => {
  for (const packet of packets) packet[3] = (packet[3] ?? 0) & 0xf0;
  return packets;
});

/** Sends the pictures on another PID than the PMT names. */
export const onAnotherPid = onPackets(VIDEO, 0, Number.POSITIVE_INFINITY, (packet) => {
  packet[2] = 0x34;
});

/** Gives the base of each program clock another value, in ticks of 90 kHz. */
export const withClocks = (change: (base: bigint) => bigint) =>
  changed((packets) => {
    for (const packet of packets) if (hasClock(packet)) changeClock(packet, change);
    return packets;
  });

function changeClock(packet: Packet, change: (base: bigint) => bigint): void {
  const base = change(BigInt(packet.readUInt32BE(6)) * 2n + BigInt((packet[10] ?? 0) >> 7)) & 0x1ffffffffn;
  packet.writeUInt32BE(Number(base >> 1n), 6);
  packet[10] = ((packet[10] ?? 0) & 0x7f) | (Number(base & 1n) << 7);
}

/** Moves all times in a packet of pictures or sound: its clock, PTS and DTS. */
export function moveTimes(packet: Packet, ticks: number): void {
  if (hasClock(packet)) changeClock(packet, (base) => base + BigInt(ticks));
  if (!isStart(packet) || !hasPayload(packet) || TABLES.includes(pidOf(packet))) return;
  const pes = payloadOf(packet);
  const flags = (packet[pes + 7] ?? 0) >> 6;
  if (flags & 2) shiftStamp(packet, pes + 9, ticks);
  if (flags === 3) shiftStamp(packet, pes + 14, ticks);
}

/** Counts the program clock in ticks of 27 MHz. */
export const withFastClock = withClocks((base) => base * 300n);

/** Announces the video, or another stream, as another stream type, in every PMT. */
export const announced = (type: number, pid = VIDEO) =>
  onPackets(TABLES[1] ?? 0, 0, Number.POSITIVE_INFINITY, (packet) => {
    const section = packet.subarray(payloadOf(packet) + 1);
    const end = 3 + (section.readUInt16BE(1) & 0xfff) - 4;
    for (let at = 12; at + 5 <= end; at += 5 + (section.readUInt16BE(at + 3) & 0xfff))
      if ((section.readUInt16BE(at + 1) & 0x1fff) === pid) section[at] = type;
    section.writeUInt32BE(checksum(section.subarray(0, end)), end);
  });

/** CRC-32/MPEG-2 (ISO/IEC 13818-1, Annex A). */
export function checksum(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) crc = crc & 0x80000000 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
  }
  return crc >>> 0;
}

/** Writes another level into each SPS of H.264. */
export const ofLevel = (level: number) =>
  onNals((bytes, at) => {
    if (((bytes[at] ?? 0) & 31) === 7) bytes[at + 3] = level;
  });

/** Calls `change` at the first byte of each NAL unit that begins within a video packet. */
const onNals = (change: (bytes: Buffer, at: number, end: number) => void) =>
  changed((packets) => {
    for (const packet of packets.filter((one) => pidOf(one) === VIDEO))
      for (
        let at = packet.indexOf(START, payloadOf(packet));
        at >= 0 && at + 4 < PACKET;
        at = packet.indexOf(START, at + 3)
      )
        change(packet, at + 3, PACKET);
    return packets;
  });
const START = Buffer.from([0, 0, 1]);

/** Gives H.264 NAL units of some types another one, so that decoders skip them. */
export const hideNals = (types: readonly number[], until = Number.POSITIVE_INFINITY) => {
  let seen = 0;
  return onNals((bytes, at) => {
    const type = (bytes[at] ?? 0) & 31;
    if (types.includes(type) && seen++ < until) bytes[at] = ((bytes[at] ?? 0) & 0xe0) | 30;
  });
};
export const hideNals265 = (types: readonly number[]) =>
  onNals((bytes, at) => {
    if (types.includes(((bytes[at] ?? 0) >> 1) & 63)) bytes[at] = 62 << 1;
  });

/** Sets the forbidden bit of the first slices of pictures. */
export const forbidSlices = (count: number) => {
  let left = count;
  return onNals((bytes, at) => {
    if (((bytes[at] ?? 0) & 31) === 1 && left-- > 0) bytes[at] = (bytes[at] ?? 0) | 0x80;
  });
};

/** Overwrites bytes in the middle of pictures, where slice data is; never with zeros, which would make start codes. */
export const damagePictures = (from: number, to: number, byte = 0xa5, every = 9) =>
  onPackets(VIDEO, from, to, (packet) => {
    if (!isStart(packet)) for (let at = 20; at < PACKET; at += every) packet[at] = byte;
  });

/** Changes the bytes of each picture, which stay as many. */
export const onPictures = (change: (bytes: Buffer) => Buffer) =>
  changed((packets) => {
    const pictures: Packet[][] = [];
    for (const packet of packets) {
      if (pidOf(packet) !== VIDEO) continue;
      if (isStart(packet)) pictures.push([]);
      pictures.at(-1)?.push(packet);
    }
    for (const picture of pictures) {
      const parts = picture.map((packet) => {
        const payload = payloadOf(packet);
        return packet.subarray(isStart(packet) ? payload + 9 + (packet[payload + 8] ?? 0) : payload);
      });
      let rest = change(Buffer.concat(parts));
      for (const part of parts) {
        rest.copy(part);
        rest = rest.subarray(part.length);
      }
    }
    return packets;
  });

/** Behind some pictures a unit with a time of its own that holds no picture. */
export const withSeiUnits = (fits: (index: number) => boolean) =>
  changed((packets) => {
    let index = -1;
    let counter = 0;
    const own = (packet: Packet): Packet => {
      packet[3] = ((packet[3] ?? 0) & 0xf0) | (counter & 15);
      if (hasPayload(packet)) counter++;
      return packet;
    };
    return packets.flatMap((packet) => {
      if (pidOf(packet) !== VIDEO) return [packet];
      if (!isStart(packet)) return [own(packet)];
      const before = fits(index) ? [own(seiUnit(packet))] : [];
      index++;
      return [...before, own(packet)];
    });
  });

/** A packet with nothing but SEI, a tick before the picture whose packet is given. */
function seiUnit(next: Packet): Packet {
  const pes = payloadOf(next);
  const header = Buffer.from(next.subarray(pes, pes + 9 + (next[pes + 8] ?? 0)));
  const unit = Buffer.concat([header, Buffer.from([0, 0, 0, 1, 6, 5, 4, 0xde, 0xad, 0xbe, 0xef, 0x80])]);
  const packet = Buffer.alloc(PACKET, 0xff);
  packet.set([0x47, 0x41, 0x00, 0x30, PACKET - 5 - unit.length, 0]);
  unit.copy(packet, PACKET - unit.length);
  shiftStamp(packet, PACKET - unit.length + 9, -900);
  if ((unit[7] ?? 0) >> 6 === 3) shiftStamp(packet, PACKET - unit.length + 14, -900);
  return packet;
}

/** Leaves the times of some pictures out. */
export const withoutTimes = (fits: (index: number) => boolean) =>
  onStarts(VIDEO, (packet, pes, index) => {
    if (!fits(index)) return;
    packet[pes + 7] = 0;
    packet.fill(0xff, pes + 9, pes + 9 + (packet[pes + 8] ?? 0));
  });

/** The video of two streams in turns of so many pictures on one PID, all other packets from the first. */
export function interleaved(bytes: Buffer, other: Buffer, pictures: number): Buffer {
  const [own, strange] = [bytes, other].map((stream) => {
    const units: Packet[][] = [];
    for (const packet of packetsOf(stream)) {
      if (pidOf(packet) !== VIDEO && stream === other) continue;
      if (units.length === 0 || (pidOf(packet) === VIDEO && isStart(packet))) units.push([]);
      units.at(-1)?.push(packet);
    }
    return units;
  });
  let counter = 0;
  const packets = (own ?? []).flatMap((unit, at) =>
    at % pictures === 0 ? [...unit, ...(strange ?? []).slice(at, at + pictures).flat()] : unit,
  );
  for (const packet of packets) {
    if (pidOf(packet) !== VIDEO) continue;
    packet[3] = ((packet[3] ?? 0) & 0xf0) | (counter & 15);
    if (hasPayload(packet)) counter++;
  }
  return Buffer.concat(packets);
}
