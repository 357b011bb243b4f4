import { type controlPlane, days, type Parsed, type Reply } from '@kaitong/contract';
import { sql } from 'kysely';
import type { ControlContext, ControlTransaction } from '../context.ts';

/** Whoever sends an image that is not whole after so long has given up. */
const UNFINISHED = days(1);

export async function addPart(db: ControlContext['db'], image: string, n: number, bytes: Buffer): Promise<void> {
  await db.insertInto('firmware_image_part').values({ image, n, bytes }).execute();
}

export async function removeImage(db: ControlContext['db'], image: string): Promise<void> {
  await db.deleteFrom('firmware_image_part').where('image', '=', image).execute();
}

/** For a region, which keeps the image in its own store from then on. */
export async function getImagePart(
  { db }: Pick<ControlContext, 'db'>,
  { body: { releaseId, n } }: Pick<Parsed<typeof controlPlane.getImagePart>, 'body'>,
): Promise<Reply<typeof controlPlane.getImagePart>> {
  const part = await db
    .selectFrom('firmware_release')
    .innerJoin('firmware_image_part', 'firmware_image_part.image', 'firmware_release.image')
    .select('bytes')
    .where('id', '=', releaseId)
    .where('n', '=', n)
    .executeTakeFirst();
  return { bytes: part ? part.bytes.toString('base64') : null };
}

/** Parts of uploads that broke off with the process that took them. */
export async function sweepImages(trx: ControlTransaction): Promise<void> {
  await trx
    .deleteFrom('firmware_image_part')
    .where('added_at', '<', sql<Date>`kaitong_now() - ${UNFINISHED} * interval '1 ms'`)
    .where('image', 'not in', (select) =>
      select.selectFrom('firmware_release').select('image').where('image', 'is not', null).$castTo<{ image: string }>(),
    )
    .execute();
}
