import { checks } from '@kaitong/contract/checks';
import type { ClipPicture } from './clip-pictures.ts';

/** Coded anew, the same picture is refined, by less than what counts as motion. */
const isSame = ({ change }: ClipPicture): boolean => change < checks['picture.no_motion'].limit;

/** In front of a clip's first picture there is none that it could repeat. */
const copiedIn = (moving: readonly ClipPicture[], pictures: readonly ClipPicture[]): ClipPicture[] =>
  moving.filter((picture) => isSame(picture) && !picture.isFirst && picture !== pictures[0]);

/** Of a second's pictures every eighth may be a copy: 35 sent as 40. */
const LONGEST_PERIOD = 8;
const LEAST_PAIRS = 40;
/** So regular is no scene that stands still for a moment now and then. */
const LEAST_COPIES = 0.9;
/** New pictures may show little that is new: a hand turns. */
const MOST_QUIET = 0.25;
/** Enough to look at in a player that steps from frame to frame. */
const EXAMPLES = 3;

/** `copies`: when the first pictures are shown that repeat the one before; `count`: of all of them. */
export type Repeats = { copies: readonly number[]; count: number; shownFps: number; sentFps: number };

/**
 * Whether pictures are sent twice to seem more: while something moves, at the same place of every period the picture is
 * the one before, and at all others it is not.
 */
export function findRepeats(pictures: readonly ClipPicture[]): Repeats | undefined {
  const moving = longestMotion(pictures);
  if (moving.length < LEAST_PAIRS) return undefined;
  for (let period = 2; period <= LONGEST_PERIOD; period++) {
    const fresh = freshOf(moving, period);
    if (fresh === undefined) continue;
    const [first, last] = [moving[0]?.clipMs ?? 0, moving.at(-1)?.clipMs ?? 0];
    const sentFps = last > first ? ((moving.length - 1) * 1000) / (last - first) : 0;
    const copied = copiedIn(moving, pictures);
    const copies = copied.slice(0, EXAMPLES).map(({ clipMs }) => Math.round(clipMs));
    return { copies, count: copied.length, sentFps, shownFps: (sentFps * fresh) / period };
  }
  return undefined;
}

/** An encoder changes a picture of a frozen sensor at each key frame, and hardly in between. */
const LEAST_FRESH_PER_KEY_FRAME = 2;

/** Where pictures are sent twice, those that are the one before. */
export function copiesIn(pictures: readonly ClipPicture[], keyFrames: number): ReadonlySet<ClipPicture> {
  if (!findRepeats(pictures)) return new Set();
  const moving = longestMotion(pictures);
  const copies = copiedIn(moving, pictures);
  const fresh = moving.length - copies.length;
  return new Set(fresh >= keyFrames * LEAST_FRESH_PER_KEY_FRAME ? copies : []);
}

/** How many pictures of a period are new; undefined where there is no such period. */
function freshOf(moving: readonly ClipPicture[], period: number): number | undefined {
  let fresh = 0;
  for (let phase = 0; phase < period; phase++) {
    const all = moving.filter((_, at) => at % period === phase);
    const known = all.filter(({ isFirst }) => !isFirst);
    // Where objects are as long as the period, nobody knows what those at their seams are.
    if (known.length * 2 < all.length) return undefined;
    const same = known.filter(isSame).length / Math.max(1, known.length);
    if (same > MOST_QUIET && same < LEAST_COPIES) return undefined;
    if (same <= MOST_QUIET) fresh++;
  }
  return fresh > 0 && fresh < period ? fresh : undefined;
}

/** The longest row of pictures in which something moves all the time, but for copies of what moved. */
function longestMotion(pictures: readonly ClipPicture[]): ClipPicture[] {
  let longest: ClipPicture[] = [];
  let current: ClipPicture[] = [];
  let stillFor = 0;
  for (const picture of pictures) {
    if (!picture.isFirst) stillFor = isSame(picture) ? stillFor + 1 : 0;
    if (stillFor > LONGEST_PERIOD) current = [];
    else current.push(picture);
    if (current.length > longest.length) longest = current;
  }
  return longest;
}
