import { type DeadlineRunner, runDeadlines } from '../store/deadlines.ts';
import type { RegionContext, RegionHooks } from './context.ts';
import { deviceDeadlineHandlers } from './devices/deadlines.ts';
import { footageRemovalHandlers } from './footage/remove-objects.ts';
import { decodeObjects } from './judging/decode-objects.ts';
import { inspectObjects } from './judging/inspect-objects.ts';
import { runDeadlineHandlers } from './runs/deadlines.ts';
import { hearDeviceRemoved, hearGrantReply, hearProbeReply } from './runs/hear-device.ts';
import { sendReports } from './runs/send-reports.ts';
import { tidyingHandlers } from './tidy.ts';

/** What runs make of what happens to devices. */
export const runHooks: RegionHooks = {
  async commandReplied(trx, reply) {
    if (reply.name === 'grant') await hearGrantReply(trx, reply);
    if (reply.name === 'probe') await hearProbeReply(trx, reply);
  },
  async deviceRemoved(trx, deviceId) {
    await hearDeviceRemoved(trx, deviceId);
  },
};

/** Everything that a region does without being asked: timers, judging, reports to control. In every process of it. */
export function startRegionWork(context: RegionContext): DeadlineRunner {
  const { db, notifications, log, region } = context;
  const parts = [
    runDeadlines({
      db,
      notifications,
      handlers: {
        ...deviceDeadlineHandlers(context),
        ...footageRemovalHandlers(context),
        ...runDeadlineHandlers(context),
        ...tidyingHandlers(),
      },
      onError: (err, deadline) => log.error({ err, region, deadline }, 'deadline.broke'),
    }),
    inspectObjects(context),
    decodeObjects(context),
    sendReports(context),
  ];
  return {
    async stop() {
      await Promise.all(parts.map((part) => part.stop()));
    },
  };
}
