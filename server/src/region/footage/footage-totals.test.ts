import { type Duration, days, type EventId, hours, milliseconds, type OwnerId } from '@kaitong/contract';
import { readEventId } from '@kaitong/core';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { clips, type Opened, open, pairSubscribed, type Subscribed, wrongTotals } from '../../http/testing/footage.ts';
import { codeOf, type Phone, signUp } from '../../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../../http/testing/region.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { reconciliationHandlers } from '../reconciliation/deadlines.ts';
import { dropExpiredDays } from '../retention/days.ts';
import { endFootage } from '../retention/end-footage.ts';
import { sumTotals } from './footage-totals.ts';
import { footageKey } from './object-keys.ts';

// The region does nothing by itself here: a test says when.
let server: TestDatabase;
let region: TestRegion;
let wang: Phone;
let ownerId: OwnerId;
let units: Subscribed[];
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  wang = await signUp(region, 'wang');
  const short = { kind: 'event', retentionDays: 7 } as const;
  units = [
    await pairSubscribed(region, wang, short),
    await pairSubscribed(region, wang),
    await pairSubscribed(region, wang),
  ];
  ({ owner_id: ownerId } = (await region.context.db
    .selectFrom('device')
    .select('owner_id')
    .executeTakeFirstOrThrow()) as { owner_id: OwnerId });
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const known: Opened[] = [];
const unitOf = (n: number): Subscribed => one(units, n);
function one<T>(all: readonly T[], n: number): T {
  const found = all[n % all.length];
  if (found === undefined) throw new Error('nothing to choose from');
  return found;
}

type Step =
  | { does: 'record'; unit: number; age: Duration; pieces: number }
  | { does: 'delete' | 'lose'; event: number }
  | { does: 'delete all'; unit: number; age: Duration }
  | { does: 'end'; unit: number };

/** @returns what the platform answered: `ok` or a refusal, as when another step of the same moment was first */
async function take(step: Step): Promise<string> {
  const { db, objects, clock } = region.context;
  if (step.does === 'record') {
    const [first = clips.ts.pieces[0]] = clips.ts.pieces;
    const recording = await open(region, unitOf(step.unit), { age: step.age });
    known.push(recording);
    for (let n = 0; n < step.pieces; n++) {
      const code = first ? await codeOf(recording.send(n, first)) : 'ok';
      if (code !== 'ok') return code;
    }
    return 'ok';
  }
  if (step.does === 'delete all') {
    const body = {
      from: new Date(clock.now().getTime() - step.age - hours(1)).toISOString(),
      to: clock.now().toISOString(),
    };
    return await codeOf(wang.deleteFootage({ params: unitOf(step.unit), body }));
  }
  if (step.does === 'end') {
    await db.transaction().execute((trx) => endFootage(trx, { ownerId, ...unitOf(step.unit) }));
    return 'ok';
  }
  if (known.length === 0) return 'ok';
  const recording = one(known, step.event);
  if (step.does === 'delete') return await codeOf(wang.deleteEvent({ params: recording }));
  await objects.remove(footageKey({ ...placeOf(recording.eventId), ...recording }, 0));
  return 'ok';
}

const placeOf = (eventId: EventId) => {
  const place = readEventId(eventId);
  if (!place) throw new Error('no place');
  return place;
};

/** One stretch, which is enough for what is there. */
async function reconcile(): Promise<void> {
  const work = reconciliationHandlers(region.context)['footage.reconcile'];
  const deadline = { kind: 'footage.reconcile', subject: 'all', tries: 0, late: milliseconds(0) };
  await region.context.db.transaction().execute(async (trx) => await work?.(deadline, trx));
}

const unit = fc.nat(2);
const age = fc.constantFrom(hours(0), hours(1), hours(30), days(4), days(6));
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({ does: fc.constant('record' as const), unit, age, pieces: fc.nat(3) }),
  },
  {
    weight: 3,
    arbitrary: fc.record({ does: fc.constantFrom('delete' as const, 'lose' as const), event: fc.nat(50) }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('delete all' as const), unit, age }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('end' as const), unit }) },
);
/** Of what happens at the same moment. */
const moment = fc.array(step, { minLength: 1, maxLength: 6 });

test('the total of a day is the sum of its hours, whatever happens to recordings and whatever of it at the same moment', async () => {
  const sizes: number[] = [];
  await fc.assert(
    fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 4 }), fc.nat(9), async (moments, daysLater) => {
      for (const steps of moments) {
        for (const answer of await Promise.all(steps.map(take)))
          expect(answer).toBeOneOf(['ok', 'not_found', 'event_unknown', 'event_closed', 'footage_gone']);
        expect(await wrongTotals(region)).toEqual([]);
      }
      await reconcile();
      expect(await wrongTotals(region)).toEqual([]);
      await dropExpiredDays(region.context, new Date(region.clock.now().getTime() + days(daysLater)));
      expect(await wrongTotals(region)).toEqual([]);
      sizes.push(await sumTotals(region.context.db));
    }),
    { numRuns: 12 },
  );
  expect(Math.max(...sizes)).toBeGreaterThan(0);
});
