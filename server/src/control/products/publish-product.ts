import type { AccountId, Pid, Region } from '@kaitong/contract';
import { sql } from 'kysely';
import { tellAccount } from '../accounts/tell-account.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { queueProduct } from '../regions/queue-deliveries.ts';

/** `lagging`: regions that are behind since earlier. */
export type Published = { version: number; lagging: Region[] };

/**
 * Lets every region have the product's whole state anew, as part of the caller's transaction: it gets a higher version,
 * and a row per region that is worked off until the region has confirmed. Open pages are told.
 */
export async function publishProduct(
  context: Pick<ControlContext, 'regions'>,
  trx: ControlTransaction,
  pid: Pid,
): Promise<Published> {
  const { rows } = await sql<{ version: number; regions: Region[]; lagging: Region[]; seers: AccountId[] }>`
    UPDATE product SET version = version + 1 WHERE pid = ${pid}
    RETURNING version,
      ARRAY(SELECT region FROM publication WHERE pid = ${pid}) AS regions,
      ARRAY(SELECT region FROM publication WHERE pid = ${pid} AND lagging_since IS NOT NULL ORDER BY region) AS lagging,
      ARRAY(SELECT account_id UNION SELECT account_id FROM authorisation WHERE pid = ${pid}) AS seers`.execute(trx);
  const [published] = rows;
  if (!published) throw new Error(`there is no product ${pid}`);
  await queueProduct(context, trx, pid, published.regions);
  for (const account of published.seers)
    for (const news of ['products.changed', 'sales.changed'] as const) await tellAccount(trx, account, news);
  return { version: published.version, lagging: published.lagging };
}

/** A region has a later state than control, which was restored: the next version is beyond it. */
export async function passVersion(trx: ControlTransaction, pid: Pid, version: number): Promise<void> {
  await trx.updateTable('product').set({ version }).where('pid', '=', pid).where('version', '<', version).execute();
}
