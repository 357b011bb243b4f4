import { isRefusal, type Parsed, type products, type Refusal, type Reply } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import type { ControlContext } from '../context.ts';
import { findProductFor } from './find-product-for.ts';

/** Who vouches for units of a product, the oldest first. */
export async function listDeviceAuthorities(
  { db }: ControlContext,
  caller: MakerCaller,
  { params: { pid } }: Parsed<typeof products.listDeviceAuthorities>,
): Promise<Reply<typeof products.listDeviceAuthorities> | Refusal> {
  const product = await findProductFor(db, caller, pid, 'listDeviceAuthorities');
  if (isRefusal(product)) return product;
  const rows = await db
    .selectFrom('device_authority')
    .select(['fingerprint', 'subject', 'ends_at', 'added_at'])
    .where('pid', '=', pid)
    .orderBy('added_at')
    .orderBy('fingerprint')
    .execute();
  return {
    items: rows.map(({ fingerprint, subject, ends_at, added_at }) => ({
      fingerprint,
      subject,
      endsAt: ends_at.toISOString(),
      addedAt: added_at.toISOString(),
    })),
  };
}
