import { checks, MOST_PICTURE_SECONDS, type PictureSecond, type PictureTrait } from '@kaitong/contract/checks';
import { MotionPeak } from '../decode/motion-peak.ts';
import { type ClipPicture, isWhole } from './clip-pictures.ts';
import { garbledRuns, type Run } from './runs.ts';
import { isBlack, isCast, isUniform } from './traits.ts';

/** A second is what so many of its pictures are. */
const SHARE = 0.9;

/** Second by second what a clip shows, from its first picture to its last; what lies beyond five minutes is left out. */
export function pictureSeconds(pictures: readonly ClipPicture[]): PictureSecond[] {
  const bySecond: ClipPicture[][] = [];
  for (const picture of pictures) {
    const second = Math.floor(picture.clipMs / 1000);
    if (second >= MOST_PICTURE_SECONDS) continue;
    while (bySecond.length <= second) bySecond.push([]);
    bySecond[second]?.push(picture);
  }
  const runs = garbledRuns(pictures);
  return bySecond.map((shown, second) => {
    const garbled = within(runs, second * 1000);
    return { ...secondOf(second * 1000, shown), ...(garbled.length > 0 ? { garbled } : {}) };
  });
}

const within = (runs: readonly Run[], atMs: number): [fromMs: number, toMs: number][] =>
  runs.flatMap(({ fromMs, toMs }): [number, number][] => {
    const [from, to] = [Math.max(fromMs, atMs), Math.min(toMs, atMs + 1000)];
    return from < to ? [[from, to]] : [];
  });

function secondOf(atMs: number, shown: readonly ClipPicture[]): PictureSecond {
  const mean = (of: 'luma' | 'range' | 'cb' | 'cr'): number =>
    Math.round(shown.reduce((sum, picture) => sum + picture[of], 0) / Math.max(1, shown.length));
  const motion = new MotionPeak();
  for (const { change, isCopy } of shown) if (!isCopy) motion.addPair(change);
  return {
    ...{ atMs, pictures: shown.length, damaged: shown.filter(({ garbled }) => garbled).length },
    ...{ luma: mean('luma'), range: mean('range'), cb: mean('cb'), cr: mean('cr'), change: motion.peak },
    traits: traitsOf(shown, motion.peak),
  };
}

/** Of what is not whole nothing else is said. */
function traitsOf(shown: readonly ClipPicture[], change: number): PictureTrait[] {
  const whole = shown.filter(isWhole);
  const are = (test: (picture: ClipPicture) => boolean): boolean =>
    whole.length > 0 && whole.filter(test).length >= SHARE * shown.length;
  const traits: PictureTrait[] = [];
  if (are(isBlack)) traits.push('black');
  if (are(isUniform)) traits.push('uniform');
  if (are(isCast)) traits.push('cast');
  if (whole.length === shown.length && shown.length > 1 && change < checks['picture.no_motion'].limit)
    traits.push('still');
  if (shown.some(({ garbled }) => garbled)) traits.push('corrupt');
  return traits;
}
