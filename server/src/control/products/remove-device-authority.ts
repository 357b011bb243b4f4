import { isRefusal, type Parsed, type products, type Refusal, type Reply, refusal } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { findProductFor } from './find-product-for.ts';
import { publishProduct } from './publish-product.ts';

/** From when regions know of it, what the authority signed proves nothing; tokens that were got before live on. */
export async function removeDeviceAuthority(
  context: ControlContext,
  caller: MakerCaller,
  { params: { pid, fingerprint } }: Parsed<typeof products.removeDeviceAuthority>,
): Promise<Reply<typeof products.removeDeviceAuthority> | Refusal> {
  const product = await findProductFor(context.db, caller, pid, 'removeDeviceAuthority');
  if (isRefusal(product)) return product;
  return await context.db.transaction().execute(async (trx) => {
    const removed = await trx
      .deleteFrom('device_authority')
      .where('pid', '=', pid)
      .where('fingerprint', '=', fingerprint)
      .returning('subject')
      .executeTakeFirst();
    if (!removed) return refusal('not_found');
    const about = product.ownerId === caller.accountId ? null : product.ownerId;
    await audit(trx, caller, 'device_authority.removed', pid, { fingerprint, subject: removed.subject }, about);
    await publishProduct(context, trx, pid);
    return {};
  });
}
