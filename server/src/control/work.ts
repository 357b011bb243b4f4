import { sayBroken } from '../plane-away.ts';
import { mailHandlers } from '../sign-in/reset-mail.ts';
import { type DeadlineRunner, runDeadlines } from '../store/deadlines.ts';
import { invitationMailHandlers } from './accounts/invitation-mail.ts';
import { hearLagging, hearPublished } from './applications/activate.ts';
import { applicationDeadlineHandlers, runStartHandlers } from './applications/deadlines.ts';
import { statementHandlers } from './billing/make-statements.ts';
import { bulkActivationHandlers } from './bulk-activations/take-step.ts';
import { conformanceDeadlineHandlers } from './conformance/silence.ts';
import type { ControlContext, ControlHooks } from './context.ts';
import { releaseFailureHandlers } from './firmware/fail-release.ts';
import { releaseWatchHandlers } from './firmware/watch-releases.ts';
import { noticeMailHandlers } from './notices/notice-mail.ts';
import { noticeHandlers } from './notices/spread-notices.ts';
import { resetPageOf } from './operator/create-reset-link.ts';
import { runDeliveries } from './regions/deliveries.ts';
import { soakDeadlineHandlers } from './soak/silence.ts';
import { tidyingHandlers } from './tidy.ts';
import { waiverHandlers } from './waivers/end-waivers.ts';
import { sendDeliveries } from './webhooks/send-deliveries.ts';

/** What applications make of what regions confirm. */
export const applicationHooks: ControlHooks = {
  publicationConfirmed: hearPublished,
  publicationLagging: hearLagging,
};

/** Everything that control does without being asked: timers of applications, deliveries to regions. In every process. */
export function startControlWork(context: ControlContext): DeadlineRunner {
  const sender = sendDeliveries(context);
  const timers = runDeadlines({
    db: context.db,
    notifications: context.notifications,
    handlers: {
      ...applicationDeadlineHandlers(context),
      ...conformanceDeadlineHandlers(context),
      ...soakDeadlineHandlers(context),
      ...tidyingHandlers(),
      ...statementHandlers(context),
      ...noticeHandlers(),
      ...waiverHandlers(),
      ...sender.handlers,
    },
    onError: sayBroken(context.log),
  });
  // A region may have hundreds of runs to start, and is slow then: no timer waits behind them.
  const starts = runDeadlines({
    db: context.db,
    notifications: context.notifications,
    handlers: runStartHandlers(context),
    onError: sayBroken(context.log),
    lanes: 4,
  });
  // Each waits for the slowest region, for seconds where one is away.
  const watches = runDeadlines({
    db: context.db,
    notifications: context.notifications,
    handlers: { ...releaseWatchHandlers(context), ...releaseFailureHandlers(context) },
    onError: sayBroken(context.log),
    lanes: 2,
  });
  // A step of a bulk activation waits for the checks that it began, which ask cameras.
  const bulks = runDeadlines({
    db: context.db,
    notifications: context.notifications,
    handlers: bulkActivationHandlers(context),
    onError: sayBroken(context.log),
    lanes: 2,
  });
  // A mail server is somebody else's: in a lane of its own, so that no timer of ours waits behind it.
  const mails = runDeadlines({
    db: context.db,
    notifications: context.notifications,
    handlers: {
      ...mailHandlers({ ...context, resetPage: resetPageOf(context.publicUrl) }),
      ...noticeMailHandlers(context),
      ...invitationMailHandlers(context),
    },
    onError: (err, deadline) => context.log.warn({ err, kind: deadline?.kind }, 'mail.failed'),
    lanes: 1,
  });
  const deliveries = runDeliveries(context);
  return {
    async stop() {
      const lanes = [timers, starts, watches, bulks, mails, deliveries];
      await Promise.all(lanes.map((lane) => lane.stop()));
      await sender.stop();
    },
  };
}
