import type { VideoCodec } from '@kaitong/contract/checks';
import { type AudioFrame, type Group, TICKS, type VideoFrame } from '../encode/frames.ts';
import { joinNals, kindOfNal, splitNals } from './annex-b.ts';
import { AAC } from './audio.ts';
import { crc32 } from './crc32.ts';

const PACKET = 188;
const PAT_PID = 0;
const PMT_PID = 0x1000;
const VIDEO_PID = 0x100;
const AUDIO_PID = 0x101;
/** Time stamps begin here, so that the clock reference can be ahead of the first picture. */
const ORIGIN = TICKS;
const CLOCK_LEAD = TICKS / 2;

/**
 * Writes MPEG-TS (ISO/IEC 13818-1) segment by segment. Tables stand at the start of each, so that any segment can be
 * played alone; continuity counters run through, so that all of them together are one stream. By hand, since mediabunny
 * writes no program clock and its tables only once (docs/decisions/0031).
 */
export class TsMuxer {
  readonly #codec: VideoCodec;
  readonly #counters = new Map<number, number>();

  constructor(codec: VideoCodec) {
    this.#codec = codec;
  }

  segment(group: Group): Buffer {
    const hasAudio = group.audio.length > 0;
    const packets = [this.#table(PAT_PID, programs()), this.#table(PMT_PID, streams(this.#codec, hasAudio))];
    const frames = [
      ...group.video.map((frame) => ({ at: frame.dts, packets: () => this.#video(frame) })),
      ...group.audio.map((frame) => ({ at: frame.pts, packets: () => this.#audio(frame) })),
    ].sort((a, b) => a.at - b.at);
    for (const frame of frames) packets.push(...frame.packets());
    return Buffer.concat(packets);
  }

  #video({ data, key, pts, dts }: VideoFrame): Buffer[] {
    // A delimiter before every picture: H.264 in MPEG-TS must have it (ISO/IEC 13818-1, 2.14.1).
    const nals = splitNals(data).filter((nal) => kindOfNal(this.#codec, nal) !== 'delimiter');
    const payload = joinNals([this.#codec === 'h264' ? [0x09, 0xf0] : [0x46, 0x01, 0x50], ...nals].map(asBytes));
    const clock = { reference: dts + ORIGIN - CLOCK_LEAD, key };
    return this.#packets(VIDEO_PID, pes(0xe0, payload, pts + ORIGIN, dts + ORIGIN), clock);
  }

  #audio({ data, pts }: AudioFrame): Buffer[] {
    const payload = Buffer.concat([AAC.adtsHeader(data.length), data]);
    return this.#packets(AUDIO_PID, pes(0xc0, payload, pts + ORIGIN, pts + ORIGIN), null);
  }

  #table(pid: number, section: Buffer): Buffer {
    const packet = Buffer.alloc(PACKET, 0xff);
    this.#header(packet, pid, true, 0x10);
    packet[4] = 0; // the section begins at once
    section.copy(packet, 5);
    return packet;
  }

  /** Cuts a PES packet into TS packets; the last one is filled up in its adaptation field. */
  #packets(pid: number, data: Buffer, clock: { reference: number; key: boolean } | null): Buffer[] {
    const packets: Buffer[] = [];
    for (let at = 0; at < data.length; ) {
      const packet = Buffer.alloc(PACKET, 0xff);
      const first = at === 0;
      let adaptation = first && clock ? clockField(clock) : Buffer.alloc(0);
      const room = PACKET - 4 - adaptation.length;
      const left = data.length - at;
      if (left < room) adaptation = filledUp(adaptation, PACKET - 4 - left);
      this.#header(packet, pid, first, adaptation.length > 0 ? 0x30 : 0x10);
      adaptation.copy(packet, 4);
      at += data.copy(packet, 4 + adaptation.length, at);
      packets.push(packet);
    }
    return packets;
  }

  #header(packet: Buffer, pid: number, start: boolean, control: number): void {
    const counter = this.#counters.get(pid) ?? 0;
    this.#counters.set(pid, (counter + 1) & 15);
    packet[0] = 0x47;
    packet[1] = (start ? 0x40 : 0) | (pid >> 8);
    packet[2] = pid & 0xff;
    packet[3] = control | counter;
  }
}

const asBytes = (nal: Uint8Array | number[]): Uint8Array => (nal instanceof Uint8Array ? nal : Uint8Array.from(nal));

function programs(): Buffer {
  return section(0x00, [0x00, 0x01, 0xe0 | (PMT_PID >> 8), PMT_PID & 0xff]);
}

function streams(codec: VideoCodec, hasAudio: boolean): Buffer {
  const stream = (type: number, pid: number) => [type, 0xe0 | (pid >> 8), pid & 0xff, 0xf0, 0x00];
  return section(0x02, [
    ...[0xe0 | (VIDEO_PID >> 8), VIDEO_PID & 0xff, 0xf0, 0x00],
    ...stream(codec === 'h264' ? 0x1b : 0x24, VIDEO_PID),
    ...(hasAudio ? stream(0x0f, AUDIO_PID) : []),
  ]);
}

/** A program-specific information section with its CRC. */
function section(table: number, body: number[]): Buffer {
  const length = 5 + body.length + 4;
  const head = Buffer.from([table, 0xb0 | (length >> 8), length & 0xff, 0x00, 0x01, 0xc1, 0x00, 0x00, ...body]);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(crc32(head));
  return Buffer.concat([head, crc]);
}

function pes(streamId: number, payload: Buffer, pts: number, dts: number): Buffer {
  const stamps = pts === dts ? stamp(0x2, pts) : Buffer.concat([stamp(0x3, pts), stamp(0x1, dts)]);
  const length = 3 + stamps.length + payload.length;
  // Video may say 0, "until the next one begins", where 16 bits do not hold its length.
  const declared = length > 0xffff ? 0 : length;
  const flags = pts === dts ? 0x80 : 0xc0;
  const head = Buffer.from([0, 0, 1, streamId, declared >> 8, declared & 0xff, 0x80, flags, stamps.length]);
  return Buffer.concat([head, stamps, payload]);
}

/** 33 bits in five bytes, with marker bits. */
function stamp(prefix: number, ticks: number): Buffer {
  const value = BigInt(Math.round(ticks)) & 0x1ffffffffn;
  const high = Number(value >> 30n);
  const middle = Number((value >> 15n) & 0x7fffn);
  const low = Number(value & 0x7fffn);
  return Buffer.from([
    (prefix << 4) | (high << 1) | 1,
    ...[middle >> 7, ((middle & 0x7f) << 1) | 1],
    ...[low >> 7, ((low & 0x7f) << 1) | 1],
  ]);
}

/** Adaptation field with the program clock; a key frame is marked as a point to begin at. */
function clockField({ reference, key }: { reference: number; key: boolean }): Buffer {
  const base = BigInt(Math.round(reference)) & 0x1ffffffffn;
  const field = Buffer.alloc(8);
  field[0] = 7;
  field[1] = key ? 0x50 : 0x10;
  field.writeUInt32BE(Number(base >> 1n), 2);
  field[6] = (Number(base & 1n) << 7) | 0x7e;
  return field;
}

function filledUp(field: Buffer, length: number): Buffer {
  const filled = Buffer.alloc(length, 0xff);
  field.copy(filled);
  filled[0] = length - 1;
  if (length > 1 && field.length === 0) filled[1] = 0;
  return filled;
}
