import type { Finding } from '@kaitong/contract/checks';
import { findLateTs, isPrintable } from '../sniff.ts';
import { forEachPacket, noPacketFaults } from './packets.ts';
import { swappedWordsOfPackets } from './swapped-words.ts';

/**
 * What stands before MPEG-TS that begins late: how much, what can be read of it, and whether the packets break off again; or
 * that its bytes are swapped, so that the sync byte is not the first of its word.
 */
export function foreignStart(bytes: Uint8Array): Partial<Finding> {
  const start = findLateTs(bytes) ?? 0;
  const wordBytes = swappedWordsOfPackets(bytes, start);
  if (wordBytes) return { measured: 'swapped-ts', offset: 0, params: { wordBytes } };
  const text = textOf(bytes.subarray(0, start));
  const faults = noPacketFaults();
  forEachPacket(bytes.subarray(start), faults, () => undefined);
  const again = faults.sync.count;
  return {
    offset: 0,
    params: {
      foreignBytes: start,
      ...(text === '' ? {} : { text: `"${text}"` }),
      ...(FRAMING.test(text) ? { framing: 'http' } : {}),
      ...(again > 0 ? { again } : { once: 'once' }),
    },
  };
}

/** A multipart boundary, or a header of HTTP. */
const FRAMING = /^--\S|(?:^| )(?:HTTP\/\d|Content-(?:Type|Length)\b|Transfer-Encoding\b)/i;

/** Less is chance. */
const LEAST_TEXT = 4;
const MOST_TEXT = 120;

/** The runs of printable characters, as one line. */
function textOf(bytes: Uint8Array): string {
  const runs: string[] = [];
  let run = '';
  for (const byte of [...bytes.subarray(0, MOST_TEXT * 2), 0]) {
    if (isPrintable(byte)) run += byte < 0x20 ? ' ' : String.fromCharCode(byte);
    else {
      if (run.trim().length >= LEAST_TEXT) runs.push(run.trim().replace(/\s+/g, ' '));
      run = '';
    }
  }
  return runs.join(' … ').slice(0, MOST_TEXT);
}
