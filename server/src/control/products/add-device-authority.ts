import {
  isRefusal,
  MOST_DEVICE_AUTHORITIES,
  type Parsed,
  type products,
  type Refusal,
  type Reply,
  refusal,
} from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { readAuthority } from '../../device-certificates/read-authority.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { findProductFor } from './find-product-for.ts';
import { publishProduct } from './publish-product.ts';

/**
 * Lets an authority vouch for units of a product. Nobody has to prove that it is his: whose authority it is decides over units
 * of this product alone, and its maker decides over those anyway.
 */
export async function addDeviceAuthority(
  context: ControlContext,
  caller: MakerCaller,
  { params: { pid }, body: { certificate } }: Parsed<typeof products.addDeviceAuthority>,
): Promise<Reply<typeof products.addDeviceAuthority> | Refusal> {
  const product = await findProductFor(context.db, caller, pid, 'addDeviceAuthority');
  if (isRefusal(product)) return product;
  const read = readAuthority(certificate, context.clock.now());
  if (typeof read === 'string') return refusal('device_authority_refused', { reason: read });
  const { fingerprint, subject, endsAt, pem } = read;
  return await context.db.transaction().execute(async (trx) => {
    await trx.selectFrom('product').select('pid').where('pid', '=', pid).forUpdate().execute();
    const present = await trx
      .selectFrom('device_authority')
      .select(['fingerprint', 'added_at'])
      .where('pid', '=', pid)
      .execute();
    const known = present.find((one) => one.fingerprint === fingerprint);
    const answer = (addedAt: Date) => ({
      ...{ fingerprint, subject },
      endsAt: endsAt.toISOString(),
      addedAt: addedAt.toISOString(),
    });
    if (known) return answer(known.added_at);
    if (present.length >= MOST_DEVICE_AUTHORITIES) return refusal('device_authorities_full', { n: present.length });
    const { added_at } = await trx
      .insertInto('device_authority')
      .values({ pid, fingerprint, certificate: pem, subject, ends_at: endsAt })
      .returning('added_at')
      .executeTakeFirstOrThrow();
    const about = product.ownerId === caller.accountId ? null : product.ownerId;
    await audit(trx, caller, 'device_authority.added', pid, { fingerprint, subject }, about);
    await publishProduct(context, trx, pid);
    return answer(added_at);
  });
}
