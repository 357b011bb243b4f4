import { days, EventId, hours, type OrderId, PlanKind, RETENTION_DAYS } from '@kaitong/contract';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { dayOf, startOfDay } from '../plans/calendar.ts';
import { moveSubscription, noSubscription } from '../subscription/subscription.ts';
import { classOf, isPassing, KEPT, keptFor, type OpeningClass, RETENTION_CLASSES } from './classes.ts';
import { canKeep, deletableAt, droppableAt, firstKeptDay, footageUntil } from './deletion.ts';
import { composeEventId, EVENT_ID_CHANCE, readEventId } from './event-id.ts';
import { keptQuota, keptQuotaAt } from './kept-quota.ts';

const opening = RETENTION_CLASSES.filter((one): one is OpeningClass => one !== KEPT);
const retentionClass = fc.constantFrom(...opening);
const time = fc.integer({ min: 0, max: Date.parse('2200-01-01') });
const chance = fc.stringMatching(new RegExp(`^[a-z0-9]{${EVENT_ID_CHANCE}}$`));
const noon = Date.parse('2026-11-25T12:00Z');

describe('a retention class', () => {
  test('follows from the plan: kind and days', () => {
    const all = PlanKind.options.flatMap((kind) => RETENTION_DAYS.map((retentionDays) => ({ kind, retentionDays })));
    expect(['verification', 'conformance', ...all.map(classOf), KEPT]).toEqual(RETENTION_CLASSES);
    for (const terms of all) expect(keptFor(classOf(terms))).toBe(days(terms.retentionDays));
  });

  test('of verification footage is 24 hours', () => expect(keptFor('verification')).toBe(hours(24)));
});

describe('an event id', () => {
  test('carries class and recorded day, in letters and digits only', () => {
    const id = composeEventId('event7', noon, '0123456789abc');
    expect(id).toBe('eva0g1a0123456789abc');
    expect(readEventId(id)).toEqual({ retentionClass: 'event7', day: dayOf(noon) });
  });

  test('gives back what was put into it, for every class and day', () => {
    fc.assert(
      fc.property(retentionClass, time, chance, (one, when, random) => {
        const id = composeEventId(one, when, random);
        expect(EventId.safeParse(id).success).toBe(true);
        expect(readEventId(id)).toEqual({ retentionClass: one, day: dayOf(when) });
      }),
    );
  });

  test('of a class sorts by day', () => {
    fc.assert(
      fc.property(retentionClass, time, time, chance, (one, a, b, random) => {
        if (dayOf(a) < dayOf(b)) expect(composeEventId(one, a, random) < composeEventId(one, b, random)).toBe(true);
      }),
    );
  });

  test('of a letter that no class has names no place, and too little chance is refused', () => {
    expect(readEventId('evz0g1a0123456789abc' as EventId)).toBeUndefined();
    expect(() => composeEventId('event7', noon, 'short')).toThrow();
  });
});

describe('footage', () => {
  test('of a verification goes 24 hours after it was recorded', () => {
    expect(deletableAt('verification', noon)).toBe(noon + hours(24));
  });

  test('is kept at least as many days as were paid for, at most one day more', () => {
    fc.assert(
      fc.property(retentionClass, time, (one, when) => {
        if (isPassing(one)) return;
        const kept = deletableAt(one, when) - when;
        expect(kept).toBeGreaterThan(keptFor(one));
        expect(kept).toBeLessThanOrEqual(keptFor(one) + days(1));
      }),
    );
  });

  test('of a day is droppable exactly when that day lies before the first one kept', () => {
    fc.assert(
      fc.property(retentionClass, time, fc.integer({ min: -3, max: 40 }), (one, now, ago) => {
        const day = dayOf(now) - ago;
        expect(droppableAt(one, day) <= now).toBe(day < firstKeptDay(one, now));
      }),
    );
    expect(firstKeptDay('event7', startOfDay(20))).toBe(13);
  });

  test('that is kept has no day that ends, and goes with its key', () => {
    expect(firstKeptDay(KEPT, noon)).toBe(Number.NEGATIVE_INFINITY);
    expect(droppableAt(KEPT, dayOf(noon))).toBe(Number.POSITIVE_INFINITY);
    expect(footageUntil(KEPT, noon, noon + days(900))).toBe(noon + days(900));
    expect(new Date(footageUntil(KEPT, noon, undefined)).toISOString()).toBe('9999-01-01T00:00:00.000Z');
  });

  test('can be kept until an hour before its day may be dropped', () => {
    const end = droppableAt('event7', dayOf(noon));
    expect(canKeep('event7', dayOf(noon), end - hours(1) - 1)).toBe(true);
    expect(canKeep('event7', dayOf(noon), end - hours(1))).toBe(false);
  });

  test('can be watched until its day is dropped or its key destroyed, whatever comes first', () => {
    expect(footageUntil('event7', noon, undefined)).toBe(deletableAt('event7', noon));
    expect(footageUntil('event30', noon, noon + days(9))).toBe(noon + days(9));
    expect(footageUntil('event7', noon, noon + days(90))).toBe(deletableAt('event7', noon));
  });
});

test('how much is kept is what the plan in force says, or what plans give that say nothing', () => {
  expect(keptQuota({ kind: 'event', keptBytes: 0 })).toBe(0);
  expect([keptQuota({ kind: 'event' }), keptQuota({ kind: 'continuous' })]).toEqual([1e9, 5e9]);
  const terms = { kind: 'event', retentionDays: 7, keptBytes: 3e9 } as const;
  const length = { days: 30 };
  const bought = moveSubscription(noSubscription, {
    ...{ type: 'bought', orderId: 'or0' as OrderId, terms, length, use: 'now', at: noon },
  });
  expect(keptQuotaAt(bought, noon)).toBe(3e9);
  expect(keptQuotaAt(bought, noon + days(30))).toBe(0);
});
