import type { CommandName } from '@kaitong/contract';
import type { Duty } from '../duties.ts';
import { sayBroken } from '../plane-away.ts';
import { mailHandlers } from '../sign-in/reset-mail.ts';
import { type DeadlineRunner, runDeadlines } from '../store/deadlines.ts';
import type { RegionTables } from '../store/region/tables.ts';
import { endAlarmsOfMember } from './alarms/phones.ts';
import { queueAlarms } from './alarms/queue-alarms.ts';
import { sendAlarms } from './alarms/send-alarms.ts';
import { lifeHandlers } from './begin-life.ts';
import { conformanceDeadlineHandlers } from './conformance/deadlines.ts';
import { endConformanceOf, hearConformanceReply } from './conformance/hear-device.ts';
import { hearTesterUnlinked } from './conformance/hear-unlinked.ts';
import { lockConformanceOf } from './conformance/lock-conformance.ts';
import { offerBroker } from './conformance/offer-broker.ts';
import { findTestedRelease, hearUpdateReport } from './conformance/offer-update.ts';
import { sendConformance } from './conformance/send-reports.ts';
import type { RegionContext, RegionHooks } from './context.ts';
import { deviceLogDeadlineHandlers } from './device-log/deadlines.ts';
import { hearLicencesRevoked } from './devices/hear-revoked.ts';
import { claimRenewalHandlers } from './devices/renew-claims.ts';
import { settleClaims } from './devices/settle-claims.ts';
import { storeConfirmedSettings } from './devices/store-confirmed-settings.ts';
import { holdHandlers } from './firmware/holds.ts';
import { firmwareDeadlineHandlers, imageFetchHandlers } from './firmware/keep-images.ts';
import { keyErasureHandlers } from './footage/erase-keys.ts';
import { makePreviews } from './footage/previews.ts';
import { footageRemovalHandlers } from './footage/remove-objects.ts';
import { decodeObjects } from './judging/decode-objects.ts';
import { inspectObjects } from './judging/inspect-objects.ts';
import { JudgeMeter } from './judging/judge-meter.ts';
import { leavingHandlers } from './leaving/erase-owner.ts';
import { movingHandlers } from './moving/deadlines.ts';
import { noticeMailHandlers } from './news/mail-notices.ts';
import { resetPageOf } from './owners/reset-password.ts';
import { presenceDeadlineHandlers } from './presence/deadlines.ts';
import { pushDeadlineHandlers } from './pushes/end-stream.ts';
import { reconciliationHandlers } from './reconciliation/deadlines.ts';
import { sendRecordingGrant } from './recording/recording-grant.ts';
import { retentionDeadlineHandlers } from './retention/deadlines.ts';
import { paymentDeadlineHandlers } from './selling/orders/ask-providers.ts';
import { orderDeadlineHandlers } from './selling/orders/deadlines.ts';
import { endPurchases } from './selling/orders/hear-device-removed.ts';
import { mandateDeadlineHandlers } from './selling/renewals/charge.ts';
import { renewalDeadlineHandlers } from './selling/renewals/decide.ts';
import { sendSales } from './selling/reports/send-reports.ts';
import { subscriptionDeadlineHandlers } from './selling/subscriptions/deadlines.ts';
import { soakDeadlineHandlers } from './soak/deadlines.ts';
import { endSoakOf } from './soak/end-soak.ts';
import { sendSoaks } from './soak/send-reports.ts';
import { tidyingHandlers } from './tidy.ts';
import { verificationClips } from './verification/clips.ts';
import { RUN_WAITING } from './verification/deadline-kinds.ts';
import { runDeadlineHandlers } from './verification/deadlines.ts';
import { hearDeviceRemoved, hearGrantReply, hearProbeReply } from './verification/hear-device.ts';
import { hearPresence } from './verification/hear-presence.ts';
import { sendReports } from './verification/send-reports.ts';
import { lookForPlace } from './verification/waiting-runs.ts';
import { makeFilmstrips } from './watching/filmstrips.ts';
import { endOpenedBy, endOpenedByMember } from './watching/sessions.ts';

/** What the rooms make of what happens in rooms that know nothing of them. */
export const regionHooks: RegionHooks = {
  async commandReplied(trx, reply) {
    const mayRecordOther = reply.name === 'settings' && reply.ok && (await storeConfirmedSettings(trx, reply));
    if (reply.name === 'grant') await hearGrantReply(trx, reply);
    if (reply.name === 'probe') await hearProbeReply(trx, reply);
    await hearConformanceReply(trx, reply);
    if (mayRecordOther) await sendRecordingGrant(trx, reply.deviceId);
  },
  repliesFollowed: new Set<CommandName>(['settings', 'grant', 'probe', 'record', 'simulate', 'update']),
  async deviceRemoved(trx, deviceId) {
    await hearDeviceRemoved(trx, deviceId);
    await lockConformanceOf(trx, deviceId);
    await endPurchases(trx, deviceId);
    await endConformanceOf(trx, deviceId);
    await endSoakOf(trx, deviceId);
  },
  tokenAsked: offerBroker,
  offerAsked: findTestedRelease,
  updateReported: hearUpdateReport,
  presenceChanged: hearPresence,
  permissionChanged: sendRecordingGrant,
  licencesRevoked: hearLicencesRevoked,
  testerUnlinked: hearTesterUnlinked,
  sessionsEnded: endOpenedBy,
  async householdChanged(trx, member) {
    await endOpenedByMember(trx, member);
    await endAlarmsOfMember(trx, member);
  },
  eventOpened: queueAlarms,
};

type Part = Pick<DeadlineRunner, 'stop'>;

/** Everything that a region does without being asked, or what a process with these duties does of it. */
export function startRegionWork(context: RegionContext, duties: ReadonlySet<Duty>): DeadlineRunner {
  const parts = [
    ...(duties.has('timers') ? startTimers(context) : []),
    ...(duties.has('judge') ? startJudging(context) : []),
  ];
  return {
    async stop() {
      await Promise.all(parts.map((part) => part.stop()));
    },
  };
}

/** Each in any number of processes. */
function startJudging(context: RegionContext): Part[] {
  const meter = new JudgeMeter(context);
  meter.start();
  const clips = verificationClips(context);
  return [
    inspectObjects(context, clips),
    decodeObjects(context, clips, meter),
    makePreviews(context),
    makeFilmstrips(context),
    meter,
  ];
}

/** Each in any number of processes. */
function startTimers(context: RegionContext): Part[] {
  const { db, notifications, log, region } = context;
  const alarms = sendAlarms(context);
  // An alarm is a matter of seconds: it waits behind nothing else.
  const ringing = runDeadlines({
    db,
    notifications,
    handlers: alarms.handlers,
    onError: (err, deadline) => log.error({ err, region, deadline }, 'alarm.deadline_broke'),
    lanes: 2,
  });
  return [
    runDeadlines({
      db,
      notifications,
      handlers: {
        ...presenceDeadlineHandlers(context),
        ...lifeHandlers(context),
        ...claimRenewalHandlers(context),
        ...deviceLogDeadlineHandlers(),
        ...firmwareDeadlineHandlers(context),
        ...holdHandlers,
        ...footageRemovalHandlers(context),
        ...keyErasureHandlers(context),
        ...leavingHandlers(context),
        ...retentionDeadlineHandlers(context),
        ...reconciliationHandlers(context),
        ...movingHandlers(context),
        ...runDeadlineHandlers(context),
        ...conformanceDeadlineHandlers(context),
        ...soakDeadlineHandlers,
        ...pushDeadlineHandlers(context),
        ...orderDeadlineHandlers(),
        ...subscriptionDeadlineHandlers(context),
        ...renewalDeadlineHandlers(context),
        ...tidyingHandlers(context),
      },
      onError: sayBroken(log, { region }),
    }),
    // Hundreds may stand in the line before the judge, and take their turns one after the other.
    runDeadlines({
      db,
      notifications,
      handlers: { [RUN_WAITING]: lookForPlace },
      onError: sayBroken(log, { region }),
      lanes: 4,
    }),
    // Of releases of many products at once: a control that is slow holds up no timer, and few images are in memory.
    runDeadlines({
      db,
      notifications,
      handlers: imageFetchHandlers(context),
      onError: sayBroken(log, { region }),
      lanes: 2,
    }),
    // These wait for other companies: in lanes of their own, so that no timer of ours waits behind them.
    runDeadlines({
      db,
      notifications,
      handlers: { ...paymentDeadlineHandlers(context), ...mandateDeadlineHandlers(context) },
      onError: (err, deadline) => log.warn({ err, region, deadline }, 'payment.deadline_broke'),
      lanes: 3,
    }),
    runDeadlines({
      db,
      notifications,
      handlers: {
        ...mailHandlers<RegionTables>({ ...context, resetPage: resetPageOf(context.publicUrl) }),
        ...noticeMailHandlers(context),
      },
      onError: (err, deadline) => log.warn({ err, region, kind: deadline?.kind }, 'mail.failed'),
      lanes: 1,
    }),
    { stop: () => ringing.stop().then(alarms.stop) },
    sendReports(context),
    sendConformance(context),
    sendSoaks(context),
    sendSales(context),
    settleClaims(context),
  ];
}
