import type { PublishedProduct } from '@kaitong/contract';

/** The plans that an activated product's entry names. Prices belong to the region's plans and are not announced here. */
export const ANNOUNCED_PLANS: PublishedProduct['plans'] = [
  { kind: 'event', retentionDays: 7, period: 'month' },
  { kind: 'event', retentionDays: 7, period: 'year' },
  { kind: 'event', retentionDays: 30, period: 'month' },
  { kind: 'event', retentionDays: 30, period: 'year' },
  { kind: 'continuous', retentionDays: 7, period: 'month' },
];
