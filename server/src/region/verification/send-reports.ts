import type { RunReport } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { followTopics, type OutboxSender, sendOutbox, sendTopics } from '../send-outbox.ts';
import { RUN_OUTBOX } from './report.ts';

/** Carries the outboxes of runs to control, in order, until control has taken them. */
export const sendReports = (context: RegionContext): OutboxSender =>
  sendOutbox(context, {
    follow: followTopics(context, RUN_OUTBOX),
    sendAll: (signal) =>
      sendTopics<RunReport>(context, RUN_OUTBOX, signal, (applicationId, reports) =>
        context.control.reportRun({ params: { applicationId }, body: { region: context.region, reports } }),
      ),
    failure: 'control did not take the reports of runs; trying again',
  });
