import type { PlanKind, PlanTerms } from '@kaitong/contract';
import type { Time } from '../plans/calendar.ts';
import { findInForce } from '../subscription/standing.ts';
import type { Subscription } from '../subscription/subscription.ts';

/** What plans give that were made before they named it: some 200 events of a doorbell, or five hours of everything. */
const UNNAMED: Record<PlanKind, number> = { event: 1e9, continuous: 5e9 };

/** How many bytes a camera may keep beyond its days under these terms. */
export const keptQuota = ({ kind, keptBytes }: Pick<PlanTerms, 'kind' | 'keptBytes'>): number =>
  keptBytes ?? UNNAMED[kind];

/** The same by what is in force at a moment; without a plan nothing more is kept, and what is kept stays. */
export function keptQuotaAt(subscription: Subscription, at: Time): number {
  const slice = findInForce(subscription, at);
  return slice ? keptQuota(slice.terms) : 0;
}
