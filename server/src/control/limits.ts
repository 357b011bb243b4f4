import { type LimitTable, limits } from '@kaitong/contract/limits';
import type { Bounds } from '../store/rate-limits.ts';

/** How often something may be done at the console; counted in control's database, over all processes. */
export type ControlLimits = Bounds<LimitTable['control']>;

export const controlLimits: ControlLimits = limits.control;
