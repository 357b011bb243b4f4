import type { RunReport } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { followTopics, type OutboxSender, type Poke, sendOutbox } from '../send-outbox.ts';
import { sendTopics } from '../send-topics.ts';
import { RUN_DECIDED, RUN_OUTBOX } from './report.ts';
import { reportInBatches } from './report-in-batches.ts';

/** Carries the outboxes of runs to control, in order, until control has taken them. */
export const sendReports = (context: RegionContext): OutboxSender =>
  sendOutbox(context, {
    follow: (poke) => followReports(context, poke),
    ...sendTopics<RunReport>(context, RUN_OUTBOX, reportInBatches(context)),
    failure: 'control did not take the reports of runs; trying again',
  });

/** Somebody waits for how a run ended; its progress may come in few calls. */
function followReports(context: RegionContext, poke: Poke): () => void {
  const offs = [
    followTopics(context, RUN_OUTBOX)(() => poke('soon')),
    context.notifications.on(RUN_DECIDED, () => poke('now')),
  ];
  return () => {
    for (const off of offs) off();
  };
}
