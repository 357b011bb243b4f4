import type { PictureRow } from '../decode/picture-rows.ts';

/** Video black is 16; a covered lens with sensor noise stays below 20, infrared night scenes begin at about 28. */
const BLACK_MEAN = 20;
/** Between the 2nd and the 98th percentile, so that a clock drawn into a black picture does not make it a picture. */
const BLACK_RANGE = 12;
/** A lens cap is black; a plane of zeros is green. */
const BLACK_COLOUR = 8;

/** The flattest good clips have a range of 13 in brightness and of 1 in colour. */
const UNIFORM_RANGE = 4;
const UNIFORM_COLOUR_RANGE = 2;

/** A real camera had 22–33 throughout, damage has 50–128. */
const CAST = 45;

const GREY = 128;

const colourOf = ({ cb, cr }: PictureRow): number => Math.max(Math.abs(cb - GREY), Math.abs(cr - GREY));

export const isBlack = (row: PictureRow): boolean =>
  row.luma < BLACK_MEAN && row.range < BLACK_RANGE && colourOf(row) <= BLACK_COLOUR;

/** Black as a program draws it: a sensor in the dark has noise. */
export const isNoiseless = ({ range, chromaRange, cb, cr }: PictureRow): boolean =>
  range === 0 && chromaRange === 0 && cb === GREY && cr === GREY;

/** One colour all over, and no lens cap: a buffer that nobody has written to, or a wall. */
export const isUniform = (row: PictureRow): boolean =>
  row.range <= UNIFORM_RANGE && row.chromaRange <= UNIFORM_COLOUR_RANGE && !isBlack(row);

/** Everything has one tinge. A picture of the night without colour has none. */
export const isCast = (row: PictureRow): boolean => row.oneSided && colourOf(row) >= CAST && !isUniform(row);

/** A plane of colour that holds nothing: all zeros or all ones, as no light makes it. */
export const isColourLost = ({ cb, cr }: PictureRow): boolean => [cb, cr].some((mean) => mean <= 4 || mean >= 251);

/** The grey of a buffer that was set to 128, or of a decoder that had nothing to show. */
const isUnwritten = ({ luma, cb, cr }: PictureRow): boolean =>
  luma >= 126 && luma <= 130 && Math.abs(cb - GREY) <= 1 && Math.abs(cr - GREY) <= 1;

/** What no real scene looks like, however long one looks. */
export const isUnreal = (row: PictureRow): boolean => isColourLost(row) || isUnwritten(row);
