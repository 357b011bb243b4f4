import { type BulkActivationId, seconds } from '@kaitong/contract';
import { setDeadline } from '../../store/deadlines.ts';
import type { Executor } from '../../store/executor.ts';

/** Subject: a bulk activation that may begin more, or be over. */
export const BULK_STEP = 'bulk-activation.step';

/** An application has its outcome: what submitted it among others has room for the next, in the transaction of the outcome. */
export async function goOnWithBulk(trx: Executor, { bulk_id }: { bulk_id: BulkActivationId | null }): Promise<void> {
  if (bulk_id !== null) await setDeadline(trx, BULK_STEP, bulk_id, seconds(0));
}
