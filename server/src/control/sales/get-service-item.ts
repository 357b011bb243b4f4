import { isRefusal, type Pid, type Refusal, type Reply, refusal, type sales } from '@kaitong/contract';
import type { MakerCaller } from '../../callers.ts';
import type { ControlContext } from '../context.ts';
import { findProductFor } from '../products/find-product-for.ts';
import { serviceItemRows, showServiceItems } from './service-items.ts';

/** One activated PID and what it sells. */
export async function getServiceItem(
  context: ControlContext,
  caller: MakerCaller,
  { params: { pid } }: { params: { pid: Pid } },
): Promise<Reply<typeof sales.getServiceItem> | Refusal> {
  const product = await findProductFor(context.db, caller, pid, 'getServiceItem');
  if (isRefusal(product)) return product;
  const rows = await serviceItemRows(context.db, caller.accountId).where('product.pid', '=', pid).execute();
  const [item] = await showServiceItems(context, caller, rows);
  return item ?? refusal('product_not_activated');
}
