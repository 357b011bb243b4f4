import { ConformanceId, type ConformanceProgress } from '@kaitong/contract';
import { acknowledge, listUnacknowledged, readAfter } from '../../store/topics.ts';
import type { RegionContext } from '../context.ts';
import { type OutboxSender, sendOutbox } from '../send-outbox.ts';
import { CONFORMANCE_OUTBOX } from './save-conformance.ts';

const PAGE = 100;

/** Carries the outboxes of extended tests to control, in order, until control has taken them. */
export const sendConformance = (context: RegionContext): OutboxSender =>
  sendOutbox(context, {
    prefix: CONFORMANCE_OUTBOX,
    sendAll: (signal) => sendAll(context, signal),
    failure: 'control did not take the reports of extended tests; trying again',
  });

async function sendAll(context: RegionContext, signal: AbortSignal): Promise<boolean> {
  const outboxes = await listUnacknowledged(context.db, CONFORMANCE_OUTBOX);
  await Promise.all(outboxes.map(({ topic, acknowledged }) => sendOne(context, topic, acknowledged, signal)));
  return outboxes.length > 0;
}

async function sendOne(context: RegionContext, topic: string, from: number, signal: AbortSignal): Promise<void> {
  const conformanceId = ConformanceId.parse(topic.slice(CONFORMANCE_OUTBOX.length));
  for (let after = from; !signal.aborted; ) {
    const entries = await readAfter<ConformanceProgress>(context.db, topic, after, PAGE);
    if (entries.length === 0) return;
    const { taken } = await context.control.reportConformance({
      params: { conformanceId },
      body: { region: context.region, reports: entries.map(({ seq, data }) => ({ seq, report: data })) },
    });
    if (taken <= after) return; // control misses an earlier number that another process is just sending
    await acknowledge(context.db, topic, taken);
    after = taken;
  }
}
