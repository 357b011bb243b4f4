import { hours } from '@kaitong/contract';
import { sql } from 'kysely';
import type { ControlTables } from '../store/control/tables.ts';
import { type DeadlineHandler, setDeadline } from '../store/deadlines.ts';
import { sweepRates } from '../store/rate-limits.ts';

// Set for the first time by the schema's migration.
const TIDYING = 'control.tidy';
const ALL = 'all';
const EVERY = hours(1);

/** Removes what has expired. */
export function tidyingHandlers(): Record<string, DeadlineHandler<ControlTables>> {
  return {
    [TIDYING]: async (_, trx) => {
      await trx.deleteFrom('login_session').where('expires_at', '<', sql<Date>`kaitong_now()`).execute();
      await sweepRates(trx);
      await setDeadline(trx, TIDYING, ALL, EVERY);
    },
  };
}
