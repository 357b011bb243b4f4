import type { Frame } from '../bitstream/video-track.ts';
import { type Box, type Fields, findPath } from './boxes.ts';

/** Samples that `stss` (8.6.2), or its absence, makes places to begin at although they are none. */
export type WrongSync = { cause: 'missing' | 'wrong'; count: number; offset: number };

/** `frames`: one for each sample of the table. */
export function findWrongSync(file: Fields, stbl: Box, frames: readonly Frame[]): WrongSync | null {
  const stss = findPath(file, stbl, 'stss');
  const listed = stss ? readNumbers(file, stss) : null;
  const wrong = frames.filter(({ key }, index) => key === null && (listed === null || listed.has(index + 1)));
  const first = wrong[0];
  return first ? { cause: stss ? 'wrong' : 'missing', count: wrong.length, offset: first.offset } : null;
}

function readNumbers(file: Fields, stss: Box): Set<number> {
  const count = Math.min(file.u32(stss.body + 4), Math.floor((stss.end - stss.body - 8) / 4));
  const numbers = new Set<number>();
  for (let i = 0; i < count; i++) numbers.add(file.u32(stss.body + 8 + i * 4));
  return numbers;
}
