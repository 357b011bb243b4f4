import { hours } from '@kaitong/contract';
import { sweepSignIn } from '../sign-in/sweep-sign-in.ts';
import type { ControlTables } from '../store/control/tables.ts';
import { type DeadlineHandler, setDeadline } from '../store/deadlines.ts';
import { sweepRates } from '../store/rate-limits.ts';
import { sweepInvitations } from './accounts/invitations.ts';
import { sweepTerminalLogins } from './accounts/terminal-login.ts';
import { sweepFingerprints } from './applications/fingerprints.ts';
import { sweepKeyedCalls } from './calls/answer-once.ts';
import { sweepFindingsShares } from './findings/sweep-shares.ts';
import { sweepImages } from './firmware/image-parts.ts';
import { sweepNotices } from './notices/sweep-notices.ts';
import { sweepClosedOrders } from './sales/closed-orders.ts';
import { sweepDeliveries } from './webhooks/sweep-deliveries.ts';

// Set for the first time by the schema's migration.
const TIDYING = 'control.tidy';
const ALL = 'all';
const EVERY = hours(1);

/** Removes what has expired. */
export function tidyingHandlers(): Record<string, DeadlineHandler<ControlTables>> {
  return {
    [TIDYING]: async (_, trx) => {
      await sweepSignIn(trx);
      await sweepInvitations(trx);
      await sweepRates(trx);
      await sweepClosedOrders(trx);
      await sweepFingerprints(trx);
      await sweepKeyedCalls(trx);
      await sweepTerminalLogins(trx);
      await sweepNotices(trx);
      await sweepDeliveries(trx);
      await sweepFindingsShares(trx);
      await sweepImages(trx);
      await setDeadline(trx, TIDYING, ALL, EVERY);
    },
  };
}
