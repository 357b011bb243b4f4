import type { Pid } from '@kaitong/contract';
import { sql } from 'kysely';
import { tellAboutProduct } from '../accounts/tell-account.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { queueProduct } from '../regions/queue-deliveries.ts';

/**
 * Lets every region have the product's whole state anew, as part of the caller's transaction: it gets a higher version,
 * and a row per region that is worked off until the region has confirmed. Open pages are told. Answers that version.
 */
export async function publishProduct(
  context: Pick<ControlContext, 'regions'>,
  trx: ControlTransaction,
  pid: Pid,
): Promise<number> {
  const { version } = await trx
    .updateTable('product')
    .set({ version: sql`version + 1` })
    .where('pid', '=', pid)
    .returning('version')
    .executeTakeFirstOrThrow();
  await queueProduct(context, trx, pid);
  await tellAboutProduct(trx, pid, 'products.changed', 'sales.changed');
  return version;
}

/** A region has a later state than control, which was restored: the next version is beyond it. */
export async function passVersion(trx: ControlTransaction, pid: Pid, version: number): Promise<void> {
  await trx.updateTable('product').set({ version }).where('pid', '=', pid).where('version', '<', version).execute();
}
