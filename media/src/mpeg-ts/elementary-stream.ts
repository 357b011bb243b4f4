import { type Fault, noFault, note } from '../fault.ts';
import { type Holds, tellField, tellStructure } from '../telling/tell.ts';
import type { Packet } from './packets.ts';

/** Where a PES packet's data begins in the joined stream, and its times in ticks of 90 kHz. */
export type PesStart = {
  at: number;
  pts: number | null;
  dts: number | null;
  /** Whether it has a DTS of its own: else it is the PTS. */
  hasDts: boolean;
  streamId: number;
  /** The first byte of its times in the object; null where it has none, or they are spread over packets. */
  timesAt: number | null;
  /** Program clock of the packet in which it begins. */
  clock: number | null;
};

/** Joins the PES packets of one PID (ISO/IEC 13818-1, 2.4.3.6) to one stretch of bytes. */
export class ElementaryStream {
  readonly starts: PesStart[] = [];
  /** PES packets shorter than their own length field, or without a valid header. */
  readonly short: Fault = noFault();
  private readonly source: Uint8Array;
  /** Start and end in the source, and position in the joined stream, of every stretch. */
  private readonly parts: { start: number; end: number; at: number }[] = [];
  private length = 0;
  private open: Packet[] = [];

  constructor(source: Uint8Array) {
    this.source = source;
  }

  offer(packet: Packet): void {
    if (packet.unitStart) {
      this.flush();
      this.open.push(packet);
    } else if (this.open.length > 0) this.open.push(packet);
  }

  /** Finishes the stream and returns its bytes. */
  join(): Uint8Array {
    this.flush();
    const bytes = new Uint8Array(this.length);
    for (const part of this.parts) bytes.set(this.source.subarray(part.start, part.end), part.at);
    return bytes;
  }

  /** Position in the object of byte `at` of the joined stream. */
  sourceOffset(at: number): number {
    let low = 0;
    let high = this.parts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if ((this.parts[middle]?.at ?? 0) <= at) low = middle;
      else high = middle - 1;
    }
    const part = this.parts[low];
    return part ? part.start + (at - part.at) : 0;
  }

  /** Whether any of these bytes of the object are of this stream. */
  holds(from: number, to: number): boolean {
    return this.parts.some(({ start, end }) => start < to && end > from);
  }

  private flush(): void {
    const packets = this.open;
    const first = packets[0];
    if (!first) return;
    this.open = [];
    const header = this.headerOf(packets);
    const last = packets.at(-1) ?? first;
    const place = { from: first.payloadStart, to: last.payloadEnd };
    const holds: Holds = (from, to) => packets.some(({ offset }) => offset >= from && offset < to);
    const isTold = tellStructure({ kind: 'pes', name: '', clause: 'ISO/IEC 13818-1, 2.4.3.6', ...place }, holds);
    if (isTold) tellStart(header, place.from);
    if (header.length < 9 || header[0] !== 0 || header[1] !== 0 || header[2] !== 1) {
      note(this.short, first.offset);
      return;
    }
    const declared = ((header[4] ?? 0) << 8) | (header[5] ?? 0);
    const flags = (header[7] ?? 0) >> 6;
    const headerLength = 9 + (header[8] ?? 0);
    const pts = flags & 2 ? timestamp(header, 9) : null;
    const dts = flags === 3 ? timestamp(header, 14) : pts;
    let total = 0;
    for (const packet of packets) total += packet.payloadEnd - packet.payloadStart;
    if (total < headerLength || (declared > 0 && total < declared + 6)) note(this.short, first.offset);
    if (isTold) tellTimes(header, place.from, { declared, total, pts, dts });
    const timesAt = pts !== null && first.payloadEnd - first.payloadStart >= 19 ? first.payloadStart + 9 : null;
    const { clock } = first;
    const streamId = header[3] ?? 0;
    this.starts.push({ at: this.length, pts, dts, hasDts: flags === 3, streamId, timesAt, clock });
    let skip = headerLength;
    for (const packet of packets) {
      const start = Math.min(packet.payloadStart + skip, packet.payloadEnd);
      skip -= start - packet.payloadStart;
      if (start === packet.payloadEnd) continue;
      this.parts.push({ start, end: packet.payloadEnd, at: this.length });
      this.length += packet.payloadEnd - start;
    }
  }

  /** A header may be cut by a packet's end: adaptation fields can leave little room. */
  private headerOf(packets: readonly Packet[]): Uint8Array {
    const first = packets[0];
    if (first && first.payloadEnd - first.payloadStart >= 19)
      return this.source.subarray(first.payloadStart, first.payloadEnd);
    const bytes: number[] = [];
    for (const packet of packets) {
      bytes.push(...this.source.subarray(packet.payloadStart, packet.payloadEnd));
      if (bytes.length >= 19) break;
    }
    return Uint8Array.from(bytes);
  }
}

/** 33 bits spread over 5 bytes with markers between; null when cut off. */
function timestamp(header: Uint8Array, at: number): number | null {
  if (header.length < at + 5) return null;
  const top = ((header[at] ?? 0) >> 1) & 7;
  const middle = (((header[at + 1] ?? 0) << 8) | (header[at + 2] ?? 0)) >> 1;
  const low = (((header[at + 3] ?? 0) << 8) | (header[at + 4] ?? 0)) >> 1;
  return top * 2 ** 30 + middle * 2 ** 15 + low;
}

function tellStart(header: Uint8Array, at: number): void {
  const start = ((header[0] ?? 0) << 16) | ((header[1] ?? 0) << 8) | (header[2] ?? 0);
  tellField('packet_start_code_prefix', at, 3, start, 1);
  tellField('stream_id', at + 3, 1, header[3] ?? 0);
}

type Times = { declared: number; total: number; pts: number | null; dts: number | null };

/** A length of 0 means "up to the next one", which only video may say (2.4.3.7). */
function tellTimes(header: Uint8Array, at: number, { declared, total, pts, dts }: Times): void {
  const isShort = declared > 0 && total < declared + 6;
  tellField('PES_packet_length', at + 4, 2, declared, isShort ? total - 6 : undefined);
  tellField('PTS_DTS_flags', at + 7, 1, (header[7] ?? 0) >> 6);
  tellField('PES_header_data_length', at + 8, 1, header[8] ?? 0);
  if (pts !== null) tellField('PTS', at + 9, 5, pts);
  if (pts !== null && dts !== null && (header[7] ?? 0) >> 6 === 3) tellField('DTS', at + 14, 5, dts);
}
