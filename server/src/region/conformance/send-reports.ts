import { ConformanceId, type ConformanceProgress } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { followTopics, type OutboxSender, sendOutbox } from '../send-outbox.ts';
import { oneByOne, sendTopics } from '../send-topics.ts';
import { CONFORMANCE_OUTBOX } from './save-conformance.ts';

/** Carries the outboxes of extended tests to control, in order, until control has taken them. */
export const sendConformance = (context: RegionContext): OutboxSender =>
  sendOutbox(context, {
    follow: followTopics(context, CONFORMANCE_OUTBOX),
    ...sendTopics<ConformanceProgress>(
      context,
      CONFORMANCE_OUTBOX,
      oneByOne(({ key, reports }) =>
        context.control.reportConformance({
          params: { conformanceId: ConformanceId.parse(key) },
          body: { region: context.region, reports },
        }),
      ),
    ),
    failure: 'control did not take the reports of extended tests; trying again',
  });
