export type { Burst, Level, Limit, LimitOutcome, LimitScope, LimitUnit, Rate } from './limit.ts';
export { type LimitName, type LimitPlace, type LimitTable, limits } from './limits.ts';
export { type LimitTexts, limitTexts } from './texts.ts';
