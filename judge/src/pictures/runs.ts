import type { PictureSecond, PictureTrait } from '@kaitong/contract/checks';

/** Neighbouring seconds of a clip, in milliseconds from its first picture. */
export type Run = { fromMs: number; toMs: number };

/** The longest row of seconds that all have a trait; the first one of several. Undefined where no second has it. */
export function longestRun(seconds: readonly PictureSecond[], trait: PictureTrait): Run | undefined {
  let longest: Run | undefined;
  let current: Run | undefined;
  for (const { atMs, traits } of seconds) {
    if (!traits.includes(trait)) {
      current = undefined;
      continue;
    }
    current = { fromMs: current?.fromMs ?? atMs, toMs: atMs + 1000 };
    if (!longest || current.toMs - current.fromMs > longest.toMs - longest.fromMs) longest = current;
  }
  return longest;
}
