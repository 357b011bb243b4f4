// Footage that arrives when the time that paid for it is over.
import { type Duration, days, hours, milliseconds, minutes, type PlanTerms, seconds } from '@kaitong/contract';
import { moveSubscription, readEventId, type Slice, type Subscription, type SubscriptionEvent } from '@kaitong/core';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { footageKey } from '../../region/footage/object-keys.ts';
import { endFootage, endFootageWhenDue } from '../../region/retention/end-footage.ts';
import { json } from '../../store/database.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { clips, type Opened, open, pairSubscribed, record, type Stretch, type Subscribed } from '../testing/footage.ts';
import { whileStoreHangs } from '../testing/hanging-store.ts';
import { codeOf, type Phone, signUp } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  phone = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const EVENT15: PlanTerms = { kind: 'event', retentionDays: 15 };
const CONTINUOUS7: PlanTerms = { kind: 'continuous', retentionDays: 7 };
/** It began three days ago and ended one day ago. */
const OVER: Stretch = { ago: days(3), length: days(2) };
const sinceEnd = days(1);
const beforeEnd = (time: Duration): Duration => milliseconds(sinceEnd + time);

const off = (terms = EVENT15, stretch = OVER) => pairSubscribed(region, phone, terms, stretch);
const [first] = clips.ts.pieces;
if (!first) throw new Error('the clip has no pieces');
const piece = (durationMs: number) => ({ ...first, durationMs });
const BYTES = Buffer.alloc(1000);
const segment = (n: number, durationMs: number, bytes = BYTES.length) => ({
  ...{ n, kind: 'segment' as const, durationMs, bytes, iv: '0'.repeat(32) },
  ...{ md5: '0'.repeat(32), sha256: '0'.repeat(64) },
});

/** Lets something happen to what was bought, as if then. */
async function change({ deviceId }: Subscribed, event: (before: Subscription) => SubscriptionEvent): Promise<void> {
  const { db } = region.context;
  const row = await db
    .selectFrom('subscription')
    .select('subscription')
    .where('device_id', '=', deviceId)
    .executeTakeFirstOrThrow();
  const subscription = moveSubscription(row.subscription, event(row.subscription));
  await db
    .updateTable('subscription')
    .set({ subscription: json(subscription) })
    .where('device_id', '=', deviceId)
    .execute();
}

const taken = (slice: Slice | undefined) => {
  if (!slice) throw new Error('nothing was bought');
  return { type: 'refunded' as const, orderId: slice.orderId };
};

const isWaitedFor = async (text: string): Promise<boolean> => {
  const { rows } = await sql`SELECT FROM pg_stat_activity
    WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE ${`%${text}%`}`.execute(
    region.context.db,
  );
  return rows.length > 0;
};

const rowOf = ({ eventId }: Opened) =>
  region.context.db.selectFrom('recorded_event').selectAll().where('id', '=', eventId).executeTakeFirstOrThrow();

describe('a camera that comes back after the end of its subscription', () => {
  test('may send what it recorded before, in the class that was paid for, and its owner finds it', async () => {
    const unit = await off();
    const recorded = await record(region, unit, { age: beforeEnd(hours(5)) });
    expect(readEventId(recorded.eventId)?.retentionClass).toBe('event15');
    expect(await rowOf(recorded)).toMatchObject({ completed_at: expect.any(Date), duration_ms: 4000 });
    const { items } = await phone.listEvents({ params: { deviceId: unit.deviceId }, query: {} });
    expect(items.map(({ eventId }) => eventId)).toEqual([recorded.eventId]);
  });

  test('is taken under the lock of its event, and not while the store hangs', async () => {
    const unit = await off();
    const opened = await open(region, unit, { age: beforeEnd(hours(5)) });
    await opened.send(0, piece(4000), 'stored');
    const commit = () => unit.api.commitObject({ params: { eventId: opened.eventId, n: 0 }, body: {} });
    expect(await whileStoreHangs(region, commit)).toEqual({ next: null });
    expect(await rowOf(opened)).toMatchObject({ objects: 1 });
  });

  test('may send nothing from afterwards', async () => {
    const unit = await off();
    for (const age of [sinceEnd, milliseconds(sinceEnd - 1000), seconds(0)])
      expect(await codeOf(open(region, unit, { age }))).toBe('subscription_expired');
  });

  test('is cut where the paid time ends, by all the footage that it has sent of the event', async () => {
    const unit = await off();
    const opened = await open(region, unit, { age: beforeEnd(seconds(10)) });
    expect(opened.maxFootageMs).toBeGreaterThan(seconds(9));
    expect(opened.maxFootageMs).toBeLessThanOrEqual(seconds(10));
    await opened.send(0, piece(4000));
    await opened.send(1, piece(4000));
    expect(await codeOf(opened.send(2, piece(4000)))).toBe('subscription_expired');
    await opened.send(2, piece(1000));
    await opened.close(3);
    expect(await rowOf(opened)).toMatchObject({ duration_ms: 9000, completed_at: expect.any(Date) });
  });

  test('opens an event with targets for as much as was paid for, where it asks for more at once', async () => {
    const unit = await off();
    const startedAt = new Date(region.clock.now().getTime() - beforeEnd(seconds(5)));
    const declaration = { container: 'ts', codec: 'h264', width: 320, height: 180, encryption: 'aes-128' } as const;
    const { targets, state } = await unit.api.openEvent({
      body: {
        ...{ deviceEventId: 'across-the-end', type: 'motion', startedAt: startedAt.toISOString(), declaration },
        ...{ ageMs: beforeEnd(seconds(5)), firmware: '2.3.0' as never },
        objects: [segment(0, 4000), segment(1, 4000)],
      },
    });
    expect([state, targets.map(({ n }) => n)]).toEqual(['open', [0]]);
  });

  test('goes on with what it had opened before', async () => {
    const unit = await off(EVENT15, { ago: days(1), length: milliseconds(days(1) + seconds(10)) });
    const opened = await open(region, unit, { age: seconds(5) });
    await opened.send(0, piece(4000));
    await region.clock.advance(seconds(10));
    await opened.send(1, piece(4000));
    expect(await codeOf(opened.send(2, piece(8000)))).toBe('subscription_expired');
    await opened.send(2, piece(4000));
    await opened.close(3);
  });

  test('is refused what was paid for and is taken back before it has arrived', async () => {
    const unit = await off(EVENT15, { ago: days(1), length: milliseconds(days(1) - seconds(1)) });
    await change(unit, () => ({ type: 'bought', ...ORDER, terms: EVENT15, length: { days: 30 }, use: 'queue', at: 0 }));
    const { eventId } = await open(region, unit, { age: seconds(4) });
    for (const n of [0, 1]) {
      await unit.api.declareObject({ params: { eventId }, body: segment(n, 2000) });
      const place = { retentionClass: 'event15', day: readEventId(eventId)?.day ?? 0 } as const;
      await region.context.objects.put(
        footageKey({ ...place, deviceId: unit.deviceId, eventId }, n),
        BYTES,
        'video/mp2t',
      );
    }
    const commit = (n: number) => unit.api.commitObject({ params: { eventId, n }, body: {} });
    await change(unit, () => ({ type: 'refunded', ...ORDER, at: region.clock.now().getTime() }));
    await commit(0);
    expect(await codeOf(commit(1))).toBe('subscription_expired');
    await change(unit, ({ slices: [slice] }) => ({ ...taken(slice), at: region.clock.now().getTime() }));
    expect(await codeOf(commit(0))).toBe('subscription_expired');
    expect(await codeOf(open(region, unit, { age: hours(1) }))).toBe('subscription_expired');
  });

  test('sends continuous footage of a time in which it was paid for, under a plan for events too', async () => {
    const unit = await off(CONTINUOUS7);
    const at = region.clock.now().getTime() - sinceEnd;
    await change(unit, () => ({ type: 'bought', ...ORDER, terms: EVENT15, length: { days: 30 }, use: 'now', at }));
    const paid = await open(region, unit, { age: beforeEnd(minutes(10)), type: 'continuous' });
    expect(readEventId(paid.eventId)?.retentionClass).toBe('continuous7');
    expect(paid.maxFootageMs).toBeLessThanOrEqual(minutes(10));
    const unpaid = open(region, unit, { age: milliseconds(sinceEnd - minutes(1)), type: 'continuous' });
    expect(await codeOf(unpaid)).toBe('plan_without_continuous');
  });

  test('is refused while its owner is suspended or it is in privacy mode', async () => {
    const unit = await off();
    const { db } = region.context;
    const late = () => open(region, unit, { age: beforeEnd(hours(1)) });
    const device = db.updateTable('device_presence').where('device_id', '=', unit.deviceId);
    await device.set({ privacy_mode: true }).execute();
    expect(await codeOf(late())).toBe('privacy_mode');
    const { id } = await phone.getOwner({});
    await sql`INSERT INTO owner_suspension (owner_id, reason) VALUES (${id}, 'chargebacks')`.execute(db);
    expect(await codeOf(late())).toBe('account_suspended');
    await device.set({ privacy_mode: false }).execute();
    await sql`DELETE FROM owner_suspension WHERE owner_id = ${id}`.execute(db);
    await late();
  });
});

describe('an owner who bought again after a while', () => {
  test('gets what was paid for before, and nothing from between', async () => {
    const unit = await off();
    const at = region.clock.now().getTime() - hours(2);
    await change(unit, () => ({ type: 'bought', ...ORDER, terms: CONTINUOUS7, length: { days: 30 }, use: 'now', at }));
    const before = await record(region, unit, { age: beforeEnd(hours(1)) });
    expect(readEventId(before.eventId)?.retentionClass).toBe('event15');
    expect(await codeOf(open(region, unit, { age: hours(12) }))).toBe('event_not_paid');
    const after = await open(region, unit, { age: hours(1) });
    expect(readEventId(after.eventId)?.retentionClass).toBe('continuous7');
  });
});

describe('late footage', () => {
  test('ends with the key: seven days after the end nothing more is taken, and what came late is gone', async () => {
    const unit = await off(EVENT15, { ago: days(9), length: days(2) });
    expect(await codeOf(open(region, unit, { age: days(8) }))).toBe('event_expired');
    const other = await off(EVENT15, { ago: days(8), length: milliseconds(days(1) + minutes(1)) });
    const late = await record(region, other, { age: milliseconds(days(7) + hours(1)) });
    const { db } = region.context;
    const due = sql<Date>`kaitong_now()`;
    await db.updateTable('subscription').set({ key_ends_at: due }).where('device_id', '=', other.deviceId).execute();
    await db.transaction().execute((trx) => endFootageWhenDue(region.context, trx, other.deviceId));
    expect(await rowOf(late)).toMatchObject({ deleted_at: expect.any(Date), wrapped_key: null });
  });

  test('does not slip in behind the end of the key: an opening at that moment waits for it', async () => {
    const unit = await off(EVENT15, { ago: days(9), length: milliseconds(days(2) + minutes(1)) });
    const { db } = region.context;
    const opening = Promise.withResolvers<string>();
    await db.transaction().execute(async (trx) => {
      await sql`SELECT FROM subscription WHERE device_id = ${unit.deviceId} FOR UPDATE`.execute(trx);
      open(region, unit, { age: milliseconds(days(7) + hours(1)) }).then(
        () => opening.resolve('taken'),
        (error) => opening.resolve(error.problem.code),
      );
      await expect.poll(() => isWaitedFor('FOR SHARE')).toBe(true);
      await region.clock.advance(minutes(1));
      await endFootage(trx, { ownerId: (await phone.getOwner({})).id, deviceId: unit.deviceId });
    });
    expect(await opening.promise).toBe('event_expired');
  });

  test('of a day is no more than twice what was paid of it, however many events say that they are from then', async () => {
    const noon = Math.floor(region.clock.now().getTime() / days(1)) * days(1) - hours(36);
    const ago = milliseconds(region.clock.now().getTime() - noon);
    const unit = await off(EVENT15, { ago, length: minutes(1) });
    const events = [];
    for (let n = 0; n < 4; n += 1) events.push(await open(region, unit, { age: milliseconds(ago - seconds(1)) }));
    const tries = events.map(({ eventId }) =>
      unit.api.declareObject({ params: { eventId }, body: segment(0, 50_000) }).then(
        () => 'taken',
        (error) => error.problem.code,
      ),
    );
    expect((await Promise.all(tries)).sort()).toEqual(['event_not_paid', 'event_not_paid', 'taken', 'taken']);
  });

  test('that is said to be short counts as long as it weighs', async () => {
    const unit = await off(EVENT15, { ago: days(2), length: seconds(3) });
    const opened = await open(region, unit, { age: milliseconds(days(2) - 1000) });
    const { eventId } = opened;
    const declare = (n: number, bytes: number) =>
      unit.api.declareObject({ params: { eventId }, body: segment(n, 1, bytes) });
    await declare(0, 12_000_000);
    expect(await codeOf(declare(1, 12_000_000))).toBe('event_not_paid');
    await declare(1, 6_000_000);
  });
});

const ORDER = { orderId: `or${'7'.repeat(18)}` as never };
