import { hours } from '@kaitong/contract';
import { sweepSignIn } from '../sign-in/sweep-sign-in.ts';
import { type DeadlineHandler, setDeadline } from '../store/deadlines.ts';
import { sweepQuotas } from '../store/quotas.ts';
import { sweepRates } from '../store/rate-limits.ts';
import type { RegionTables } from '../store/region/tables.ts';
import { sweepAcknowledged } from '../store/topics.ts';
import { sweepAlarms } from './alarms/sweep-alarms.ts';
import { sweepCommands } from './commands/sweep-commands.ts';
import { CONFORMANCE_OUTBOX } from './conformance/save-conformance.ts';
import { sweepTests } from './conformance/sweep-tests.ts';
import type { RegionContext, RegionTransaction } from './context.ts';
import { sweepHandOverCodes } from './devices/hand-over.ts';
import { sweepDeviceTokens } from './devices/issue-token.ts';
import { forgetUnknownLicences } from './devices/learn-licence.ts';
import { sweepLogAccess } from './devices/log-access.ts';
import { sweepPairingTokens } from './devices/sweep-pairing-tokens.ts';
import { keepHour } from './figures/hours.ts';
import { sweepOpenEvents } from './footage/open-events.ts';
import { sweepHousehold } from './household/views.ts';
import { forgetDepartures } from './leaving/departure-log.ts';
import { sweepTesterCodes } from './owners/sweep-tester-codes.ts';
import { sweepPushes } from './pushes/sweep-pushes.ts';
import { sweepOrders } from './selling/orders/sweep-orders.ts';
import { SALES_OUTBOX } from './selling/reports/report.ts';
import { SOAK_OUTBOX } from './soak/send-reports.ts';
import { sweepSoaks } from './soak/sweep-soaks.ts';
import { RUN_OUTBOX } from './verification/report.ts';
import { sweepSeenPictures } from './verification/sweep-seen-pictures.ts';
import { sweepConverted } from './watching/converting/kept.ts';
import { sweepLine } from './watching/converting/line.ts';
import { sweepSessions } from './watching/sweep-sessions.ts';

// Set for the first time by the schema's migration.
const TIDYING = 'device.tidy';
const ALL = 'all';
const EVERY = hours(1);

/** For whoever compares what a region told with what control made of it. */
const REPORTS_KEPT = hours(24);
/** A control plane that was restored from an older backup than this would never hear of the sales since. */
const SALES_KEPT = hours(24 * 400);

/** Removes what has expired, and keeps what is counted by the hour: once an hour, one process of the region. */
export function tidyingHandlers(
  context: Pick<RegionContext, 'keys' | 'clock'>,
): Record<string, DeadlineHandler<RegionTables>> {
  return {
    [TIDYING]: async (_, trx) => {
      await tidy(trx);
      await keepHour(trx);
      await forgetDepartures(context);
      await setDeadline(trx, TIDYING, ALL, EVERY);
    },
  };
}

async function tidy(trx: RegionTransaction): Promise<void> {
  await sweepPairingTokens(trx);
  await sweepHandOverCodes(trx);
  await sweepLogAccess(trx);
  await sweepDeviceTokens(trx);
  await forgetUnknownLicences(trx);
  await sweepSessions(trx);
  await sweepLine(trx);
  await sweepConverted(trx);
  await sweepPushes(trx);
  await sweepAlarms(trx);
  await sweepHousehold(trx);
  await sweepOrders(trx);
  await sweepTesterCodes(trx);
  await sweepCommands(trx);
  await sweepTests(trx);
  await sweepSoaks(trx);
  await sweepSeenPictures(trx);
  await sweepAcknowledged(trx, RUN_OUTBOX, REPORTS_KEPT);
  await sweepAcknowledged(trx, CONFORMANCE_OUTBOX, REPORTS_KEPT);
  await sweepAcknowledged(trx, SOAK_OUTBOX, REPORTS_KEPT);
  await sweepAcknowledged(trx, SALES_OUTBOX, SALES_KEPT);
  await sweepSignIn(trx);
  await sweepRates(trx);
  await sweepQuotas(trx);
  await sweepOpenEvents(trx);
}
