import { type Fault, noFault, note } from '../fault.ts';
import { type Holds, isHeard, tellField, tellStructure } from '../telling/tell.ts';
import { PACKET, type Packet } from './packets.ts';
import { PayloadParts } from './payload-parts.ts';

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
  /** PES packets that carry more than they say, and what the first says and carries. */
  readonly long = { ...noFault(), said: 0, carried: 0 };
  /** Packets in front of the first that begins a PES packet: the end of one that began elsewhere. */
  readonly headless: Fault = noFault();
  private readonly source: Uint8Array;
  private readonly parts: PayloadParts;
  /** The PES packet that has begun: from which part on, and the clock of its first. */
  private open: { from: number; clock: number | null } | undefined;

  constructor(source: Uint8Array) {
    this.source = source;
    this.parts = new PayloadParts(source);
  }

  offer({ offset, unitStart, payloadStart, payloadEnd, clock }: Packet): void {
    if (unitStart) {
      this.flush();
      this.open = { from: this.parts.count, clock };
    }
    if (this.open) this.parts.add(payloadStart, payloadEnd);
    else note(this.headless, offset);
  }

  /** Finishes the stream and returns its bytes. */
  join(): Uint8Array {
    this.flush();
    return this.parts.join();
  }

  /** Position in the object of byte `at` of the joined stream. */
  sourceOffset(at: number): number {
    return this.parts.sourceOffset(at);
  }

  /** Whether any of these bytes of the object are of this stream. */
  holds(from: number, to: number): boolean {
    return this.parts.holds(from, to);
  }

  private flush(): void {
    const { parts, open } = this;
    if (!open) return;
    this.open = undefined;
    const { from, clock } = open;
    const count = parts.count;
    const first = parts.placeOf(from);
    const header = this.headerOf(from);
    const place = { from: first.start, to: parts.placeOf(count - 1).end };
    const holds: Holds = (start, end) => parts.someEnd(from, count, (at) => at - PACKET >= start && at - PACKET < end);
    const isTold =
      isHeard() && tellStructure({ kind: 'pes', name: '', clause: 'ISO/IEC 13818-1, 2.4.3.6', ...place }, holds);
    if (isTold) tellStart(header, place.from);
    if (header.length < 9 || header[0] !== 0 || header[1] !== 0 || header[2] !== 1) {
      note(this.short, first.end - PACKET);
      parts.dropFrom(from);
      return;
    }
    const declared = ((header[4] ?? 0) << 8) | (header[5] ?? 0);
    const flags = (header[7] ?? 0) >> 6;
    const headerLength = 9 + (header[8] ?? 0);
    const pts = flags & 2 ? timestamp(header, 9) : null;
    const dts = flags === 3 ? timestamp(header, 14) : pts;
    const at = parts.length;
    const total = parts.place(from, headerLength);
    if (total < headerLength || (declared > 0 && total < declared + 6)) note(this.short, first.end - PACKET);
    if (declared > 0 && total > declared + 6) this.noteLong(first.end - PACKET, declared + 6, total);
    if (isTold) tellTimes(header, place.from, { declared, total, pts, dts });
    const timesAt = pts !== null && first.end - first.start >= HEADER_BYTES ? first.start + 9 : null;
    this.starts.push({ at, pts, dts, hasDts: flags === 3, streamId: header[3] ?? 0, timesAt, clock });
  }

  /** What fills up the last packet is no more than that. */
  private noteLong(offset: number, said: number, carried: number): void {
    const { start, end } = this.parts.placeOf(this.parts.count - 1);
    const behind = this.source.subarray(Math.max(start, end - (carried - said)), end);
    if (behind.every((byte) => byte === 0xff) || behind.every((byte) => byte === 0)) return;
    if (this.long.count === 0) Object.assign(this.long, { said, carried });
    note(this.long, offset);
  }

  /** A header may be cut by a packet's end: adaptation fields can leave little room. */
  private headerOf(from: number): Uint8Array {
    const { start, end } = this.parts.placeOf(from);
    if (end - start >= HEADER_BYTES) return this.source.subarray(start, end);
    const bytes: number[] = [];
    for (let part = from; part < this.parts.count && bytes.length < HEADER_BYTES; part++) {
      const next = this.parts.placeOf(part);
      bytes.push(...this.source.subarray(next.start, next.end));
    }
    return Uint8Array.from(bytes);
  }
}

/** Of a PES packet, up to its two times. */
const HEADER_BYTES = 19;

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
  const isWrong = declared > 0 && total !== declared + 6;
  tellField('PES_packet_length', at + 4, 2, declared, isWrong ? total - 6 : undefined);
  tellField('PTS_DTS_flags', at + 7, 1, (header[7] ?? 0) >> 6);
  tellField('PES_header_data_length', at + 8, 1, header[8] ?? 0);
  if (pts !== null) tellField('PTS', at + 9, 5, pts);
  if (pts !== null && dts !== null && (header[7] ?? 0) >> 6 === 3) tellField('DTS', at + 14, 5, dts);
}
