import type { Money, OrderId, PlanTerms, ProductStage } from '@kaitong/contract';
import type { Length } from '../plans/calendar.ts';

/** 0.01元体验套餐: the same in every region, so that no region's price list can change what the guide promises. */
export const TRIAL: Readonly<{ price: Money; terms: PlanTerms; length: Length }> = {
  price: { amount: 1, currency: 'CNY' },
  terms: { kind: 'event', retentionDays: 7 },
  length: { days: 30 },
};

/** The one trial of a UUID, kept at control for all regions. `held`: ordered, not paid yet. `used`: for good. */
export type TrialClaim = { orderId: OrderId; state: 'held' | 'used' };

export type TrialRefusal = 'trial_not_in_debug' | 'trial_already_used';

/** The claim after an order asked for the UUID's trial, or why it cannot have it. Asking again with the same order is fine. */
export function claimTrial(
  claim: TrialClaim | null,
  { orderId, stage }: { orderId: OrderId; stage: ProductStage },
): TrialClaim | TrialRefusal {
  if (claim !== null) return claim.orderId === orderId ? claim : 'trial_already_used';
  return stage === 'debug' ? { orderId, state: 'held' } : 'trial_not_in_debug';
}

/**
 * The claim after its order was paid, also where it was lost with a database's last hours. A refund later does not give
 * the trial back.
 */
export function spendTrial(claim: TrialClaim | null, orderId: OrderId): TrialClaim {
  return claim === null || claim.orderId === orderId ? { orderId, state: 'used' } : claim;
}

/** The claim after its order was cancelled or expired unpaid: the UUID may try again. */
export function releaseTrial(claim: TrialClaim | null, orderId: OrderId): TrialClaim | null {
  return claim?.orderId === orderId && claim.state === 'held' ? null : claim;
}
