import { type DeadlineRunner, runDeadlines } from '../store/deadlines.ts';
import { conformanceDeadlineHandlers } from './conformance/deadlines.ts';
import { endConformanceOf, hearConformanceReply } from './conformance/hear-device.ts';
import { sendConformance } from './conformance/send-reports.ts';
import type { RegionContext, RegionHooks } from './context.ts';
import { deviceLogDeadlineHandlers } from './device-log/deadlines.ts';
import { decodeObjects } from './judging/decode-objects.ts';
import { inspectObjects } from './judging/inspect-objects.ts';
import { JudgeMeter } from './judging/judge-meter.ts';
import { orderDeadlineHandlers } from './orders/deadlines.ts';
import { endPurchases } from './orders/hear-device-removed.ts';
import { paymentDeadlineHandlers } from './payments/deadlines.ts';
import { callbackDeadlineHandlers } from './payments/sandbox/callbacks.ts';
import { refundDeadlineHandlers } from './payments/sandbox/refunds.ts';
import { presenceDeadlineHandlers } from './presence/deadlines.ts';
import { pushDeadlineHandlers } from './pushes/end-stream.ts';
import { reconciliationHandlers } from './reconciliation/deadlines.ts';
import { retentionDeadlineHandlers } from './retention/deadlines.ts';
import { footageRemovalHandlers } from './retention/remove-objects.ts';
import { runDeadlineHandlers } from './runs/deadlines.ts';
import { hearDeviceRemoved, hearGrantReply, hearProbeReply } from './runs/hear-device.ts';
import { sendReports } from './runs/send-reports.ts';
import { sendSales } from './sales/send-reports.ts';
import { subscriptionDeadlineHandlers } from './subscriptions/deadlines.ts';
import { tidyingHandlers } from './tidy.ts';

/** What runs, tests and orders make of what happens to devices. */
export const runHooks: RegionHooks = {
  async commandReplied(trx, reply) {
    if (reply.name === 'grant') await hearGrantReply(trx, reply);
    if (reply.name === 'probe') await hearProbeReply(trx, reply);
    await hearConformanceReply(trx, reply);
  },
  async deviceRemoved(trx, deviceId) {
    await hearDeviceRemoved(trx, deviceId);
    await endConformanceOf(trx, deviceId);
    await endPurchases(trx, deviceId);
  },
};

/** Everything that a region does without being asked: timers, judging, reports to control. In every process of it. */
export function startRegionWork(context: RegionContext): DeadlineRunner {
  const { db, notifications, log, region } = context;
  const meter = new JudgeMeter(context);
  meter.start();
  const parts = [
    runDeadlines({
      db,
      notifications,
      handlers: {
        ...presenceDeadlineHandlers(context),
        ...deviceLogDeadlineHandlers(),
        ...footageRemovalHandlers(context),
        ...retentionDeadlineHandlers(context),
        ...reconciliationHandlers(context),
        ...runDeadlineHandlers(context),
        ...conformanceDeadlineHandlers(context),
        ...pushDeadlineHandlers(context),
        ...orderDeadlineHandlers(),
        ...subscriptionDeadlineHandlers(),
        ...refundDeadlineHandlers(),
        ...tidyingHandlers(),
      },
      onError: (err, deadline) => log.error({ err, region, deadline }, 'deadline.broke'),
    }),
    // These wait for other companies: in lanes of their own, so that no timer of ours waits behind them.
    runDeadlines({
      db,
      notifications,
      handlers: { ...paymentDeadlineHandlers(context), ...callbackDeadlineHandlers(context) },
      onError: (err, deadline) => log.warn({ err, region, deadline }, 'payment.deadline_broke'),
      lanes: 3,
    }),
    inspectObjects(context),
    decodeObjects(context, meter),
    sendReports(context),
    sendConformance(context),
    sendSales(context),
    meter,
  ];
  return {
    async stop() {
      await Promise.all(parts.map((part) => part.stop()));
    },
  };
}
