import { isRefusal, type Parsed, type Refusal, type Reply, refusal, type sales } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import { audit } from '../audit/audit.ts';
import type { ControlContext } from '../context.ts';
import { findProductFor } from './find-product-for.ts';
import { getProduct } from './get-product.ts';
import { publishProduct } from './publish-product.ts';

/** 调试阶段 → released: no trials from now on. Trials that were ordered before can still be paid. There is no way back. */
export async function releaseProduct(
  context: ControlContext,
  caller: MakerCaller,
  input: Parsed<typeof sales.releaseProduct>,
): Promise<Reply<typeof sales.releaseProduct> | Refusal> {
  const { pid } = input.params;
  const refused = await context.db.transaction().execute(async (trx) => {
    const product = await findProductFor(trx, caller, pid, 'releaseProduct');
    if (isRefusal(product)) return product;
    const released = await trx
      .updateTable('product')
      .set({ stage: 'released' })
      .where('pid', '=', pid)
      .where('stage', '=', 'debug')
      .executeTakeFirst();
    if (released.numUpdatedRows === 0n) return refusal('product_released');
    await publishProduct(context, trx, pid);
    await audit(trx, caller, 'product.released', pid);
    return undefined;
  });
  if (refused) return refused;
  context.log.info({ accountId: caller.accountId, pid }, 'product.released');
  return await getProduct(context, caller, { ...input, query: undefined, body: undefined });
}
