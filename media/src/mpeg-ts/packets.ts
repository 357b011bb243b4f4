import { type Fault, noFault, note } from '../fault.ts';
import { isPaddedFrom } from '../padding.ts';
import { isHeard, tellField, tellStructure } from '../telling/tell.ts';

export const PACKET = 188;
const SYNC = 0x47;
export const NULL_PID = 0x1fff;
const PIDS = NULL_PID + 1;

const tellPacket = (at: number): boolean =>
  isHeard() &&
  tellStructure({ kind: 'ts-packet', name: '', clause: 'ISO/IEC 13818-1, 2.4.3.2', from: at, to: at + PACKET });

export type Packet = {
  offset: number;
  pid: number;
  unitStart: boolean;
  scrambled: boolean;
  payloadStart: number;
  payloadEnd: number;
  /** program_clock_reference_base, in ticks of 90 kHz; null where it carries none. */
  clock: number | null;
  /** Its counter need not follow that of the packet before. */
  discontinuity: boolean;
};

const noPacket = (): Packet => ({
  offset: 0,
  pid: 0,
  unitStart: false,
  scrambled: false,
  payloadStart: 0,
  payloadEnd: 0,
  clock: null,
  discontinuity: false,
});

/**
 * Of the continuity counters: what the first break says, where the next ones are, and by how many the counters are ahead, in
 * all and at most.
 */
export type Breaks = Fault & {
  pid: number;
  expected: number;
  found: number;
  others: number[];
  ahead: number;
  farthest: number;
  /** PIDs whose counter is again what it was at the start: at how many of the breaks, or in a table in front of one. */
  anew: Set<number>;
  anewAt: number;
  /** How many have the counter of the packet before, and other data. */
  standing: number;
  /** How many go on from the packet in front, which is of another PID. */
  shared: number;
  /** How many are the first of their PID behind a place without sync: what was there is missing. */
  behindSync: number;
};

export type PacketFaults = {
  /** Packets, or stretches between packets, without a sync byte or with impossible lengths. */
  sync: Fault;
  continuity: Breaks;
  transportError: Fault;
  scrambled: Fault;
  /** By PID: packets that came a second time, as 2.4.3.3 allows. */
  duplicates: Map<number, Fault & { last: number }>;
  /** Where nothing but padding follows; null: it goes on to the end. */
  paddedFrom: number | null;
};

export const noPacketFaults = (): PacketFaults => ({
  sync: noFault(),
  continuity: {
    ...noFault(),
    pid: 0,
    expected: 0,
    found: 0,
    others: [],
    ahead: 0,
    farthest: 0,
    anew: new Set(),
    anewAt: 0,
    standing: 0,
    shared: 0,
    behindSync: 0,
  },
  transportError: noFault(),
  scrambled: noFault(),
  duplicates: new Map(),
  paddedFrom: null,
});

/** `onClock` hears of every packet with a program clock reference, `onDuplicate` of the place of what is left out. */
type Hearers = { onClock?: (packet: Packet) => void; onDuplicate?: (at: number) => void };

/**
 * Calls `each` for every packet with a payload, in order, without duplicate packets (ISO/IEC 13818-1, 2.4.3.3). It is the
 * same object for all of them, 160,000 a minute at 4 Mb/s: who keeps one copies it.
 * Ends early on `stop`. Finds its way back after damage: work is linear in the size of the data. Gives back where the
 * last whole packet ends.
 */
export function forEachPacket(
  bytes: Uint8Array,
  faults: PacketFaults,
  each: (packet: Packet) => 'stop' | undefined,
  { onClock = () => undefined, onDuplicate = () => undefined }: Hearers = {},
): number {
  const firstCounters = new Int8Array(PIDS).fill(-1);
  /** Where the last packet of each PID stands; -1 where the next one may have any counter, as before the first one. */
  const lastAt = new Int32Array(PIDS).fill(-1);
  let lostAt = -1;
  const packet = noPacket();
  let at = 0;
  while (at + PACKET <= bytes.length) {
    if (bytes[at] !== SYNC) {
      if (isPaddedFrom(bytes, at)) break;
      note(faults.sync, at);
      lostAt = at;
      if (tellPacket(at)) tellField('sync_byte', at, 1, bytes[at] ?? 0, SYNC);
      at = nextSync(bytes, at);
      continue;
    }
    if (readPacket(bytes, at, packet, faults, onClock)) {
      const { pid } = packet;
      const counter = counterAt(bytes, at);
      const before = lastAt[pid] ?? -1;
      const last = before < 0 ? -1 : counterAt(bytes, before);
      if (last === counter && isSamePayload(bytes, before, packet)) {
        noteDuplicate(faults.duplicates, packet);
        onDuplicate(at);
      } else {
        if (last >= 0 && !packet.discontinuity && counter !== ((last + 1) & 15)) {
          if (counter === firstCounters[pid]) noteAnew(faults, packet);
          if (before < lostAt) faults.continuity.behindSync++;
          if (goesOnFromOther(bytes, packet, counter)) faults.continuity.shared++;
          noteBreak(faults.continuity, packet, { found: counter, expected: (last + 1) & 15 });
          if (tellPacket(at)) tellField('continuity_counter', at + 3, 1, counter, (last + 1) & 15);
        }
        if ((firstCounters[pid] ?? 0) < 0) firstCounters[pid] = counter;
        lastAt[pid] = at;
        if (each(packet) === 'stop') return at + PACKET;
      }
    } else if (packet.discontinuity) lastAt[packet.pid] = -1;
    at += PACKET;
  }
  if (at >= bytes.length || !isPaddedFrom(bytes, at)) return Math.min(at, bytes.length);
  faults.paddedFrom = at;
  return bytes.length;
}

/** Whether it counts on from the packet in front of it, whatever that is of. */
const goesOnFromOther = (bytes: Uint8Array, { offset, pid }: Packet, counter: number): boolean =>
  offset >= PACKET &&
  pidAt(bytes, offset - PACKET) !== pid &&
  ((counterAt(bytes, offset - PACKET) + 1) & 15) === counter;

const pidAt = (bytes: Uint8Array, at: number): number => (((bytes[at + 1] ?? 0) & 31) << 8) | (bytes[at + 2] ?? 0);

/** Tables come first. One that stands once in each of two recordings seems to come again. */
const TABLES_BYTES = 4 * PACKET;

function noteAnew({ continuity, duplicates }: PacketFaults, { pid, offset }: Packet): void {
  continuity.anewAt++;
  continuity.anew.add(pid);
  for (const [table, { last }] of duplicates) if (offset - last <= TABLES_BYTES) continuity.anew.add(table);
}

function noteDuplicate(duplicates: PacketFaults['duplicates'], { pid, offset }: Packet): void {
  const fault = duplicates.get(pid) ?? { ...noFault(), last: 0 };
  note(fault, offset);
  fault.last = offset;
  duplicates.set(pid, fault);
}

/** As many as a sentence names. */
const OTHERS_NAMED = 3;

function noteBreak(
  breaks: Breaks,
  { pid, offset }: Packet,
  { found, expected }: { found: number; expected: number },
): void {
  const ahead = (found - expected) & 15;
  if (breaks.count === 0) Object.assign(breaks, { pid, expected, found });
  else if (breaks.others.length < OTHERS_NAMED) breaks.others.push(offset);
  breaks.ahead += ahead;
  if (ahead === 15) breaks.standing++;
  breaks.farthest = Math.max(breaks.farthest, ahead);
  note(breaks, offset);
}

/** Whether it has a payload, and so is one to hear of. */
function readPacket(
  bytes: Uint8Array,
  at: number,
  packet: Packet,
  faults: PacketFaults,
  onClock: (packet: Packet) => void,
): boolean {
  const b1 = bytes[at + 1] ?? 0;
  const b3 = bytes[at + 3] ?? 0;
  const pid = ((b1 & 31) << 8) | (bytes[at + 2] ?? 0);
  if (tellPacket(at)) tellHeader(bytes, at, pid);
  if (b1 & 0x80) note(faults.transportError, at);
  packet.offset = at;
  packet.pid = pid;
  packet.discontinuity = false;
  if (pid === NULL_PID) return false;
  packet.unitStart = (b1 & 0x40) !== 0;
  packet.scrambled = (b3 & 0xc0) !== 0;
  packet.payloadStart = at + 4;
  packet.payloadEnd = at + PACKET;
  packet.clock = null;
  if (b3 & 0x20 && !readAdaptation(bytes, packet, faults, onClock)) return false;
  if (!(b3 & 0x10)) return false;
  if (packet.scrambled) note(faults.scrambled, at);
  return true;
}

/** adaptation_field( ), 2.4.3.4: clock, discontinuity and where the payload begins. False: it cannot be. */
function readAdaptation(
  bytes: Uint8Array,
  packet: Packet,
  faults: PacketFaults,
  onClock: (packet: Packet) => void,
): boolean {
  const { offset: at } = packet;
  const length = bytes[at + 4] ?? 0;
  if (length > 183) {
    note(faults.sync, at);
    return false;
  }
  const flags = length > 0 ? (bytes[at + 5] ?? 0) : 0;
  packet.discontinuity = (flags & 0x80) !== 0;
  if (flags & 0x10 && length >= 7) {
    packet.clock = clockAt(bytes, at + 6);
    onClock(packet);
  }
  if (tellPacket(at)) tellAdaptation(bytes, at + 4, { length, flags });
  packet.payloadStart = at + 5 + length;
  return true;
}

const counterAt = (bytes: Uint8Array, packetAt: number): number => (bytes[packetAt + 3] ?? 0) & 15;

function tellHeader(bytes: Uint8Array, at: number, pid: number): void {
  const [b1, b3] = [bytes[at + 1] ?? 0, bytes[at + 3] ?? 0];
  tellField('sync_byte', at, 1, SYNC, SYNC);
  tellField('transport_error_indicator', at + 1, 1, b1 >> 7, 0);
  tellField('payload_unit_start_indicator', at + 1, 1, (b1 >> 6) & 1);
  tellField('PID', at + 1, 2, pid);
  tellField('transport_scrambling_control', at + 3, 1, b3 >> 6, 0);
  tellField('adaptation_field_control', at + 3, 1, (b3 >> 4) & 3);
  tellField('continuity_counter', at + 3, 1, b3 & 15);
}

function tellAdaptation(bytes: Uint8Array, at: number, { length, flags }: { length: number; flags: number }): void {
  tellField('adaptation_field_length', at, 1, length);
  if (length === 0) return;
  tellField('discontinuity_indicator', at + 1, 1, flags >> 7);
  tellField('random_access_indicator', at + 1, 1, (flags >> 6) & 1);
  tellField('PCR_flag', at + 1, 1, (flags >> 4) & 1);
  if (!(flags & 0x10) || length < 7) return;
  tellField('program_clock_reference_base', at + 2, 5, clockAt(bytes, at + 2));
}

/** Of 33 bits. */
function clockAt(bytes: Uint8Array, at: number): number {
  const ticks = new DataView(bytes.buffer, bytes.byteOffset + at, 5);
  return ticks.getUint32(0) * 2 + (ticks.getUint8(4) >> 7);
}

function nextSync(bytes: Uint8Array, from: number): number {
  // One damaged sync byte: the grid still holds.
  if (bytes[from + PACKET] === 0x47) return from + PACKET;
  for (let at = bytes.indexOf(0x47, from + 1); at >= 0; at = bytes.indexOf(0x47, at + 1)) {
    if (at + PACKET >= bytes.length || bytes[at + PACKET] === 0x47) return at;
  }
  return bytes.length;
}

/** Whether the packet at byte `before` ends as this one does, from its payload on; only the adaptation field may differ. */
function isSamePayload(bytes: Uint8Array, before: number, { offset, payloadStart, payloadEnd }: Packet): boolean {
  const back = offset - before;
  if (payloadStartAt(bytes, before) !== payloadStart - back) return false;
  for (let at = payloadStart; at < payloadEnd; at++) if (bytes[at - back] !== bytes[at]) return false;
  return true;
}

const payloadStartAt = (bytes: Uint8Array, packetAt: number): number =>
  packetAt + 4 + ((bytes[packetAt + 3] ?? 0) & 0x20 ? 1 + (bytes[packetAt + 4] ?? 0) : 0);
