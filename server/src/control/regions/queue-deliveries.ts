import { type Pid, seconds } from '@kaitong/contract';
import { setDeadline } from '../../store/deadlines.ts';
import type { ControlContext, ControlTransaction } from '../context.ts';
import { deliveryKind, licencesSubject, productSubject } from './delivery-names.ts';

type Regions = Pick<ControlContext, 'regions'>;

/** Has every region told of a product's state as it is once the transaction commits. The product's row is locked. */
export async function queueProduct({ regions }: Regions, trx: ControlTransaction, pid: Pid): Promise<void> {
  // Rows that are there are left alone: a delivery has its own locked while it waits for the application that the caller
  // may hold, and even ON CONFLICT DO NOTHING waits for whoever changes a row. The product's lock keeps others from adding.
  const known = await trx.selectFrom('publication').select('region').where('pid', '=', pid).execute();
  const there = new Set(known.map(({ region }) => region));
  for (const region of regions.keys()) {
    if (!there.has(region)) await trx.insertInto('publication').values({ pid, region }).execute();
    await setDeadline(trx, deliveryKind(region), productSubject(pid), seconds(0));
  }
}

/** Has every region told of a batch of licences. */
export async function queueLicences({ regions }: Regions, trx: ControlTransaction, batch: string): Promise<void> {
  for (const region of regions.keys()) {
    await trx.insertInto('licence_delivery').values({ batch, region }).execute();
    await setDeadline(trx, deliveryKind(region), licencesSubject(batch), seconds(0));
  }
}
