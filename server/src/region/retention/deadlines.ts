import { type DeviceId, hours } from '@kaitong/contract';
import { dayOf } from '@kaitong/core';
import { readNow } from '../../store/database-clock.ts';
import { type Deadline, type DeadlineHandlers, setDeadline } from '../../store/deadlines.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext } from '../context.ts';
import { ensureDay } from '../footage/days.ts';
import { forgetDeletions } from '../footage/deletion-log.ts';
import { FOOTAGE_DAYS } from '../footage/look-at-days.ts';
import { dropExpiredDays, listDays, removeStrayDays } from './days.ts';
import { endFootageWhenDue, FOOTAGE_END } from './end-footage.ts';
import { clearDaysSoon, keepBeyondHandlers, listDaysToClear } from './keep-beyond.ts';
import { keepDayRules } from './keep-rules.ts';

/** Days end at midnight UTC; a round that found nothing costs one query. */
const EVERY = hours(1);

/** What happens to footage by time alone. */
export function retentionDeadlineHandlers(context: RegionContext): DeadlineHandlers<RegionTables> {
  return {
    [FOOTAGE_DAYS]: async ({ subject }: Deadline, trx) => {
      const now = await readNow(trx);
      await makeDaysAhead(context, now);
      await keepDayRules(context, now);
      if ((await listDaysToClear(context.db, now)).length > 0) await clearDaysSoon(trx);
      await dropExpiredDays(context, now);
      await removeStrayDays(context, now);
      await forgetDeletions(context, now);
      await setDeadline(trx, FOOTAGE_DAYS, subject, EVERY);
    },
    ...keepBeyondHandlers(context),
    [FOOTAGE_END]: async ({ subject }: Deadline<DeviceId>, trx) => await endFootageWhenDue(context, trx, subject),
  };
}

/** Whatever is being recorded now finds tomorrow's partitions at midnight: no camera waits while they are made. */
async function makeDaysAhead(context: RegionContext, now: Date): Promise<void> {
  const today = dayOf(now.getTime());
  const inUse = new Set(
    (await listDays(context.db)).filter(({ day }) => day >= today - 1).map((p) => p.retentionClass),
  );
  for (const retentionClass of inUse) await ensureDay(context, { retentionClass, day: today + 1 });
}
