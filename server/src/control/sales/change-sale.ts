import {
  type ApplicationId,
  isRefusal,
  type Pid,
  type Refusal,
  type Reply,
  type RoledOperation,
  refusal,
  type SampleKind,
  type sales,
} from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { findProductFor } from '../products/find-product-for.ts';
import { publishProduct } from '../products/publish-product.ts';
import { getServiceItem } from './get-service-item.ts';

export type Sale = {
  applicationId: ApplicationId;
  sample: SampleKind;
  stoppedAt: Date | null;
  suspendedAt: Date | null;
  suspensionReason: string | null;
};

/**
 * Changes what an activated product sells, if the caller may: under the product's lock, and every region is told. `change`
 * says whether anything is different afterwards.
 */
export async function changeSale(
  context: ControlContext,
  caller: MakerCaller,
  { pid, operation }: { pid: Pid; operation: RoledOperation },
  change: (trx: ControlTransaction, sale: Sale) => Promise<boolean | Refusal>,
): Promise<Reply<typeof sales.getServiceItem> | Refusal> {
  const outcome = await context.db.transaction().execute(async (trx) => {
    const product = await findProductFor(trx, caller, pid, operation);
    if (isRefusal(product)) return product;
    const sale = await lockSale(trx, pid);
    if (!sale) return refusal('product_not_activated');
    const changed = await change(trx, sale);
    if (changed === true) await publishProduct(context, trx, pid);
    return changed;
  });
  return isRefusal(outcome) ? outcome : await getServiceItem(context, caller, { params: { pid } });
}

/** The sale of an activated product; changes of it take turns at the product's row. `undefined`: it is not activated. */
export async function lockSale(trx: ControlTransaction, pid: Pid): Promise<Sale | undefined> {
  await trx.selectFrom('product').select('pid').where('pid', '=', pid).forUpdate().execute();
  const row = await trx
    .selectFrom('activation')
    .leftJoin('product_sale', 'product_sale.pid', 'activation.pid')
    .select(['application_id', 'sample', 'stopped_at', 'suspended_at', 'suspension_reason'])
    .where('activation.pid', '=', pid)
    .executeTakeFirst();
  return (
    row && {
      applicationId: row.application_id,
      sample: row.sample,
      stoppedAt: row.stopped_at,
      suspendedAt: row.suspended_at,
      suspensionReason: row.suspension_reason,
    }
  );
}
