import type { PictureSecond } from '../checks/picture-second.ts';
import { type Rgb, secondColour, TRAIT_LETTERS } from '../checks/picture-strip.ts';

/** One sign of a strip: the seconds that it stands for, as a bar as high as they are bright, or a letter for what they show. */
export type StripCell = { sign: string; colour: Rgb; fromMs: number; toMs: number };

const BARS = [...'▁▂▃▄▅▆▇█'];
/** Of brightness from video black to video white (ITU-R BT.601). */
const [BLACK, WHITE] = [16, 235];
const NO_PICTURES = '_';

/** At most so many cells for a clip; in a long one each stands for as many seconds. */
export function stripCells(seconds: readonly PictureSecond[], most: number): StripCell[] {
  const each = Math.max(1, Math.ceil(seconds.length / Math.max(1, most)));
  const cells: StripCell[] = [];
  for (let at = 0; at < seconds.length; at += each) {
    const shown = seconds.slice(at, at + each);
    const [first] = shown;
    if (first) cells.push(cellOf(first, shown));
  }
  return cells;
}

function cellOf(first: PictureSecond, shown: readonly PictureSecond[]): StripCell {
  const filled = shown.filter(({ pictures }) => pictures > 0);
  const mean = (of: 'luma' | 'cb' | 'cr'): number =>
    filled.reduce((sum, second) => sum + second[of], 0) / Math.max(1, filled.length);
  const means = { luma: mean('luma'), cb: mean('cb'), cr: mean('cr') };
  const level = Math.floor(((means.luma - BLACK) / (WHITE - BLACK)) * BARS.length);
  const bar = BARS[Math.min(BARS.length - 1, Math.max(0, level))] ?? '';
  return {
    sign: filled.length === 0 ? NO_PICTURES : letterOf(shown) || bar,
    colour: secondColour({ ...first, ...means }),
    ...{ fromMs: first.atMs, toMs: first.atMs + 1000 * shown.length },
  };
}

/** The worst of what the seconds show. */
function letterOf(shown: readonly PictureSecond[]): string {
  const worst = (['corrupt', 'black', 'uniform', 'cast'] as const).find((trait) =>
    shown.some(({ traits }) => traits.includes(trait)),
  );
  return worst === undefined ? '' : TRAIT_LETTERS[worst];
}
