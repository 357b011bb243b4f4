import type { SalesReport } from '@kaitong/contract';
import { append, overwriteEntries } from '../../../store/topics.ts';
import type { RegionTransaction } from '../../context.ts';

/** What control has to hear of this region's sales, numbered, in the order in which it happened. */
export const SALES_OUTBOX = 'sales';

const FORGOTTEN = { ownerName: '–', contact: '–', message: '–' };

/** Of somebody's request, what they wrote and who they were. */
export const forgetReported = (trx: RegionTransaction, requestId: string): Promise<void> =>
  overwriteEntries(trx, SALES_OUTBOX, { requestId }, FORGOTTEN);

/** Numbers a report as part of the caller's transaction. The last thing in it: its number is a lock of the whole region. */
export async function reportSale(trx: RegionTransaction, report: SalesReport): Promise<void> {
  await append(trx, SALES_OUTBOX, report);
}
