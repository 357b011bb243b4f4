import { fromHex, toHex } from '../hex.ts';
import { crc32 } from '../mpeg-ts/sections.ts';
import type { Ports } from '../ports.ts';
import { fourcc, isMedia, sniffContainer, sniffPastFirstBlock } from '../sniff.ts';
import { decipherCbc } from './cbc.ts';

export type IvName = 'zero' | 'key' | 'sequence' | 'chained' | 'reversed' | 'word_swapped' | 'unknown';

type KnownOfIv = { key: Uint8Array; iv: Uint8Array; n: number; earlierTail: string | undefined };

/**
 * Which IV the firmware used. In CBC the IV is only XORed into the first block, so every candidate costs 16 XORs:
 * block ⊕ declared ⊕ candidate. `first` is the repaired block.
 */
export function nameIv(
  padded: Uint8Array,
  known: KnownOfIv,
  { isExactOnly = false } = {},
): { name: IvName; first?: Uint8Array } {
  const candidates: [IvName, Uint8Array][] = [
    ['zero', new Uint8Array(16)],
    ['key', known.key],
    ['reversed', Uint8Array.from(known.iv).reverse()],
    ...WORDS.map((length): [IvName, Uint8Array] => ['word_swapped', swapped(known.iv, length)]),
  ];
  if (known.earlierTail !== undefined) candidates.push(['chained', fromHex(known.earlierTail)]);
  // HLS counts segments only, from 0 or 1; an init segment or snapshot may stand in front.
  for (let n = 1; n <= Math.min(known.n + 1, 64); n++) candidates.push(['sequence', sequenceIv(n)]);
  if (known.n > 63) for (let n = known.n - 2; n <= known.n + 1; n++) candidates.push(['sequence', sequenceIv(n)]);
  // Numbers differ in the last bytes only, where a first look sees nothing: exact fits come first.
  const looks = isExactOnly ? [isExact] : [isExact, (repaired: Uint8Array) => isMedia(sniffContainer(repaired))];
  for (const fits of looks)
    for (const [name, candidate] of candidates) {
      const repaired = new Uint8Array(padded.subarray(0, 1024));
      for (let i = 0; i < 16; i++) repaired[i] = (repaired[i] ?? 0) ^ (known.iv[i] ?? 0) ^ (candidate[i] ?? 0);
      if (fits(repaired)) return { name, first: repaired.subarray(0, 16) };
    }
  return { name: 'unknown' };
}

/**
 * Whether the declared IV opened it. Of 256 wrong ones, one makes the sync byte of a transport packet where it should be;
 * then another IV fits to the last of the 16 bytes, and the declared one does not.
 */
export function isOpenedBy(padded: Uint8Array, known: KnownOfIv): boolean {
  return isExact(padded.subarray(0, 1024)) || nameIv(padded, known, { isExactOnly: true }).name === 'unknown';
}

/** Whether all of the first 16 bytes are as they must be: a table's checksum, a box inside a box, a usual version. */
function isExact(bytes: Uint8Array): boolean {
  const content = sniffContainer(bytes);
  if (content === 'ts') {
    const length = 3 + ((((bytes[6] ?? 0) & 15) << 8) | (bytes[7] ?? 0));
    return bytes[4] === 0 && length < 180 && crc32(bytes.subarray(5, 5 + length)) === 0;
  }
  if (content === 'isobmff')
    return /^(mfhd|mvhd)$/.test(fourcc(bytes, 12)) || (/^[fs]typ$/.test(fourcc(bytes, 4)) && bytes[15] === 0);
  // JFIF 1.0x with a density of 1 or 72 to the inch.
  return (
    content === 'jpeg' &&
    fourcc(bytes, 6) === 'JFIF' &&
    bytes[11] === 1 &&
    bytes[14] === 0 &&
    [1, 72].includes(bytes[15] ?? 0)
  );
}

/** The default of HLS: the sequence number as a 128-bit number (RFC 8216, 5.2). */
function sequenceIv(n: number): Uint8Array {
  const iv = new Uint8Array(16);
  new DataView(iv.buffer).setUint32(12, n);
  return iv;
}

/** Enough to recognise a container, little enough to try several keys. */
const PROBE_BYTES = 4096;

export function isOtherMode(
  bytes: Uint8Array,
  key: Uint8Array,
  iv: Uint8Array,
  ports: Ports,
): 'ecb' | 'ctr' | undefined {
  const probe = bytes.subarray(0, PROBE_BYTES);
  const blocks = probe.subarray(0, probe.length & ~15);
  // The first block of ECB equals that of CBC with an IV of zeros, so the blocks after it count as well.
  const ecb = ports.decipher('ecb', blocks, key, iv);
  if (isMedia(sniffContainer(ecb)) && isMedia(sniffPastFirstBlock(ecb, bytes.length))) return 'ecb';
  if (isMedia(sniffContainer(ports.decipher('ctr', probe, key, iv)))) return 'ctr';
  return undefined;
}

/** Bytes of the words in which a processor, or its AES unit, may turn the bytes round. */
const WORDS = [4, 2, 8];

function swapped(bytes: Uint8Array, word: number): Uint8Array {
  const out = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at += word) out.set(bytes.subarray(at, at + word).toReversed(), at);
  return out;
}

/**
 * Keys that firmware takes by mistake: the hex text's first half, no key at all, the bytes in reverse or turned round in
 * each word, the IV in the key's place.
 */
export function findKeyMistake(
  blocks: Uint8Array,
  key: Uint8Array,
  iv: Uint8Array,
  ports: Ports,
): 'hex_text' | 'zero' | 'reversed' | 'word_swapped' | 'exchanged' | 'unknown' {
  const probe = blocks.subarray(0, PROBE_BYTES);
  const hex = toHex(key);
  const text = (value: string) => Uint8Array.from(value.slice(0, 16), (c) => c.charCodeAt(0));
  const candidates = [
    ['hex_text', text(hex)],
    ['hex_text', text(hex.toUpperCase())],
    ['zero', new Uint8Array(16)],
    ['reversed', Uint8Array.from(key).reverse()],
    ...WORDS.map((length) => ['word_swapped', swapped(key, length)] as const),
    ['exchanged', iv],
  ] as const;
  for (const [name, candidate] of candidates) {
    const plain = decipherCbc(probe, candidate, iv, ports);
    if (isMedia(sniffContainer(plain)) || isMedia(sniffPastFirstBlock(plain, blocks.length))) return name;
  }
  return 'unknown';
}
