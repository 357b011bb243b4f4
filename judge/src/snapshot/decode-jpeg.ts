import { decode } from 'jpeg-js';
import sharp from 'sharp';
import { MAX_PIXELS } from '../decode/limits.ts';
import { THUMBNAIL_HEIGHT, THUMBNAIL_WIDTH } from '../decode/picture-statistics.ts';
import type { SnapshotReport } from './report.ts';

const MAX_MEGAPIXELS = MAX_PIXELS / 1e6;
// Uploaded bytes reach no other loader of libvips, whatever they look like; one picture at a time, nothing kept.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({ operation: ['VipsForeignLoadJpegBuffer'] });
sharp.concurrency(1);
sharp.cache(false);

/** What the strict decoder may take for coefficients and output of the largest picture. */
const MAX_MEMORY_MB = 512;

/**
 * Decodes twice: libjpeg (sharp) is fast and reads every kind of JPEG, but repairs flipped bytes in the coded data
 * without a word; jpeg-js stops at them.
 */
export async function decodeJpeg(bytes: Buffer): Promise<SnapshotReport> {
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
    decode(bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: false,
      maxResolutionInMP: MAX_MEGAPIXELS,
      maxMemoryUsageInMB: MAX_MEMORY_MB,
    });
    return { is: 'picture', width, height, luma: luma.toString('hex') };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { is: 'undecodable', reason: (reason.split('\n')[0] ?? '').slice(0, 200) };
  }
}
