import sharp, { type Sharp } from 'sharp';
import { type Clip, describe } from '../clip.ts';
import { faultlessClip } from './cameras.ts';

/** A good clip with a JPEG that is legal and odd, made of the virtual camera's own. */
export type OddSnapshot = { name: string; change: (jpeg: Buffer) => Promise<Buffer> };

const odd = (name: string, change: OddSnapshot['change']): OddSnapshot => ({ name: `snapshot: ${name}`, change });
const recoded =
  (how: (picture: Sharp) => Sharp): OddSnapshot['change'] =>
  (jpeg) =>
    how(sharp(jpeg)).toBuffer();

/** In front of the first marker behind SOI. */
const behindStart =
  (...parts: readonly Buffer[]): OddSnapshot['change'] =>
  async (jpeg) =>
    Buffer.concat([jpeg.subarray(0, 2), ...parts, jpeg.subarray(2)]);
const comment = (bytes: number): Buffer => {
  const made = Buffer.alloc(bytes + 2, 0x20);
  made.writeUInt32BE(0xfffe0000 + bytes);
  return made;
};

export const oddSnapshots: readonly OddSnapshot[] = [
  odd('progressive, with fill bytes between its markers', async (jpeg) =>
    behindStart(Buffer.from([0xff, 0xff, 0xff]))(await recoded((picture) => picture.jpeg({ progressive: true }))(jpeg)),
  ),
  odd(
    '4:4:4',
    recoded((picture) => picture.jpeg({ chromaSubsampling: '4:4:4', quality: 95 })),
  ),
  odd(
    'grey, one component',
    recoded((picture) => picture.greyscale().toColourspace('b-w').jpeg()),
  ),
  odd(
    'dark and grey',
    recoded((picture) => picture.greyscale().linear(0.5, 0).jpeg()),
  ),
  odd(
    'Exif with an orientation',
    recoded((picture) => picture.withMetadata({ orientation: 6 }).jpeg()),
  ),
  odd(
    'tables of its own, coarse',
    recoded((picture) => picture.jpeg({ quality: 8, optimiseCoding: true })),
  ),
  odd(
    '4096x2304',
    recoded((picture) => picture.resize(4096, 2304).jpeg({ quality: 40 })),
  ),
  odd(
    'an eighth of the size',
    recoded((picture) => picture.resize(40, 22).jpeg()),
  ),
  odd('bytes behind its end', async (jpeg) => Buffer.concat([jpeg, Buffer.alloc(512)])),
  odd('4.9 MB', behindStart(...Array.from({ length: 75 }, () => comment(65_533)))),
  odd('no JFIF', async (jpeg) => Buffer.concat([jpeg.subarray(0, 2), jpeg.subarray(4 + jpeg.readUInt16BE(4))])),
];

export async function withSnapshot({ change }: OddSnapshot): Promise<Clip> {
  const clip = await faultlessClip();
  const uploads = await Promise.all(
    clip.uploads.map(async (upload) => {
      if (upload.object.kind !== 'snapshot') return upload;
      const bytes = await change(upload.bytes);
      return { object: describe(upload.object.n, { ...upload.object, bytes }, null), bytes };
    }),
  );
  return { ...clip, uploads };
}
