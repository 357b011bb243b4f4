import type { RunReport } from '@kaitong/contract';
import { acknowledge, listUnacknowledged, readAfter } from '../../store/topics.ts';
import type { RegionContext } from '../context.ts';
import { type OutboxSender, sendOutbox } from '../send-outbox.ts';
import { RUN_OUTBOX } from './report.ts';

const PAGE = 100;

/** Carries the outboxes of runs to control, in order, until control has taken them. */
export const sendReports = (context: RegionContext): OutboxSender =>
  sendOutbox(context, {
    prefix: RUN_OUTBOX,
    sendAll: (signal) => sendAll(context, signal),
    failure: 'control did not take the reports of runs; trying again',
  });

async function sendAll(context: RegionContext, signal: AbortSignal): Promise<boolean> {
  const outboxes = await listUnacknowledged(context.db, RUN_OUTBOX);
  // Side by side, so that one application that control is slow about holds up no other.
  await Promise.all(outboxes.map(({ topic, acknowledged }) => sendOne(context, topic, acknowledged, signal)));
  return outboxes.length > 0;
}

async function sendOne(context: RegionContext, topic: string, from: number, signal: AbortSignal): Promise<void> {
  const applicationId = topic.slice(RUN_OUTBOX.length);
  for (let after = from; !signal.aborted; ) {
    const entries = await readAfter<RunReport>(context.db, topic, after, PAGE);
    if (entries.length === 0) return;
    const { taken } = await context.control.reportRun({
      params: { applicationId },
      body: { region: context.region, reports: entries.map(({ seq, data }) => ({ seq, report: data })) },
    });
    if (taken <= after) return; // control misses an earlier number that another process is just sending
    await acknowledge(context.db, topic, taken);
    after = taken;
  }
}
