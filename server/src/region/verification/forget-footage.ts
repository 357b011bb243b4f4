import { hurryDeadlines } from '../../store/deadlines.ts';
import type { Executor } from '../../store/executor.ts';
import { FOOTAGE_DELETION } from './deadline-kinds.ts';

/**
 * For a region that was restored: no backup holds footage, so what its rows say of it is deleted, and recorded as such, as
 * soon as the region runs, instead of after the day that it would have been kept.
 */
export async function forgetFootage(db: Executor): Promise<void> {
  await hurryDeadlines(db, FOOTAGE_DELETION);
}
