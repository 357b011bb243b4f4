import { hours, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import { sweepRates } from '../../store/rate-limits.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext } from '../context.ts';
import { sweepPresence } from '../presence/sweep-presence.ts';

// Set for the first time by the schema's migration.
const PRESENCE_SWEEP = 'device.presence';
const TIDYING = 'device.tidy';
const ALL = 'all';

/** A deadline of 10 s or more is found by whoever looks next, without a notification each time. */
const SWEEP_EVERY = seconds(10);
const TIDY_EVERY = hours(1);
/** For whoever looks into why a device did not do something. */
const COMMANDS_KEPT = hours(24 * 7);

/** What the region does on its own for devices: presence by time-out, and removing what has expired. */
export function deviceDeadlineHandlers(context: RegionContext): Record<string, DeadlineHandler<RegionTables>> {
  return {
    [PRESENCE_SWEEP]: async (_, trx) => {
      const swept = await sweepPresence(context, trx);
      await setDeadline(trx, PRESENCE_SWEEP, ALL, swept > 0 ? seconds(1) : SWEEP_EVERY);
    },
    [TIDYING]: async (_, trx) => {
      const over = sql<Date>`kaitong_now()`;
      await trx.deleteFrom('pairing_token').where('expires_at', '<', over).execute();
      await trx.deleteFrom('tester_code').where('expires_at', '<', over).execute();
      const forgotten = sql<Date>`kaitong_now() - ${COMMANDS_KEPT} * interval '1 ms'`;
      await trx.deleteFrom('command').where('expires_at', '<', forgotten).execute();
      await sweepRates(trx);
      await setDeadline(trx, TIDYING, ALL, TIDY_EVERY);
    },
  };
}
