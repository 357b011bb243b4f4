import type { VideoCodec } from '@kaitong/contract/checks';
import { forEachPacket, noPacketFaults, PACKET } from './packets.ts';
import { hasSetsOf } from './recognise-codec.ts';

const WORDS = [2, 4] as const;
export type Word = (typeof WORDS)[number];

/** So many packets that hold together do not do so by chance. */
const LEAST_PACKETS = 16;
const MOST_PACKETS = 256;

/** Of packets whose sync byte is not the first: the bytes of the words in which they are in reverse order; else null. */
export function swappedWordsOfPackets(bytes: Uint8Array, syncAt: number): Word | null {
  const word = WORDS.find((one) => one === syncAt + 1);
  const packets = Math.min(MOST_PACKETS, Math.floor(bytes.length / PACKET));
  if (!word || packets < LEAST_PACKETS) return null;
  const faults = noPacketFaults();
  forEachPacket(reversed(bytes.subarray(0, packets * PACKET), word), faults, () => undefined);
  return faults.sync.count + faults.continuity.count === 0 ? word : null;
}

/** Enough for the parameter sets that a stream begins with. */
const START_BYTES = 4096;

/** The same of a byte stream without parameter sets, where it has some in the other order. */
export function swappedWordsOfStream(bytes: Uint8Array, codec: VideoCodec): Word | null {
  const start = bytes.subarray(0, Math.min(bytes.length, START_BYTES) & ~3);
  return WORDS.find((word) => hasSetsOf(reversed(start, word), codec)) ?? null;
}

function reversed(bytes: Uint8Array, word: Word): Uint8Array {
  const turned = new Uint8Array(bytes.length);
  for (let at = 0; at < bytes.length; at++) turned[at] = bytes[at ^ (word - 1)] ?? 0;
  return turned;
}
