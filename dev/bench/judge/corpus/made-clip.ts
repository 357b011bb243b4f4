import { type Clip, type Part, plainClip } from '../clip.ts';
import { encode, type MadeFile } from './encode.ts';
import type { Make } from './makes.ts';

/** Encodes a make and declares it as the device would. */
export async function madeClip(make: Make): Promise<Clip> {
  return declare(make, await encode(make.recipe));
}

/** Files in the order of their upload; an init segment has no length, a single file that of the make. */
export function declare(make: Omit<Make, 'recipe' | 'name'>, files: readonly MadeFile[]): Clip {
  const parts = files.map(
    ({ bytes, seconds }): Part => ({
      kind: seconds === 0 ? 'init' : 'segment',
      bytes,
      durationMs: Math.round((seconds ?? make.seconds) * 1000),
    }),
  );
  return plainClip(make, parts);
}
