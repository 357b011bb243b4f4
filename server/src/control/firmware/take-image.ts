import { createHash } from 'node:crypto';
import {
  type FirmwareRelease,
  IMAGE_PART_BYTES,
  isRefusal,
  type Pid,
  type Refusal,
  type ReleaseId,
  refusal,
} from '@kaitong/contract';
import { limits } from '@kaitong/contract/limits';
import type { z } from 'zod';
import type { MakerCaller } from '../../callers.ts';
import { randomId } from '../../secrets/ids.ts';
import { rateRefusal } from '../../sign-in/rate-refusal.ts';
import { takeRate } from '../../store/rate-limits.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { findProductFor } from '../products/find-product-for.ts';
import { addPart, removeImage } from './image-parts.ts';
import { findRelease, lockRelease, showRelease } from './show-release.ts';

/** Each may be 64 MiB. */
const IMAGES = limits.control.firmwareImagesPerAccount;

export type SentImage = { body: AsyncIterable<Uint8Array>; bytes: number };

/**
 * Takes a release's image while it arrives, a part at a time, and keeps it if it is what was signed. A release has one image:
 * sent again, the one that is there stays. Whoever sends another length than was signed is refused before a byte is read.
 */
export async function takeImage(
  { db }: ControlContext,
  caller: MakerCaller,
  { pid, releaseId }: { pid: Pid; releaseId: ReleaseId },
  { body, bytes }: SentImage,
): Promise<z.input<typeof FirmwareRelease> | Refusal> {
  const product = await findProductFor(db, caller, pid, 'createRelease');
  if (isRefusal(product)) return product;
  const release = await findRelease(db, pid, releaseId);
  if (!release) return refusal('not_found');
  if (release.state === 'withdrawn') return refusal('release_move_refused', { state: release.state });
  if (bytes !== release.manifest.bytes) return refusal('release_image_wrong');
  if (release.image !== null) return await showRelease(db, release);
  const tooMany = rateRefusal([await takeRate(db, `firmware image ${caller.accountId}`, IMAGES)]);
  if (tooMany) return tooMany;
  const image = randomId('im', 18);
  let isKept = false;
  try {
    const hash = await storeParts(db, image, body, bytes);
    if (hash !== release.manifest.sha256) return refusal('release_image_wrong');
    return await db.transaction().execute(async (trx) => {
      const now = await lockRelease(trx, pid, releaseId);
      if (now?.image !== null || now.state === 'withdrawn')
        return now ? await showRelease(trx, now) : refusal('not_found');
      const update = trx.updateTable('firmware_release').set({ image }).where('id', '=', releaseId);
      const updated = await update.returningAll().executeTakeFirstOrThrow();
      const about = product.ownerId === caller.accountId ? null : product.ownerId;
      await audit(trx, caller, 'release.image_sent', pid, { version: release.manifest.version }, about);
      isKept = true;
      return await showRelease(trx, updated);
    });
  } finally {
    if (!isKept) await removeImage(db, image);
  }
}

/** @returns SHA-256 in hex; `undefined` where it is longer or shorter than was said */
async function storeParts(
  db: ControlContext['db'],
  image: string,
  body: AsyncIterable<Uint8Array>,
  bytes: number,
): Promise<string | undefined> {
  const hash = createHash('sha256');
  let [waiting, length, n]: [Uint8Array[], number, number] = [[], 0, 0];
  let sent = 0;
  const store = async (part: Buffer) => {
    await addPart(db, image, n, part);
    n += 1;
  };
  for await (const chunk of body) {
    sent += chunk.length;
    if (sent > bytes) return undefined;
    hash.update(chunk);
    waiting.push(chunk);
    length += chunk.length;
    while (length >= IMAGE_PART_BYTES) {
      const all = Buffer.concat(waiting);
      await store(all.subarray(0, IMAGE_PART_BYTES));
      const rest = all.subarray(IMAGE_PART_BYTES);
      [waiting, length] = [[rest], rest.length];
    }
  }
  if (length > 0) await store(Buffer.concat(waiting));
  return sent === bytes ? hash.digest('hex') : undefined;
}
