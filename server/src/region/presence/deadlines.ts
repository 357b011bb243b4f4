import { seconds } from '@kaitong/contract';
import { type DeadlineHandler, setDeadline } from '../../store/deadlines.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext } from '../context.ts';
import { sweepPresence } from './sweep-presence.ts';

// Set for the first time by the schema's migration.
const PRESENCE_SWEEP = 'device.presence';
const ALL = 'all';

/** A deadline of 10 s or more is found by whoever looks next, without a notification each time. */
const SWEEP_EVERY = seconds(10);

/** What the region does on its own for devices: presence by time-out. */
export function presenceDeadlineHandlers(context: RegionContext): Record<string, DeadlineHandler<RegionTables>> {
  return {
    [PRESENCE_SWEEP]: async (_, trx) => {
      const swept = await sweepPresence(context, trx);
      await setDeadline(trx, PRESENCE_SWEEP, ALL, swept > 0 ? seconds(1) : SWEEP_EVERY);
    },
  };
}
