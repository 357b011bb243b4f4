import type { Pid } from '@kaitong/contract';
import type { Executor } from '../../store/executor.ts';
import { notify } from '../../store/notifications.ts';

/** What open pages of owners listen to; the payload is the product's PID. */
export const PRODUCT_PUBLISHED = 'product';

/** Says once for all owners of a product's units that it is another, once the transaction commits. */
export async function tellProduct(trx: Executor, pid: Pid): Promise<void> {
  await notify(trx, PRODUCT_PUBLISHED, pid);
}
