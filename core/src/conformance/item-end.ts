import type { ItemReason, ItemVerdict, ProblemParams } from '@kaitong/contract';

export type ItemEnd = { verdict: ItemVerdict; reason: { code: ItemReason; params: ProblemParams } };

export const ended = (verdict: ItemVerdict, code: ItemReason, params: ProblemParams = {}): ItemEnd => ({
  verdict,
  reason: { code, params },
});

/** Skipped for want of something that an outage may have kept from happening. */
const LACKING: readonly ItemReason[] = [
  'not_interrupted',
  'certificate_not_met',
  'broker_not_met',
  'brokers_met_in_part',
  'motion_not_followed',
  'rate_not_judged',
  'platform_away',
];

/** So often an item begins anew; then nothing is said of the camera. */
const MOST_BEGUN_ANEW = 2;

/**
 * What follows where an item would end. A pass is one, whatever was lost; what went wrong in an item of which the platform
 * lost time says nothing of the camera, so it is tried anew.
 *
 * @param begunAnew how often it has been
 */
export function endAfterOutage(end: ItemEnd, item: { lostMs: number; begunAnew: number }): ItemEnd | 'anew' {
  const isSpoilt = end.verdict === 'skipped' ? LACKING.includes(end.reason.code) : end.verdict !== 'pass';
  if (item.lostMs === 0 || !isSpoilt) return end;
  return item.begunAnew < MOST_BEGUN_ANEW ? 'anew' : ended('skipped', 'platform_away');
}
