import type { PictureSecond, PictureTrait } from '@kaitong/contract/checks';
import type { ClipPicture } from './clip-pictures.ts';

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

/** The longest row of pictures that a test is true of, each until the next one comes; of several the first one. */
export function longestStretch(
  pictures: readonly ClipPicture[],
  test: (picture: ClipPicture) => boolean,
): Run | undefined {
  let longest: Run | undefined;
  let fromMs: number | undefined;
  const ordered = [...pictures].sort((a, b) => a.clipMs - b.clipMs);
  for (const [at, picture] of ordered.entries()) {
    if (!test(picture)) {
      fromMs = undefined;
      continue;
    }
    fromMs ??= picture.clipMs;
    const toMs = ordered[at + 1]?.clipMs ?? picture.clipMs;
    if (!longest || toMs - fromMs > longest.toMs - longest.fromMs) longest = { fromMs, toMs };
  }
  return longest && { fromMs: Math.round(longest.fromMs), toMs: Math.round(longest.toMs) };
}
