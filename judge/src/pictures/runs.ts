import { checks, GARBLED_APART_MS, type PictureSecond, type PictureTrait } from '@kaitong/contract/checks';
import type { ClipPicture } from './clip-pictures.ts';

/** A stretch of a clip, in milliseconds from its first picture. */
export type Run = { fromMs: number; toMs: number };

type Test = (picture: ClipPicture) => boolean;
type Shown = { pictures: readonly ClipPicture[]; seconds: readonly PictureSecond[] };

/** As long as a second, though it may fill none from beginning to end. */
const LEAST_STRETCH_MS = 1000;

/**
 * How long something is seen, wherever it begins and whatever objects it lies in: the longest row of pictures that a test
 * is true of, or of seconds, which forgive another picture now and then, with what there is of it before and behind.
 */
export function longestRun({ pictures, seconds }: Shown, trait: PictureTrait, test: Test): Run | undefined {
  const stretches = stretchesOf(pictures, test);
  const runs = stretches.filter((one) => lengthOf(one) >= LEAST_STRETCH_MS);
  const whole = longestSeconds(seconds, trait);
  if (whole) {
    const touching = stretches.filter(({ fromMs, toMs }) => fromMs < whole.toMs && toMs > whole.fromMs);
    runs.push({
      fromMs: touching.reduce((first, { fromMs }) => Math.min(first, fromMs), whole.fromMs),
      toMs: touching.reduce((last, { toMs }) => Math.max(last, toMs), whole.toMs),
    });
  }
  return longestOf(runs);
}

/** The longest row of seconds that all have a trait; the first one of several. Undefined where no second has it. */
export function longestSeconds(seconds: readonly PictureSecond[], trait: PictureTrait): Run | undefined {
  const runs: Run[] = [];
  for (const { atMs, traits } of seconds) {
    if (!traits.includes(trait)) continue;
    const last = runs.at(-1);
    if (last?.toMs === atMs) last.toMs = atMs + 1000;
    else runs.push({ fromMs: atMs, toMs: atMs + 1000 });
  }
  return longestOf(runs);
}

/** The longest row of pictures that a test is true of; of several the first one. */
export const longestStretch = (pictures: readonly ClipPicture[], test: Test): Run | undefined =>
  longestOf(stretchesOf(pictures, test));

/** Each picture is seen until the next one comes; a hole behind it is none of it. */
function stretchesOf(pictures: readonly ClipPicture[], test: Test): Run[] {
  const runs: Run[] = [];
  const ordered = [...pictures].sort((a, b) => a.clipMs - b.clipMs);
  let current: Run | undefined;
  for (const [at, picture] of ordered.entries()) {
    const next = ordered[at + 1]?.clipMs ?? picture.clipMs;
    const isBeforeHole = next - picture.clipMs > checks['time.gap'].limit;
    if (test(picture)) {
      if (!current) {
        current = { fromMs: Math.round(picture.clipMs), toMs: 0 };
        runs.push(current);
      }
      current.toMs = Math.round(isBeforeHole ? picture.clipMs : next);
    } else current = undefined;
    if (isBeforeHole) current = undefined;
  }
  return runs;
}

/** When a clip is garbled: each picture is seen until the next one comes; before a hole as long as the one before it. */
export function garbledRuns(pictures: readonly ClipPicture[]): Run[] {
  const runs: Run[] = [];
  const ordered = [...pictures].sort((a, b) => a.clipMs - b.clipMs);
  let own = 0;
  for (const [at, { garbled, clipMs }] of ordered.entries()) {
    const until = (ordered[at + 1]?.clipMs ?? Number.POSITIVE_INFINITY) - clipMs;
    if (until <= checks['time.gap'].limit) own = until;
    if (!garbled) continue;
    const [fromMs, toMs] = [Math.round(clipMs), Math.round(clipMs + own)];
    const last = runs.at(-1);
    if (last && fromMs < last.toMs + GARBLED_APART_MS) last.toMs = Math.max(last.toMs, toMs);
    else runs.push({ fromMs, toMs });
  }
  return runs;
}

const lengthOf = ({ fromMs, toMs }: Run): number => toMs - fromMs;

/** Of several as long the first one. */
const longestOf = (runs: readonly Run[]): Run | undefined =>
  runs.reduce<Run | undefined>(
    (longest, run) => (longest && lengthOf(longest) >= lengthOf(run) ? longest : run),
    undefined,
  );
