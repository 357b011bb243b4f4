import { createHash } from 'node:crypto';
import { IMAGE_PART_BYTES, type Pid, type PublishedRelease, type ReleaseId, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext, RegionTransaction } from '../context.ts';
import { RELEASES_CHANGED } from '../products/publish-product.ts';
import { callCameras, callHandlers } from './call-cameras.ts';
import { imageKey } from './image-key.ts';

// Its subject is a release.
const FETCH = 'firmware.fetch';
/** A transaction holds a connection: not for a whole image over a slow line between two planes. */
const PARTS_AT_ONCE = 4;
/** Until a control that is away is asked again. */
const AGAIN = seconds(15);

/** The region has each image itself, in the store of its footage: cameras fetch it there, and control may be away. */
export const firmwareDeadlineHandlers = (
  context: RegionContext,
): Record<string, DeadlineHandler<RegionTables, Pid>> => ({
  [RELEASES_CHANGED]: async ({ subject }, trx) => await compareImages(context, trx, subject),
  ...callHandlers,
});

/** These wait for control, and each holds a whole image for a moment. */
export const imageFetchHandlers = (
  context: RegionContext,
): Record<string, DeadlineHandler<RegionTables, ReleaseId>> => ({
  [FETCH]: async ({ subject }, trx) => await fetchImage(context, trx, subject),
});

/** What is offered and not here is fetched; what was withdrawn goes. */
async function compareImages({ objects }: RegionContext, trx: RegionTransaction, pid: Pid): Promise<void> {
  const product = await trx.selectFrom('product').select('releases').where('pid', '=', pid).executeTakeFirst();
  for (const { releaseId, percent } of product?.releases ?? []) {
    if (percent === null) {
      const gone = trx.deleteFrom('firmware_image').where('release_id', '=', releaseId).returning('release_id');
      // Whether it is known to be stored or not: a process may have died between the object and its row.
      if (await gone.executeTakeFirst()) await objects.remove(imageKey(releaseId));
      continue;
    }
    const made = await trx
      .insertInto('firmware_image')
      .values({ release_id: releaseId })
      .onConflict((conflict) => conflict.doNothing())
      .returning('release_id')
      .executeTakeFirst();
    if (made) await setDeadline(trx, FETCH, releaseId, seconds(0));
  }
  await callCameras(trx, pid);
}

/** An image that the store has lost is fetched again. */
export async function fetchAgain(trx: RegionTransaction, releaseId: ReleaseId): Promise<void> {
  await trx.updateTable('firmware_image').set({ stored: false }).where('release_id', '=', releaseId).execute();
  await setDeadline(trx, FETCH, releaseId, seconds(0));
}

async function fetchImage(context: RegionContext, trx: RegionTransaction, releaseId: ReleaseId): Promise<void> {
  const release = await findRelease(trx, releaseId);
  if (!release || release.percent === null) return; // withdrawn meanwhile: whoever heard of it has removed the row
  const { bytes, sha256 } = release.manifest;
  const parts = Math.ceil(bytes / IMAGE_PART_BYTES);
  const { n: first } = await trx
    .selectFrom('firmware_part')
    .select((select) => select.fn.countAll<number>().as('n'))
    .where('release_id', '=', releaseId)
    .executeTakeFirstOrThrow();
  try {
    for (let n = first; n < Math.min(parts, first + PARTS_AT_ONCE); n++) {
      const answer = await context.control.getImagePart({ body: { releaseId, n } });
      if (answer.bytes === null) return;
      const part = Buffer.from(answer.bytes, 'base64');
      await trx.insertInto('firmware_part').values({ release_id: releaseId, n, bytes: part }).execute();
    }
  } catch (err) {
    context.log.warn({ err, region: context.region, releaseId }, 'firmware.lagging');
    return await setDeadline(trx, FETCH, releaseId, AGAIN);
  }
  if (first + PARTS_AT_ONCE < parts) return await setDeadline(trx, FETCH, releaseId, seconds(0));
  const kept = await trx
    .selectFrom('firmware_part')
    .select('bytes')
    .where('release_id', '=', releaseId)
    .orderBy('n')
    .execute();
  await trx.deleteFrom('firmware_part').where('release_id', '=', releaseId).execute();
  const image = Buffer.concat(kept.map((part) => part.bytes));
  if (createHash('sha256').update(image).digest('hex') !== sha256) {
    context.log.error({ region: context.region, releaseId }, 'firmware.damaged');
    return await setDeadline(trx, FETCH, releaseId, AGAIN);
  }
  await replaceObject(context, imageKey(releaseId), image);
  await trx.updateTable('firmware_image').set({ stored: true }).where('release_id', '=', releaseId).execute();
  await callCameras(trx, release.manifest.pid);
  context.log.info({ region: context.region, releaseId, bytes }, 'firmware.stored');
}

/** Objects are written once: one that a disk has cut short stands in the way of what it was. */
async function replaceObject({ objects }: RegionContext, key: string, image: Uint8Array): Promise<void> {
  const type = 'application/octet-stream';
  if ((await objects.put(key, image, type)) !== 'object_exists') return;
  await objects.remove(key);
  await objects.put(key, image, type);
}

async function findRelease(trx: RegionTransaction, releaseId: ReleaseId): Promise<PublishedRelease | undefined> {
  const row = await trx
    .selectFrom('product')
    .select('releases')
    .where(sql<boolean>`releases @> ${JSON.stringify([{ releaseId }])}::jsonb`)
    .executeTakeFirst();
  return row?.releases.find((one) => one.releaseId === releaseId);
}
