import type { SalesReport } from '@kaitong/contract';
import { acknowledge, lastSeq, listUnacknowledged, readAfter, renumberAfter } from '../../../store/topics.ts';
import type { RegionContext } from '../../context.ts';
import { followTopics, type OutboxSender, sendOutbox } from '../../send-outbox.ts';
import { SALES_OUTBOX } from './report.ts';

const PAGE = 100;

/** Carries what happened to orders to control, in order, until control has taken it. */
export const sendSales = (context: RegionContext): OutboxSender =>
  sendOutbox(context, {
    follow: followTopics(context, SALES_OUTBOX),
    sendAll: (signal) => sendAll(context, signal),
    failure: 'control did not take the reports of sales; trying again',
  });

async function sendAll({ db, control, region, log }: RegionContext, signal: AbortSignal): Promise<boolean> {
  const [outbox] = await listUnacknowledged(db, SALES_OUTBOX);
  if (!outbox) return false;
  for (let after = outbox.acknowledged; !signal.aborted; ) {
    const entries = await readAfter<SalesReport>(db, SALES_OUTBOX, after, PAGE);
    if (entries.length === 0) break;
    const reports = entries.map(({ seq, data }) => ({ seq, report: data }));
    const { taken } = await control.reportSales({ body: { region, reports } });
    if (taken === after) break; // control misses an earlier number that another process is just sending
    if (taken > (await lastSeq(db, SALES_OUTBOX))) {
      log.warn({ region, taken }, 'sales.renumbered');
      await renumberAfter(db, SALES_OUTBOX, taken);
      return true;
    }
    if (taken > after) await acknowledge(db, SALES_OUTBOX, taken);
    else log.warn({ region, taken, acknowledged: after }, 'sales.repeated'); // control was restored from a backup
    after = taken;
  }
  return true;
}
