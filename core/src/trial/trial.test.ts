import type { OrderId } from '@kaitong/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { claimTrial, releaseTrial, spendTrial, TRIAL, type TrialClaim } from './trial.ts';

const order = (n: number) => `or${String(n).padStart(18, '0')}` as OrderId;
const debug = (n: number) => ({ orderId: order(n), stage: 'debug' as const });

describe('the trial', () => {
  test('costs CNY 0.01 everywhere and is the 7-day event plan for 30 days', () => {
    expect(TRIAL).toEqual({
      price: { amount: 1, currency: 'CNY' },
      terms: { kind: 'event', retentionDays: 7 },
      length: { days: 30 },
    });
  });

  test('is had once per UUID: the second order is refused, the first may repeat itself', () => {
    const claim: TrialClaim = { orderId: order(1), state: 'held' };
    expect(claimTrial(null, debug(1))).toEqual(claim);
    expect(claimTrial(claim, debug(1))).toEqual(claim);
    expect(claimTrial(claim, debug(2))).toBe('trial_already_used');
  });

  test('is had only while the product is in debug stage', () => {
    expect(claimTrial(null, { orderId: order(1), stage: 'released' })).toBe('trial_not_in_debug');
  });

  test('that was ordered in debug stage can still be paid when the product was released meanwhile', () => {
    const claim: TrialClaim = { orderId: order(1), state: 'held' };
    expect(claimTrial(claim, { orderId: order(1), stage: 'released' })).toEqual(claim);
  });

  test('that was paid is used up, whether its claim is still known or was lost', () => {
    const used: TrialClaim = { orderId: order(1), state: 'used' };
    expect(spendTrial({ orderId: order(1), state: 'held' }, order(1))).toEqual(used);
    expect(spendTrial(null, order(1))).toEqual(used);
    expect(spendTrial(used, order(2))).toBe(used);
  });

  test('is paid for at most once, whatever orders claim, pay and give up in any order', () => {
    const step = fc.tuple(fc.constantFrom('claim', 'pay', 'release'), fc.integer({ min: 1, max: 3 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        let claim: TrialClaim | null = null;
        const payable = new Set<OrderId>();
        const paid = new Set<OrderId>();
        for (const [what, n] of steps) {
          if (what === 'claim') {
            const answer = claimTrial(claim, debug(n));
            if (typeof answer !== 'string') claim = answer;
            if (typeof answer !== 'string') payable.add(order(n));
          } else if (what === 'pay') {
            if (!payable.has(order(n))) continue;
            claim = spendTrial(claim, order(n));
            if (claim.orderId === order(n)) paid.add(order(n));
          } else {
            if (!paid.has(order(n))) payable.delete(order(n));
            claim = releaseTrial(claim, order(n));
          }
        }
        expect(paid.size).toBeLessThanOrEqual(1);
        if (paid.size === 1) expect(claim).toEqual({ orderId: [...paid][0], state: 'used' });
      }),
    );
  });
});
