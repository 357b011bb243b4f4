import type { PictureSecond } from '@kaitong/contract/checks';
import type { JudgedObject } from '../clip-evidence.ts';
import { clipPictures } from './clip-pictures.ts';
import { pictureSeconds } from './picture-seconds.ts';

/** What a clip shows, second by second, without a verdict on it; of what was not decoded there is none. */
export const picturesOf = (objects: readonly JudgedObject[]): PictureSecond[] => pictureSeconds(clipPictures(objects));
