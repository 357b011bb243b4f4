import type { Frame } from '../bitstream/video-track.ts';
import { isHeard, tellField } from '../telling/tell.ts';
import { type Box, type Fields, findPath } from './boxes.ts';

/**
 * Samples that `stss` (8.6.2), or its absence, makes places to begin at although they are none. `zero`: its entries are
 * counted from 0, and the place is that of the entry which names no sample.
 */
export type WrongSync = { cause: 'missing' | 'wrong' | 'zero'; count: number; offset: number };

/** `frames`: one for each sample of the table. */
export function findWrongSync(file: Fields, stbl: Box, frames: readonly Frame[]): WrongSync | null {
  const stss = findPath(file, stbl, 'stss');
  const listed = stss ? readNumbers(file, stss) : null;
  const wrong = frames.filter(({ key }, index) => key === null && (listed === null || listed.has(index + 1)));
  if (stss && listed && isHeard()) tellEntries(stss, listed, frames);
  const zeroAt = listed?.get(0);
  if (zeroAt !== undefined) return { cause: 'zero', count: wrong.length + 1, offset: zeroAt };
  const first = wrong[0];
  return first ? { cause: stss ? 'wrong' : 'missing', count: wrong.length, offset: first.offset } : null;
}

/** What the table says beside the samples that can be decoded by themselves, one after the other. */
function tellEntries(stss: Box, listed: ReadonlyMap<number, number>, frames: readonly Frame[]): void {
  const keys = frames.flatMap(({ key }, index) => (key === null ? [] : [index + 1]));
  tellField('entry_count', stss.body + 4, 4, listed.size, keys.length);
  for (const [index, [number, at]] of [...listed].entries())
    tellField(`sample_number[${index}]`, at, 4, number, keys[index]);
}

/** Numbers of samples, each with the byte at which it stands. */
function readNumbers(file: Fields, stss: Box): Map<number, number> {
  const count = Math.min(file.u32(stss.body + 4), Math.floor((stss.end - stss.body - 8) / 4));
  const numbers = new Map<number, number>();
  for (let at = stss.body + 8; at < stss.body + 8 + count * 4; at += 4) numbers.set(file.u32(at), at);
  return numbers;
}
