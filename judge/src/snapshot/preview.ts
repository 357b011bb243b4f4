import { MAX_PIXELS } from '../decode/limits.ts';
import { loadSharp } from './load-sharp.ts';

/** As wide as a phone shows a camera on its home page; the height follows. */
const BOX = { width: 480, height: 480 };
/** Twenty of them, with the page itself, are what a phone may load to show its home. */
export const LARGEST_PREVIEW = 10_000;
/** The best one that stays within it. What stays above at the last is noise, of which nobody wants to see more. */
const QUALITIES = [62, 48, 34, 20, 8];

/** A small WebP of a JPEG; undefined where that cannot be read to its end, or is larger than any picture we decode. */
export async function makePreview(bytes: Buffer): Promise<Buffer | undefined> {
  const sharp = await loadSharp();
  try {
    const image = sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS, sequentialRead: true });
    const { data, info } = await image
      .autoOrient()
      .resize({ ...BOX, fit: 'inside', withoutEnlargement: true })
      .removeAlpha()
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width, height, channels } = info;
    for (const quality of QUALITIES) {
      const made = await sharp(data, { raw: { width, height, channels } }).webp({ quality, effort: 2 }).toBuffer();
      if (made.length <= LARGEST_PREVIEW) return made;
    }
  } catch {
    // What libjpeg says of it is the judge's to tell, where it judges.
  }
  return undefined;
}
