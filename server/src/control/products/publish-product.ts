import { type Pid, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { setDeadline } from '../../store/deadlines.ts';
import { tellAboutProduct } from '../accounts/tell-account.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { deliveryKind, productSubject } from '../regions/delivery-names.ts';

/**
 * Lets every region have the product's whole state anew, as part of the caller's transaction: it gets a higher version,
 * and a row per region that is worked off until the region has confirmed. Open pages are told. Answers that version.
 */
export async function publishProduct(
  { regions }: Pick<ControlContext, 'regions'>,
  trx: ControlTransaction,
  pid: Pid,
): Promise<number> {
  const { version } = await trx
    .updateTable('product')
    .set({ version: sql`version + 1` })
    .where('pid', '=', pid)
    .returning('version')
    .executeTakeFirstOrThrow();
  // Rows that are there are left alone: a delivery has its own locked while it waits for the application that the caller
  // may hold, and even ON CONFLICT DO NOTHING waits for whoever changes a row. The product's lock keeps others from adding.
  const known = await trx.selectFrom('publication').select('region').where('pid', '=', pid).execute();
  const there = new Set(known.map(({ region }) => region));
  for (const region of regions.keys()) {
    if (!there.has(region)) await trx.insertInto('publication').values({ pid, region }).execute();
    await setDeadline(trx, deliveryKind(region), productSubject(pid), seconds(0));
  }
  await tellAboutProduct(trx, pid, 'products.changed', 'sales.changed');
  return version;
}
