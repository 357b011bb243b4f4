import { hours } from '@kaitong/contract';
import { sql } from 'kysely';
import { sweepSignIn } from '../sign-in/sweep-sign-in.ts';
import type { ControlTables } from '../store/control/tables.ts';
import { type DeadlineHandler, setDeadline } from '../store/deadlines.ts';
import { sweepRates } from '../store/rate-limits.ts';
import { sweepClosedOrders } from './sales/closed-orders.ts';

// Set for the first time by the schema's migration.
const TIDYING = 'control.tidy';
const ALL = 'all';
const EVERY = hours(1);

/** As regions keep theirs: see docs/decisions/0006-how-long-things-are-kept.md. */
const FINGERPRINTS_KEPT = hours(24 * 730);

/** Removes what has expired. */
export function tidyingHandlers(): Record<string, DeadlineHandler<ControlTables>> {
  return {
    [TIDYING]: async (_, trx) => {
      await sweepSignIn(trx);
      await sweepRates(trx);
      await sweepClosedOrders(trx);
      await trx
        .deleteFrom('fingerprint')
        .where('seen_at', '<', sql<Date>`kaitong_now() - ${FINGERPRINTS_KEPT} * interval '1 ms'`)
        .execute();
      await setDeadline(trx, TIDYING, ALL, EVERY);
    },
  };
}
