import { type LimitTable, limits } from '@kaitong/contract/limits';
import type { Bounds } from '../store/rate-limits.ts';

/** How often something may be done, and how much of it; counted in the region's database, over all processes. */
export type RegionLimits = Bounds<LimitTable['region']>;

export const regionLimits: RegionLimits = limits.region;
