import { type firmware, isRefusal, type Parsed, type Refusal, type Reply, refusal } from '@kaitong/contract';
import { clearanceOf, moveRelease as decideMove, isHeld } from '@kaitong/core';
import type { MakerCaller } from '../../callers.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { findProductFor } from '../products/find-product-for.ts';
import { publishProduct } from '../products/publish-product.ts';
import { removeImage } from './image-parts.ts';
import { lockProduct } from './keys.ts';
import { passedFirmware } from './passed-firmware.ts';
import { lockRelease, showRelease } from './show-release.ts';
import { watchRelease } from './watch-releases.ts';

/** Every region hears of it by the product's next state; whom it offers the release to follows from that alone. */
export async function moveRelease(
  context: ControlContext,
  caller: MakerCaller,
  { params: { pid, releaseId }, body: { move } }: Parsed<typeof firmware.moveRelease>,
): Promise<Reply<typeof firmware.moveRelease> | Refusal> {
  const product = await findProductFor(context.db, caller, pid, 'moveRelease');
  if (isRefusal(product)) return product;
  return await context.db.transaction().execute(async (trx) => {
    await lockProduct(trx, pid); // before the release, as whoever publishes the product does
    const release = await lockRelease(trx, pid, releaseId);
    if (!release) return refusal('not_found');
    const to = decideMove(release, move);
    if (!to) return refusal('release_move_refused', { state: release.state });
    const { version } = release.manifest;
    const clearance = clearanceOf(release.manifest, await passedFirmware(trx, pid));
    if (isHeld(release, to, clearance)) return refusal('release_not_verified', { version });
    if (to.state === 'offered' && release.image === null) return refusal('release_image_missing');
    if (to.state === 'withdrawn' && release.image !== null) await removeImage(trx, release.image);
    const moved = await trx
      .updateTable('firmware_release')
      .set({ ...to, halted_for: null, ...(to.state === 'withdrawn' && { image: null }) })
      .where('id', '=', releaseId)
      .returningAll()
      .executeTakeFirstOrThrow();
    const about = product.ownerId === caller.accountId ? null : product.ownerId;
    await audit(trx, caller, 'release.moved', pid, { version, move, share: to.share }, about);
    if (to.state === 'offered') await watchRelease(trx, releaseId);
    if (release.state !== 'draft' || to.state !== 'withdrawn') await publishProduct(context, trx, pid);
    return await showRelease(trx, moved);
  });
}
