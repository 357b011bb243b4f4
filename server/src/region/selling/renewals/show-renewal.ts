import type { SubscriptionView } from '@kaitong/contract';
import { chargedAt } from '@kaitong/core';
import { type RenewalRow, toRenewal } from './renewal-row.ts';

/** Auto-renewal as its owner sees it. */
export function showRenewal(row: RenewalRow, until: number, now: number): NonNullable<SubscriptionView['renewal']> {
  const { terms, period, refused } = row;
  const renewal = toRenewal(row);
  const price = renewal.told?.until === until ? renewal.told.price : renewal.agreed;
  const chargeAt = new Date(chargedAt(renewal, { until, at: now })).toISOString();
  return { terms, period, price, chargeAt, refused: refused > 0 };
}
