import { MAX_PIXELS } from '../decode/limits.ts';
import { THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH } from '../decode/picture-statistics.ts';
import { loadSharp } from './load-sharp.ts';
import type { SnapshotReport } from './report.ts';

/**
 * Decodes with libjpeg (sharp), which reads every kind of JPEG. What it warns of is an end here. It does not warn of all
 * damage: overwritten coefficients that are valid codes decode to some picture. That the markers hold is level 1's to say.
 */
export async function decodeJpeg(bytes: Buffer): Promise<SnapshotReport> {
  const sharp = await loadSharp();
  try {
    // Our own limit stands between reading the header and decoding; sharp's would not say how large the picture is.
    const image = sharp(bytes, { failOn: 'warning', limitInputPixels: false, sequentialRead: true });
    const { width, height } = await image.metadata();
    if (width * height > MAX_PIXELS) return { is: 'too-large', width, height };
    const luma = await image
      .greyscale()
      .resize(THUMBNAIL_WIDTH, THUMBNAIL_HEIGHT, { fit: 'fill', kernel: 'linear' })
      .raw()
      .toBuffer();
    return { is: 'picture', width, height, luma: luma.toString('hex') };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { is: 'undecodable', reason: (reason.split('\n')[0] ?? '').slice(0, 200) };
  }
}
