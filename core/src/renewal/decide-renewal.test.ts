import { days, hours, type Money } from '@kaitong/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GRACE } from '../subscription/standing.ts';
import { CHARGED_BEFORE, decideRenewal, type Renewal, TOLD_BEFORE } from './decide-renewal.ts';

const until = Date.parse('2026-05-01T09:00Z');
const yuan = (amount: number): Money => ({ amount, currency: 'CNY' });
const agreed: Renewal = { agreed: yuan(1000), told: null, tries: 0, refused: 0, triedAt: null };
const told: Renewal = { ...agreed, told: { until, at: until - days(8), price: yuan(1000) } };
const decide = (renewal: Renewal, at: number, price: Money | null = yuan(1000)) =>
  decideRenewal(renewal, { until, price, at });

describe('an auto-renewal', () => {
  test('is told eight days before the end and charged one day before it', () => {
    expect(decide(agreed, until - days(9))).toEqual({ do: 'wait', at: until - days(8) });
    const tell = { do: 'tell', price: yuan(1000), at: until - days(1), before: null };
    expect(decide(agreed, until - days(8))).toEqual(tell);
    expect(decide(told, until - days(2))).toEqual({ do: 'wait', at: until - days(1) });
    expect(decide(told, until - days(1))).toEqual({ do: 'charge', price: yuan(1000) });
  });

  test('of a price that rose is told with the price before, and charged only seven days after that', () => {
    const tell = { do: 'tell', price: yuan(1200), at: until + days(6), before: yuan(1000) };
    expect(decide(told, until - days(1), yuan(1200))).toEqual(tell);
    const again: Renewal = { ...told, told: { until, at: until - days(1), price: yuan(1200) } };
    expect(decide(again, until, yuan(1200))).toEqual({ do: 'wait', at: until + days(6) });
    expect(decide(again, until + days(6), yuan(1200))).toEqual({ do: 'charge', price: yuan(1200) });
    expect(decide(again, until + days(6), yuan(900))).toEqual({ do: 'charge', price: yuan(900) });
    expect(decide(agreed, until - days(8), yuan(1100))).toMatchObject({ do: 'tell', before: yuan(1000) });
    expect(decide(told, until - days(1), { amount: 1, currency: 'USD' })).toMatchObject({ do: 'tell' });
  });

  test('that was told late is charged late, and not once the footage is gone', () => {
    expect(decide(agreed, until - hours(1))).toMatchObject({ do: 'tell', at: until - hours(1) + days(7) });
    expect(decide(agreed, until + hours(1))).toEqual({ do: 'end', why: 'too_late' });
  });

  test('that is refused is tried four times more, the last time five and a half days after the end', () => {
    let renewal = told;
    const tries: number[] = [];
    for (let at = until - days(1); ; ) {
      const move = decide(renewal, at);
      if (move.do === 'end') {
        expect(move.why).toBe('refused');
        break;
      }
      if (move.do === 'wait') at = move.at;
      if (move.do !== 'charge') continue;
      tries.push((at - until) / hours(1));
      renewal = { ...renewal, tries: renewal.tries + 1, triedAt: at };
      expect(decide(renewal, at + days(3))).toEqual({ do: 'await' });
      renewal = { ...renewal, refused: renewal.refused + 1 };
    }
    expect(tries).toEqual([-24, -12, 12, 60, 108]);
  });

  test('of a plan that is not sold any more ends, and nothing is charged', () => {
    expect(decide(told, until - days(1), null)).toEqual({ do: 'end', why: 'not_sold' });
    expect(decide(agreed, until - days(8), null)).toEqual({ do: 'end', why: 'not_sold' });
    expect(decide(agreed, until - days(20), null)).toMatchObject({ do: 'wait' });
  });
});

test('whatever prices and outages do, nobody is charged who was not told a week before, nor more than that, nor twice', () => {
  const price = fc.oneof(fc.constant(null), fc.integer({ min: 1, max: 3000 }).map(yuan));
  const step = fc.record({ price, late: fc.integer({ min: 0, max: days(2) }), refuses: fc.boolean() });
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 1, maxLength: 25 }),
      fc.integer({ min: 0, max: days(12) }),
      (steps, early) => {
        let renewal = agreed;
        let at = until - early;
        for (const { price: now, late, refuses } of steps) {
          const move = decideRenewal(renewal, { until, price: now, at });
          if (move.do === 'end') return;
          if (move.do === 'wait') {
            expect(move.at).toBeGreaterThan(at);
            at = move.at + late; // a server that was down
          }
          if (move.do === 'tell') renewal = { ...renewal, told: { until, at, price: move.price } };
          if (move.do !== 'charge') continue;
          const { told: said } = renewal;
          expect(at).toBeGreaterThanOrEqual(until - CHARGED_BEFORE);
          expect(at - (said?.at ?? at)).toBeGreaterThanOrEqual(TOLD_BEFORE);
          expect(move.price.amount).toBeLessThanOrEqual(said?.price.amount ?? 0);
          expect(at).toBeLessThan(until + GRACE);
          renewal = { ...renewal, tries: renewal.tries + 1, triedAt: at };
          expect(decideRenewal(renewal, { until, price: now, at })).toEqual({ do: 'await' });
          if (!refuses) return;
          renewal = { ...renewal, refused: renewal.refused + 1 };
        }
      },
    ),
    { numRuns: 500 },
  );
});
