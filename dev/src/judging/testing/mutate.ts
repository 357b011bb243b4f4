/** Numbers from 0 to below 1, the same for the same seed (mulberry32). */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

type Change = (bytes: Buffer, random: () => number, other: Buffer) => Buffer;

const place = (bytes: Buffer, random: () => number): number => Math.floor(random() * bytes.length);
const span = (bytes: Buffer, random: () => number, most: number): [number, number] => {
  const start = place(bytes, random);
  return [start, Math.min(bytes.length, start + 1 + Math.floor(random() * most))];
};
/** Numbers that lengths, counts and offsets go wrong with. */
const EXTREMES = [0, 1, 0x7f, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];

/** What happens to bytes by accident, and what somebody would do to them on purpose. */
const CHANGES: Change[] = [
  (bytes, random) => {
    for (let n = 1 + Math.floor(random() * 40); n > 0; n--) {
      const at = place(bytes, random);
      bytes.writeUInt8(bytes.readUInt8(at) ^ (1 << Math.floor(random() * 8)), at);
    }
    return bytes;
  },
  (bytes, random) => {
    const at = Math.floor(random() * Math.max(1, bytes.length - 4));
    if (bytes.length >= 4) bytes.writeUInt32BE(EXTREMES[Math.floor(random() * EXTREMES.length)] ?? 0, at);
    return bytes;
  },
  (bytes, random) => {
    // Where headers are, most of a file's numbers are.
    const at = Math.floor(random() * Math.min(bytes.length - 1, 600));
    bytes.writeUInt8(Math.floor(random() * 256), Math.max(0, at));
    return bytes;
  },
  (bytes, random) => bytes.subarray(0, place(bytes, random)),
  (bytes, random) => {
    const [from, to] = span(bytes, random, 4000);
    return Buffer.concat([bytes.subarray(0, from), bytes.subarray(to)]);
  },
  (bytes, random) => {
    const [from, to] = span(bytes, random, 4000);
    const copies = Array.from({ length: 1 + Math.floor(random() * 30) }, () => bytes.subarray(from, to));
    return Buffer.concat([bytes.subarray(0, to), ...copies, bytes.subarray(to)]);
  },
  (bytes, random) => {
    const [from, to] = span(bytes, random, 2000);
    return bytes.fill(random() < 0.5 ? 0 : 0xff, from, to);
  },
  (bytes, random) => {
    const [from, to] = span(bytes, random, 300);
    for (let at = from; at < to; at++) bytes.writeUInt8(Math.floor(random() * 256), at);
    return bytes;
  },
  (bytes, random, other) =>
    Buffer.concat([bytes.subarray(0, place(bytes, random)), other.subarray(place(other, random))]),
];

/** A file with one to four things done to it; never empty. */
export function mutate(original: Uint8Array, other: Uint8Array, random: () => number): Buffer {
  let bytes: Buffer = Buffer.from(original);
  for (let n = 1 + Math.floor(random() * 4); n > 0 && bytes.length > 1; n--) {
    const change = CHANGES[Math.floor(random() * CHANGES.length)];
    if (change) bytes = Buffer.from(change(bytes, random, Buffer.from(other)));
  }
  return bytes.length > 0 ? bytes : Buffer.from([0]);
}
