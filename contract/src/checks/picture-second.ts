import { z } from 'zod';

/** What a second's picture is conspicuous for; each is a code `picture.…` of the catalogue. */
export const PICTURE_TRAITS = ['black', 'uniform', 'cast', 'still', 'corrupt'] as const;
export const PictureTrait = z.enum(PICTURE_TRAITS);
export type PictureTrait = z.output<typeof PictureTrait>;

/** What comes again sooner than this is one span with what was before it. */
export const GARBLED_APART_MS = 100;
const MOST_GARBLED_SPANS = 1000 / GARBLED_APART_MS + 1;

const level = z.number().min(0).max(255);

/** What one second of a clip's time shows, as level 2 decoded it: a clip's seconds in their order are its strip. */
export const PictureSecond = z
  .object({
    /** Its beginning, in milliseconds from the clip's first picture: 0, 1000, 2000, … */
    atMs: z.int().min(0),
    /** Pictures that are shown in it. Of none the levels are 0. */
    pictures: z.int().min(0),
    /** Those that the decoder marked, or of which the coded data are damaged. */
    damaged: z.int().min(0),
    /** Mean brightness: video black is 16, white 235. */
    luma: level,
    /** Between the 2nd and the 98th percentile of brightness. */
    range: level,
    /** Mean colour differences: 128 is grey. */
    cb: level,
    cr: level,
    /** How much a part of the picture changed from one picture to the next, in levels of brightness. */
    change: level,
    /** Of nine in ten of its pictures; `corrupt` of any. */
    traits: z.array(PictureTrait),
    /** When it is garbled, from–to in milliseconds from the clip's first picture. Verdicts of earlier versions have none. */
    garbled: z
      .array(z.tuple([z.int().min(0), z.int().min(0)]))
      .max(MOST_GARBLED_SPANS)
      .optional(),
  })
  .meta({ id: 'PictureSecond' });
export type PictureSecond = z.output<typeof PictureSecond>;

/** No clip that is decoded lasts longer than five minutes. */
export const MOST_PICTURE_SECONDS = 300;
