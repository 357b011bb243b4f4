import type { SalesReport } from '@kaitong/contract';
import { acknowledge, listUnacknowledged, readAfter } from '../../store/topics.ts';
import type { RegionContext } from '../context.ts';
import { type OutboxSender, sendOutbox } from '../send-outbox.ts';
import { SALES_OUTBOX } from './report.ts';

const PAGE = 100;

/** Carries what happened to orders to control, in order, until control has taken it. */
export const sendSales = (context: RegionContext): OutboxSender =>
  sendOutbox(context, {
    prefix: SALES_OUTBOX,
    sendAll: (signal) => sendAll(context, signal),
    failure: 'control did not take the reports of sales; trying again',
  });

async function sendAll({ db, control, region }: RegionContext, signal: AbortSignal): Promise<boolean> {
  const [outbox] = await listUnacknowledged(db, SALES_OUTBOX);
  if (!outbox) return false;
  for (let after = outbox.acknowledged; !signal.aborted; ) {
    const entries = await readAfter<SalesReport>(db, SALES_OUTBOX, after, PAGE);
    if (entries.length === 0) break;
    const reports = entries.map(({ seq, data }) => ({ seq, report: data }));
    const { taken } = await control.reportSales({ body: { region, reports } });
    if (taken <= after) break; // control misses an earlier number that another process is just sending
    await acknowledge(db, SALES_OUTBOX, taken);
    after = taken;
  }
  return true;
}
