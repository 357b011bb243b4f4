import type { VideoCodec } from '@kaitong/contract/checks';
import { fourcc } from '../sniff.ts';
import { tellField } from '../telling/tell.ts';

import { forEachPacket, noPacketFaults, type Packet } from './packets.ts';
import { crc32, tellSection } from './sections.ts';

export type StreamKind =
  | { is: 'video'; codec: VideoCodec }
  | { is: 'other-video'; codec: string }
  | { is: 'audio'; codec: string }
  /** Stream type 6 without a descriptor that says what: sound if its PES packets say so. */
  | { is: 'private' }
  | { is: 'data' };

/**
 * `table`: the PID of the PMT that names it. `typeAt`: the byte of its stream_type; null where the table goes on from packet
 * to packet.
 */
export type Stream = { pid: number; table: number; kind: StreamKind; type: number; typeAt: number | null };

export const MOST_PROGRAMS = 64;
const MOST_STREAMS = 64;

/** Collects PAT and PMT sections (ISO/IEC 13818-1, 2.4.4), wherever they come in the file. */
export class Program {
  readonly streams = new Map<number, Stream>();
  /** PIDs on which streams go on that were on others before. */
  readonly movedPids = new Set<number>();
  patSeen = false;
  pmtSeen = false;
  /** Byte offset of the packet that completed the first PMT. */
  pmtOffset = 0;
  crcWrong = false;
  /** In the order of the PAT, of which the first program is the one that players choose. */
  private readonly pmtPids = new Set<number>();
  /** PCR_PID by the PID of the PMT. */
  private readonly clockPids = new Map<number, number>();
  /** The byte at which that one stands. */
  private readonly clockPidsAt = new Map<number, number>();
  /** By program_number, what its last PMT named. */
  private readonly named = new Map<number, Named>();
  private readonly sections = new Map<number, { bytes: Uint8Array; length: number; from: number }>();

  isTable(pid: number): boolean {
    return pid === 0 || this.pmtPids.has(pid);
  }

  /** Whether the PMT of every program that the PAT names has come. */
  get isWhole(): boolean {
    return this.pmtSeen && this.clockPids.size === this.pmtPids.size;
  }

  /** Where its program stands in the PAT. */
  rankOf({ table }: Stream): number {
    return [...this.pmtPids].indexOf(table);
  }

  /** PCR_PID of the program of that stream, else of the first one. */
  clockPidOf(stream: Stream | undefined): number | null {
    const [first] = this.clockPids.values();
    return (stream && this.clockPids.get(stream.table)) ?? first ?? null;
  }

  /** Of the same program: the only PID that carries a clock. */
  tellClockPid(stream: Stream | undefined, carrying: number): void {
    const [first] = this.clockPidsAt.values();
    const at = (stream && this.clockPidsAt.get(stream.table)) ?? first;
    if (at !== undefined) tellField('PCR_PID', at, 2, this.clockPidOf(stream) ?? 0, carrying);
  }

  offer(bytes: Uint8Array, packet: Packet): void {
    if (!this.isTable(packet.pid)) return;
    let start = packet.payloadStart;
    if (packet.unitStart) {
      start += 1 + (bytes[start] ?? 0);
      this.sections.delete(packet.pid);
    } else if (!this.sections.has(packet.pid)) return;
    if (start >= packet.payloadEnd) return;
    let section = this.sections.get(packet.pid);
    if (!section) {
      // section_length is 12 bits, at most 1021 for PAT and PMT.
      section = { bytes: new Uint8Array(1024), length: 0, from: start };
      this.sections.set(packet.pid, section);
    }
    const part = bytes.subarray(start, Math.min(packet.payloadEnd, start + 1024 - section.length));
    section.bytes.set(part, section.length);
    section.length += part.length;
    if (section.length < 3) return;
    const total = 3 + ((((section.bytes[1] ?? 0) & 15) << 8) | (section.bytes[2] ?? 0));
    if (total > 1024) this.sections.delete(packet.pid);
    else if (section.length >= total) {
      this.sections.delete(packet.pid);
      this.read(packet, section.bytes.subarray(0, total), section.from === start ? start : null);
      tellSection(section.bytes.subarray(0, total), section.from);
    }
  }

  private read(packet: Packet, section: Uint8Array, from: number | null): void {
    if (section.length < 12) return;
    const table = section[0];
    if (table !== (packet.pid === 0 ? 0 : 2)) return;
    // Players read tables with a wrong checksum, so the checksum alone is no reason to refuse.
    if (crc32(section) !== 0) this.crcWrong = true;
    if (packet.pid === 0) this.readPat(section);
    else this.readPmt(section, packet, from);
  }

  private readPat(section: Uint8Array): void {
    this.patSeen = true;
    for (let at = 8; at + 4 <= section.length - 4 && this.pmtPids.size < MOST_PROGRAMS; at += 4) {
      const number = ((section[at] ?? 0) << 8) | (section[at + 1] ?? 0);
      if (number !== 0) this.pmtPids.add((((section[at + 2] ?? 0) & 31) << 8) | (section[at + 3] ?? 0));
    }
  }

  private readPmt(section: Uint8Array, { pid: table, offset }: Packet, from: number | null): void {
    if (!this.pmtSeen) this.pmtOffset = offset;
    this.pmtSeen = true;
    if (!this.clockPids.has(table)) this.clockPids.set(table, (((section[8] ?? 0) & 31) << 8) | (section[9] ?? 0));
    if (!this.clockPidsAt.has(table) && from !== null) this.clockPidsAt.set(table, from + 8);
    const number = ((section[3] ?? 0) << 8) | (section[4] ?? 0);
    const version = ((section[5] ?? 0) >> 1) & 31;
    const entries = entriesOf(section);
    const before = this.named.get(number);
    const gone = before?.version === version ? [] : goneFrom(before, entries);
    for (const { at, type, pid, descriptors } of entries) {
      if (this.streams.has(pid) || this.streams.size >= MOST_STREAMS) continue;
      const kind = kindOf(type, descriptors);
      const moved = onlyOneOf(gone, kind);
      if (moved) this.movedPids.add(pid);
      this.streams.set(pid, moved ?? { pid, table, kind, type, typeAt: from === null ? null : from + at });
    }
    this.named.set(number, { version, pids: new Map(entries.map(({ pid }) => [pid, this.streams.get(pid)])) });
  }
}

type Named = { version: number; pids: ReadonlyMap<number, Stream | undefined> };

type Entry = { at: number; type: number; pid: number; descriptors: Uint8Array };

/** Streams of a PMT section (ISO/IEC 13818-1, 2.4.4.8), each with the byte at which it begins. */
function entriesOf(section: Uint8Array): Entry[] {
  const entries: Entry[] = [];
  let at = 12 + ((((section[10] ?? 0) & 15) << 8) | (section[11] ?? 0));
  while (at + 5 <= section.length - 4) {
    const pid = (((section[at + 1] ?? 0) & 31) << 8) | (section[at + 2] ?? 0);
    const length = (((section[at + 3] ?? 0) & 15) << 8) | (section[at + 4] ?? 0);
    const descriptors = section.subarray(at + 5, Math.min(at + 5 + length, section.length - 4));
    entries.push({ at, type: section[at] ?? 0, pid, descriptors });
    at += 5 + length;
  }
  return entries;
}

const goneFrom = (before: Named | undefined, entries: readonly Entry[]): Stream[] =>
  [...(before?.pids ?? [])].flatMap(([own, stream]) =>
    stream && entries.every(({ pid }) => pid !== own) ? stream : [],
  );

/** A table may put a stream on another PID (2.4.4.9): that of its kind which is on the old one no more, if there is one only. */
function onlyOneOf(gone: readonly Stream[], kind: StreamKind): Stream | undefined {
  const [stream, another] = gone.filter((one) => JSON.stringify(one.kind) === JSON.stringify(kind));
  return another ? undefined : stream;
}

/** The tables may come late, so those of all programs are looked for before anything else is read. */
export function findProgram(bytes: Uint8Array): Program {
  const program = new Program();
  forEachPacket(bytes, noPacketFaults(), (packet) => {
    program.offer(bytes, packet);
    return program.isWhole ? 'stop' : undefined;
  });
  return program;
}

const VIDEO: Record<number, string> = {
  1: 'mpeg1',
  2: 'mpeg2',
  16: 'mpeg4',
  33: 'jpeg2000',
  51: 'h266',
  66: 'avs',
  210: 'avs2',
  234: 'vc1',
};
const AUDIO: Record<number, string> = {
  3: 'mp3',
  4: 'mp3',
  15: 'aac',
  17: 'aac-latm',
  129: 'ac3',
  135: 'eac3',
  // GB/T 28181 uses the private range for the telephone codecs.
  144: 'g711a',
  145: 'g711u',
  146: 'g722',
  147: 'g723',
  153: 'g729',
};

function kindOf(type: number, descriptors: Uint8Array): StreamKind {
  if (type === 0x1b) return { is: 'video', codec: 'h264' };
  if (type === 0x24) return { is: 'video', codec: 'h265' };
  const video = VIDEO[type];
  if (video) return { is: 'other-video', codec: video };
  const audio = AUDIO[type];
  if (audio) return { is: 'audio', codec: audio };
  return type === 6 ? privateKind(descriptors) : { is: 'data' };
}

function privateKind(descriptors: Uint8Array): StreamKind {
  for (let at = 0; at + 2 <= descriptors.length; at += 2 + (descriptors[at + 1] ?? 0)) {
    const tag = descriptors[at];
    if (tag === 0x05) {
      const format = fourcc(descriptors, at + 2);
      if (format === 'HEVC') return { is: 'video', codec: 'h265' };
      if (format === 'Opus') return { is: 'audio', codec: 'opus' };
      if (format === 'AC-3') return { is: 'audio', codec: 'ac3' };
      if (format === 'EAC3') return { is: 'audio', codec: 'eac3' };
      if (format === 'AV01') return { is: 'other-video', codec: 'av1' };
      return { is: 'data' };
    }
    if (tag === 0x6a) return { is: 'audio', codec: 'ac3' };
    if (tag === 0x7a) return { is: 'audio', codec: 'eac3' };
    if (tag === 0x56 || tag === 0x59) return { is: 'data' };
  }
  return { is: 'private' };
}
