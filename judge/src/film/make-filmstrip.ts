import type { DecodeContainer, NodeAv } from '../decode/node-av-input.ts';
import { loadSharp } from '../snapshot/load-sharp.ts';
import { keyPictures } from './key-pictures.ts';
import { type Size, sizeWithin, smallPicture } from './small-picture.ts';

/** What a phone loads for a minute that somebody passes with a finger. */
export const LARGEST_FILMSTRIP = 20_000;
export const MOST_PICTURES = 12;
/** Half of a phone's width, where it has two pixels for each. */
const SIDE = 192;
const COLUMNS = 4;
/** The best one that stays within it; of what stays above at the last there is none. */
const QUALITIES = [54, 40, 28, 16, 5, 0];

export type FilmTask = {
  container: DecodeContainer;
  /** No two pictures are nearer to each other. */
  stepMs: number;
  /** Of which time it shows pictures: from 0 on until then. */
  lengthMs: number;
  /** The objects in the bytes, one after the other, and when each begins, which may lie before. */
  film: readonly { bytes: number; atMs: number }[];
};

/** Pictures of one size, row by row; `pictures`: when each was taken, in milliseconds. */
export type Filmstrip = Size & { webp: Buffer; columns: number; pictures: number[] };

/** Undefined where no key frame decodes. One that does not is left out. */
export async function makeFilmstrip(av: NodeAv, bytes: Buffer, task: FilmTask): Promise<Filmstrip | undefined> {
  const pictures = picturesOf(av, bytes, task);
  const [first] = pictures;
  if (!first) return undefined;
  const { width, height } = first;
  const columns = Math.min(COLUMNS, pictures.length);
  const rows = Math.ceil(pictures.length / columns);
  const sheet = Buffer.alloc(columns * width * rows * height * 3);
  for (const [at, { rgb }] of pictures.entries())
    for (let y = 0; y < height; y++) {
      const row = Math.floor(at / columns) * height + y;
      const to = (row * columns + (at % columns)) * width * 3;
      sheet.set(rgb.subarray(y * width * 3, (y + 1) * width * 3), to);
    }
  const sharp = await loadSharp();
  const raw = { width: columns * width, height: rows * height, channels: 3 } as const;
  for (const quality of QUALITIES) {
    const webp = await sharp(sheet, { raw }).webp({ quality, effort: 2 }).toBuffer();
    if (webp.length <= LARGEST_FILMSTRIP)
      return { webp, width, height, columns, pictures: pictures.map(({ atMs }) => atMs) };
  }
  return undefined;
}

type SmallPicture = Size & { atMs: number; rgb: Uint8Array };

/** All as large as the first one: a camera that changes its format in between is still one strip. */
function picturesOf(av: NodeAv, bytes: Buffer, { container, stepMs, lengthMs, film }: FilmTask): SmallPicture[] {
  const pictures: SmallPicture[] = [];
  let next = 0;
  let begins = 0;
  for (const object of film) {
    const own = bytes.subarray(begins, begins + object.bytes);
    begins += object.bytes;
    const isWanted = (atMs: number): boolean =>
      object.atMs + atMs >= next && object.atMs + atMs < lengthMs && pictures.length < MOST_PICTURES;
    for (const { atMs, planes, colours } of keyPictures(av, own, container, isWanted)) {
      const { width, height } = pictures[0] ?? sizeWithin(planes, SIDE);
      const rgb = smallPicture(planes, { width, height }, colours);
      if (!rgb) continue;
      pictures.push({ atMs: object.atMs + atMs, width, height, rgb });
      next = object.atMs + atMs + stepMs;
    }
  }
  return pictures;
}
