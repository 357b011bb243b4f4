import { days, type Reply, type regionSales, seconds } from '@kaitong/contract';
import { sql } from 'kysely';
import { type DeadlineHandler, hurryDeadlines, setDeadline } from '../../store/deadlines.ts';
import type { Executor } from '../../store/executor.ts';
import type { RegionTables } from '../../store/region/tables.ts';
import type { RegionContext } from '../context.ts';
import { finishLook, openLook } from './look.ts';
import { reconcileUnit } from './reconcile-unit.ts';
import { reconcileVerification } from './reconcile-verification.ts';
import { listUnits } from './units.ts';

// Set for the first time by the schema's migration, for the small hours.
const RECONCILIATION = 'footage.reconcile';
const ALL = 'all';
const EVERY = days(1);
/** It works for so long and rests as long: uploads share the disk, and other deadlines the lane. */
const STRETCH = seconds(1);

/** Looks at all footage once a day, by stretches: whichever process takes the next one goes on where the last one ended. */
export function reconciliationHandlers(context: RegionContext): Record<string, DeadlineHandler<RegionTables>> {
  return {
    [RECONCILIATION]: async (_, trx) => {
      const isOver = await goOn(context);
      await setDeadline(trx, RECONCILIATION, ALL, isOver ? EVERY : STRETCH);
    },
  };
}

/** Begins a look now; one that goes on already goes on. */
export async function reconcileFootage({ db }: RegionContext): Promise<Reply<typeof regionSales.reconcileFootage>> {
  await setDeadline(db, RECONCILIATION, ALL, seconds(0));
  return {};
}

/** For a region that was restored: what did not come back of its objects is known at once, and plays as gaps. */
export async function reconcileRestored(db: Executor): Promise<void> {
  await hurryDeadlines(db, RECONCILIATION);
}

async function goOn(context: RegionContext): Promise<boolean> {
  const { db, log, region } = context;
  const endsAt = performance.now() + STRETCH;
  const born = await findBirth(db);
  let look = await openLook(db);
  for await (const unit of listUnits(context, look.after_prefix)) {
    look = await reconcileUnit(context, look, unit, born);
    if (performance.now() > endsAt) return false;
  }
  for await (const after of reconcileVerification(context, look, born)) {
    look = after;
    if (performance.now() > endsAt) return false;
  }
  await finishLook(db, look);
  const { objects, missing, orphaned, repaired } = look;
  log.info({ region, objects, missing, orphaned, repaired }, 'footage.reconciled');
  return true;
}

/** When the region's tables were made. */
async function findBirth(db: Executor): Promise<Date> {
  const { rows } = await sql<{ at: string | null }>`SELECT min(timestamp) AS at FROM kysely_migration`.execute(db);
  const at = rows[0]?.at;
  if (!at) throw new Error('the region has no tables: nothing says since when its objects are its own');
  return new Date(at);
}
