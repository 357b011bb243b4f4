import { SoakId, type SoakProgress } from '@kaitong/contract';
import type { RegionContext } from '../context.ts';
import { followTopics, type OutboxSender, sendOutbox } from '../send-outbox.ts';
import { oneByOne, sendTopics } from '../send-topics.ts';

/** Outboxes of soaks, by their id. */
export const SOAK_OUTBOX = 'soak:';

/** Carries what hours showed to control, in order, until control has taken it. */
export const sendSoaks = (context: RegionContext): OutboxSender =>
  sendOutbox(context, {
    follow: followTopics(context, SOAK_OUTBOX),
    ...sendTopics<SoakProgress>(
      context,
      SOAK_OUTBOX,
      oneByOne(({ key, reports }) =>
        context.control.reportSoak({
          params: { soakId: SoakId.parse(key) },
          body: { region: context.region, reports },
        }),
      ),
    ),
    failure: 'control did not take the reports of soaks; trying again',
  });
