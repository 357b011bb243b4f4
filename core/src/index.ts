export { canCancel } from './activation/application.ts';
export { type CheckFacts, chooseDevice, decideCheck, type Lookup, olderShare } from './activation/check.ts';
export { compareFirmware } from './activation/firmware.ts';
export { deadlineOf, moveRun, type RunFacts, type RunMove, type RunSignal, type RunStep } from './activation/run.ts';
export {
  FOOTAGE_KEPT,
  FOOTAGE_LIMIT,
  FOOTAGE_MINIMUM,
  REGION_SILENCE,
  RUNS_PER_DAY,
  type Step,
  steps,
} from './activation/steps.ts';
export { allocate } from './money/allocate.ts';
export {
  add,
  compare,
  multiply,
  negate,
  type Ratio,
  ratio,
  roundHalfEven,
  subtract,
  sum,
  zero,
} from './money/arithmetic.ts';
export { type SharedOrder, type ShareTerms, shareOf, shareReversed } from './money/share.ts';
export {
  addLength,
  addMonths,
  type DayNumber,
  dayOf,
  type Length,
  lengthOf,
  startOfDay,
  type Time,
} from './plans/calendar.ts';
export { type Coupon, type CouponRefusal, priceAfter, refuseCoupon } from './plans/coupon.ts';
export { refundFor, type Usage, usageOf } from './subscription/refund.ts';
export type { Slice } from './subscription/slices.ts';
export { findInForce, GRACE, keyEndsAt, type Standing, standingAt } from './subscription/standing.ts';
export {
  moveSubscription,
  noSubscription,
  type Subscription,
  type SubscriptionEvent,
} from './subscription/subscription.ts';
export { claimTrial, releaseTrial, spendTrial, TRIAL, type TrialClaim, type TrialRefusal } from './trial/trial.ts';
