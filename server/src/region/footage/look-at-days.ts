import { seconds } from '@kaitong/contract';
import { setDeadline } from '../../store/deadlines.ts';
import type { RegionTransaction } from '../context.ts';

// Set for the first time by the schema's migration.
export const FOOTAGE_DAYS = 'footage.days';

/** Has whoever takes it look at once at which days end: rules of a store are to know what is kept before they remove it. */
export const lookAtDaysSoon = (trx: RegionTransaction): Promise<void> =>
  setDeadline(trx, FOOTAGE_DAYS, 'all', seconds(0));
