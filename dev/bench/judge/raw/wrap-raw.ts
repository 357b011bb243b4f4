import type { VideoCodec } from '@kaitong/contract/checks';
import { checksum } from '../corpus/ts-edit.ts';
import { picturesOfRaw } from './pictures-of-raw.ts';

// MPEG-TS (ISO/IEC 13818-1) around a raw stream, by hand: muxers at hand add delimiters and split pictures as they see fit.
const PACKET = 188;
const PROGRAM = 0x1000;
const VIDEO = 0x100;
/** 90 kHz; raw streams say no time, and 25 pictures a second are in all levels that are tried. */
const STEP = 3600;
const ORIGIN = 90_000;
const CLOCK_LEAD = 45_000;

/** The stream's bytes as they are, each picture in a PES packet of its own, stamped in the order of the stream. */
export function wrapRaw(codec: VideoCodec, bytes: Buffer): Buffer {
  const counters = new Map<number, number>();
  const packets: Buffer[] = [];
  const write = (pid: number, payload: Buffer, clock: number | null): void => {
    for (let at = 0; at < payload.length; ) {
      const field = at === 0 && clock !== null ? clockField(clock) : Buffer.alloc(0);
      const part = payload.subarray(at, at + PACKET - 4 - field.length);
      const filling = PACKET - 4 - field.length - part.length;
      const counter = counters.get(pid) ?? 0;
      counters.set(pid, (counter + 1) & 15);
      const adaptation = filling > 0 ? filled(field, field.length + filling) : field;
      const control = (adaptation.length > 0 ? 0x30 : 0x10) | counter;
      packets.push(
        Buffer.concat([Buffer.from([0x47, (at === 0 ? 0x40 : 0) | (pid >> 8), pid & 255, control]), adaptation, part]),
      );
      at += part.length;
    }
  };
  const table = (pid: number, bytesOfTable: number[]): void => {
    const packet = Buffer.alloc(PACKET - 4, 0xff);
    Buffer.concat([Buffer.from([0]), section(bytesOfTable)]).copy(packet);
    write(pid, packet, null);
  };
  table(0, [0x00, 0xb0, 0x0d, 0, 1, 0xc1, 0, 0, 0, 1, 0xe0 | (PROGRAM >> 8), PROGRAM & 255]);
  const stream = [codec === 'h264' ? 0x1b : 0x24, 0xe0 | (VIDEO >> 8), VIDEO & 255, 0xf0, 0];
  table(PROGRAM, [0x02, 0xb0, 0x12, 0, 1, 0xc1, 0, 0, 0xe0 | (VIDEO >> 8), VIDEO & 255, 0xf0, 0, ...stream]);
  for (const [n, { from, to }] of picturesOfRaw(codec, bytes).entries()) {
    const time = ORIGIN + n * STEP;
    write(VIDEO, Buffer.concat([pesHeader(time), bytes.subarray(from, to)]), time - CLOCK_LEAD);
  }
  return Buffer.concat(packets);
}

/** A table with its checksum. */
function section(bytes: readonly number[]): Buffer {
  const head = Buffer.from(bytes);
  const crc = Buffer.alloc(4);
  crc.writeUInt32BE(checksum(head));
  return Buffer.concat([head, crc]);
}

/** Of no length, "until the next one begins", with a time of display and no other of decoding. */
const pesHeader = (ticks: number): Buffer =>
  Buffer.from([
    ...[0, 0, 1, 0xe0, 0, 0, 0x80, 0x80, 5],
    ...[0x21 | (Math.floor(ticks / 2 ** 30) << 1), (ticks >> 22) & 255, ((ticks >> 14) & 254) | 1],
    ...[(ticks >> 7) & 255, ((ticks << 1) & 254) | 1],
  ]);

/** Adaptation field with the program clock. */
function clockField(ticks: number): Buffer {
  const field = Buffer.from([7, 0x10, 0, 0, 0, 0, 0x7e, 0]);
  field.writeUInt32BE(Math.floor(ticks / 2), 2);
  field[6] = ((ticks & 1) << 7) | 0x7e;
  return field;
}

/** Stuffing that is no part of the stream. */
function filled(field: Buffer, length: number): Buffer {
  const out = Buffer.alloc(length, 0xff);
  field.copy(out);
  out[0] = length - 1;
  if (length > 1 && field.length === 0) out[1] = 0;
  return out;
}
