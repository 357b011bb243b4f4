import { seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { setDeadline } from '../../store/deadlines.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { CATALOGUE, deliveryKind } from './delivery-names.ts';

/** Lets every region have what it sells anew, as part of the caller's transaction, with a higher version. */
export async function publishCatalogue(
  { regions }: Pick<ControlContext, 'regions'>,
  trx: ControlTransaction,
): Promise<void> {
  await trx.updateTable('catalogue').set({ version: sql`version + 1` }).execute();
  for (const region of regions.keys()) {
    await trx
      .insertInto('catalogue_publication')
      .values({ region })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await setDeadline(trx, deliveryKind(region), CATALOGUE, seconds(0));
  }
}
