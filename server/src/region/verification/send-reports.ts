import { type RunReport, seconds } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { followTopics, type OutboxSender, type Poke, sendOutbox, sendTopics } from '../send-outbox.ts';
import { RUN_DECIDED, RUN_OUTBOX } from './report.ts';

/** A control that is slow has much to do, and what it is told again it has to do again. */
const PATIENCE = seconds(20);

/** Carries the outboxes of runs to control, in order, until control has taken them. */
export const sendReports = (context: RegionContext): OutboxSender =>
  sendOutbox(context, {
    follow: (poke) => followReports(context, poke),
    ...sendTopics<RunReport>(context, RUN_OUTBOX, (applicationId, reports) =>
      context.control.reportRun(
        { params: { applicationId }, body: { region: context.region, reports } },
        { patience: PATIENCE },
      ),
    ),
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
