import { type DeviceId, days, hours, milliseconds, type PlanTerms, seconds } from '@kaitong/contract';
import { dayOf, GRACE, readEventId } from '@kaitong/core';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { clips, type Opened, pairSubscribed, record, type Subscribed } from '../../http/testing/footage.ts';
import { type Camera, codeOf, deviceApi, type Phone, pairNew, signUp, tokenOf } from '../../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../../http/testing/region.ts';
import type { ExpiryRule } from '../../objects/object-store.ts';
import { newOrderId } from '../../secrets/new-ids.ts';
import { runDeadlines } from '../../store/deadlines.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { writeNoted } from '../../store/unit-of-work.ts';
import { ensureDay } from '../footage/days.ts';
import { keyErasureHandlers } from '../footage/erase-keys.ts';
import { dayPrefix, footagePrefix } from '../footage/object-keys.ts';
import { recordDeletion } from '../footage/record-deletion.ts';
import { footageRemovalHandlers } from '../footage/remove-objects.ts';
import { changeSubscription } from '../selling/subscriptions/move-subscription.ts';
import { dropExpiredDays, listDays } from './days.ts';
import { retentionDeadlineHandlers } from './deadlines.ts';
import { keepDayRules } from './keep-rules.ts';

// The region does nothing by itself here: a test says when a process takes what is due, or dies before it.
let server: TestDatabase;
let region: TestRegion;
let wang: Phone;

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  wang = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const eventPlan = { kind: 'event', retentionDays: 7 } as const;
const [segment] = clips.ts.pieces;
const short = { clip: { ...clips.ts, pieces: segment ? [segment] : [] } };

const count = async (table: string, where = sql`true`): Promise<number> => {
  const { rows } = await sql<{ n: number }>`SELECT count(*)::int AS n FROM ${sql.table(table)} WHERE ${where}`.execute(
    region.context.db,
  );
  return rows[0]?.n ?? 0;
};

async function stored({ eventId }: Pick<Opened, 'eventId'>): Promise<number> {
  let found = 0;
  for await (const { key } of region.context.objects.list('footage/')) if (key.includes(eventId)) found += 1;
  return found;
}

/** Another process of the region, which takes what is due until `seen` is true. */
async function work(handlers: 'all' | 'removal', seen: () => Promise<void>): Promise<void> {
  const { context } = region;
  const runner = runDeadlines({
    db: context.db,
    notifications: context.notifications,
    handlers: {
      ...footageRemovalHandlers(context),
      ...keyErasureHandlers(context),
      ...(handlers === 'all' ? retentionDeadlineHandlers(context) : {}),
    },
    onError: (error) => void process.stderr.write(`${String(error)}\n`),
  });
  try {
    await seen();
  } finally {
    await runner.stop();
  }
}

const placeOf = ({ eventId }: Pick<Opened, 'eventId'>) => {
  const place = readEventId(eventId);
  if (!place) throw new Error('no place');
  return place;
};

/** Buys some days for a device through the real path. */
async function buy({ deviceId }: Camera, length: number, terms: PlanTerms = eventPlan): Promise<void> {
  const { db } = region.context;
  const { owner_id: ownerId } = await db
    .selectFrom('device')
    .select('owner_id')
    .where('device_id', '=', deviceId)
    .executeTakeFirstOrThrow();
  const orderId = newOrderId();
  await db.transaction().execute(async (trx) => {
    const bought = { type: 'bought', orderId, terms, length: { days: length }, use: 'now' } as const;
    await changeSubscription(trx, { ownerId, deviceId }, bought);
  });
}

describe('a day that is past its time', () => {
  test('is dropped with all its rows at once; killed before the objects went, another process removes them', async () => {
    const unit = await pairSubscribed(region, wang, eventPlan);
    const old = await record(region, unit, { ...short, age: days(6) });
    const young = await record(region, unit, short);
    const now = region.clock.now();
    expect(await dropExpiredDays(region.context, now)).toEqual([]);
    const later = new Date(now.getTime() + days(2) + hours(1));
    expect(await dropExpiredDays(region.context, later)).toEqual([placeOf(old)]);
    // Here the process dies: the index is gone as a whole, the objects are still there and written down.
    const day = sql`retention_class = 'event7' AND day = ${placeOf(old).day}`;
    for (const table of ['recorded_event', 'recorded_object', 'footage_hour', 'footage_place', 'footage_total'])
      expect(await count(table, day)).toBe(0);
    expect(await stored(old)).toBe(2);
    const log = sql`reason = 'day_expired' AND day = ${placeOf(old).day} AND events = 1 AND bytes > 0`;
    expect(await count('footage_deletion', sql`${log} AND objects_removed_at IS NULL`)).toBe(1);

    await work('removal', async () => await expect.poll(() => stored(old)).toBe(0));
    expect(await count('footage_deletion', sql`${log} AND objects_removed_at IS NOT NULL`)).toBe(1);
    expect(await stored(young)).toBe(2);
    expect(await wang.getEvent({ params: young })).toMatchObject({ eventId: young.eventId });
  });

  test('of another class goes in its own time, and what devices may repeat goes with the oldest of all', async () => {
    const today = dayOf(region.clock.now().getTime());
    const place = (retentionClass: 'event15' | 'continuous30', ago: number) => ({ retentionClass, day: today - ago });
    for (const made of [
      place('event15', 10),
      place('event15', 16),
      place('continuous30', 29),
      place('continuous30', 31),
    ])
      await ensureDay(region.context, made);
    await ensureDay(region.context, place('continuous30', 40));
    await dropExpiredDays(region.context, region.clock.now());
    const left = await listDays(region.context.db);
    expect(left).toEqual(expect.arrayContaining([place('event15', 10), place('continuous30', 29)]));
    expect(left).not.toContainEqual(place('event15', 16));
    expect(left).not.toContainEqual(place('continuous30', 31));
    const repeats = (ago: number) => count('pg_class', sql`relname = ${`device_event_${today - ago}`}`);
    expect([await repeats(40), await repeats(31)]).toEqual([0, 1]);
  });

  test('comes and goes with the hours: tomorrow is there for every class in use', async () => {
    const unit = await pairSubscribed(region, wang, eventPlan);
    await record(region, unit, short);
    const tomorrow = dayOf(region.clock.now().getTime()) + 1;
    await region.clock.advance(hours(1));
    await work('all', async () => {
      await expect
        .poll(() => listDays(region.context.db))
        .toContainEqual({ retentionClass: 'event7', day: expect.toSatisfy((day: number) => day >= tomorrow) });
    });
  });
});

test('objects go at once though their footage was deleted while a process looked what is next', async () => {
  const { db } = region.context;
  const unit = await pairSubscribed(region, wang, eventPlan);
  const [first, second] = [await record(region, unit, short), await record(region, unit, short)];
  await wang.deleteEvent({ params: first });
  const held = Promise.withResolvers<void>();
  const written = Promise.withResolvers<void>();
  const deletion = db.transaction().execute(async (trx) => {
    const prefix = footagePrefix({ ...placeOf(second), ...unit, eventId: second.eventId });
    await recordDeletion(trx, { reason: 'owner_deleted', events: 1, bytes: 0 }, [prefix]);
    await writeNoted(trx);
    written.resolve();
    await held.promise;
  });
  await written.promise;
  await work('removal', async () => {
    const waits = sql`datname = current_database() AND cardinality(pg_blocking_pids(pid)) > 0`;
    await expect.poll(() => count('pg_stat_activity', waits)).toBe(1);
    held.resolve();
    await deletion;
    await expect.poll(() => stored(second)).toBe(0);
  });
  expect(await stored(first)).toBe(0);
});

test('a store that is slow is given up for now before the database ends the transaction: the rest is due at once', async () => {
  const { context } = region;
  const unit = await pairSubscribed(region, wang, eventPlan);
  const deleted = [await record(region, unit, short), await record(region, unit, short)];
  for (const each of deleted) await wang.deleteEvent({ params: each });
  const handler = footageRemovalHandlers(context, seconds(0))['footage.removal'];
  const due = sql`due_at <= kaitong_now()`;
  expect(await count('footage_removal', due)).toBe(2);
  const deadline = { kind: 'footage.removal', subject: 'all', tries: 0, late: seconds(0) };
  await context.db.transaction().execute(async (trx) => await handler?.(deadline, trx));
  expect(await count('footage_removal', due)).toBe(1);
  expect(await count('deadline', sql`kind = 'footage.removal' AND ${due}`)).toBe(1);
  await work('removal', async () => await expect.poll(() => count('footage_removal', due)).toBe(0));
});

test('a day that takes hours to be removed by request holds up no event that an owner deletes', async () => {
  const { context } = region;
  const day = dayPrefix({ retentionClass: 'event7', day: dayOf(0) });
  await context.db.deleteFrom('footage_removal').execute();
  await context.db
    .transaction()
    .execute((trx) => recordDeletion(trx, { reason: 'day_expired', events: 0, bytes: 0 }, [day]));
  const unit = await pairSubscribed(region, wang, eventPlan);
  const event = await record(region, unit, short);
  await wang.deleteEvent({ params: event });
  const { removePrefix } = context.objects;
  const asked: string[] = [];
  context.objects.removePrefix = async (prefix, longest) => {
    asked.push(prefix);
    return prefix === day ? 'more' : await removePrefix(prefix, longest);
  };
  try {
    const handler = footageRemovalHandlers(context, seconds(0))['footage.removal'];
    const deadline = { kind: 'footage.removal', subject: 'all', tries: 0, late: seconds(0) };
    for (const _ of [1, 2, 3]) await context.db.transaction().execute(async (trx) => await handler?.(deadline, trx));
  } finally {
    context.objects.removePrefix = removePrefix;
    await context.db.deleteFrom('footage_removal').where('prefix', '=', day).execute();
  }
  expect([await stored(event), asked]).toEqual([0, [day, expect.stringContaining(event.eventId), day]]);
});

describe('where a store removes days by rules', () => {
  const kept: ExpiryRule[][] = [];
  let isEnding = true;
  beforeEach(() => {
    kept.splice(0);
    isEnding = true;
    region.context.objects.expiry = {
      async keep(rules) {
        kept.push([...rules]);
        return 'kept';
      },
      isEnding: async () => isEnding,
    };
  });
  afterEach(() => {
    delete region.context.objects.expiry;
  });

  async function dropped(): Promise<Opened> {
    const unit = await pairSubscribed(region, wang, eventPlan);
    const old = await record(region, unit, { ...short, age: days(6) });
    await dropExpiredDays(region.context, new Date(region.clock.now().getTime() + days(2)));
    return old;
  }
  const remove = async (): Promise<void> => {
    const { context } = region;
    const deadline = { kind: 'footage.removal', subject: 'all', tries: 0, late: seconds(0) };
    const handler = footageRemovalHandlers(context)['footage.removal'];
    await context.db.transaction().execute(async (trx) => await handler?.(deadline, trx));
  };
  const removals = (old: Opened) =>
    region.context.db
      .selectFrom('footage_removal')
      .select('passes')
      .where('prefix', '=', dayPrefix(placeOf(old)))
      .execute();

  test('there is one for each day of each class in use, with the moment at which it may be dropped', async () => {
    await pairSubscribed(region, wang, eventPlan).then((unit) => record(region, unit, short));
    await keepDayRules(region.context, region.clock.now());
    const today = dayOf(region.clock.now().getTime());
    const rules = new Map(kept[0]?.map(({ prefix, from }) => [prefix, from.toISOString()]));
    for (const day of [today - 12, today, today + 3]) {
      const end = new Date((day + 8) * days(1)).toISOString();
      expect(end).toMatch(/T00:00:00.000Z$/);
      expect(rules.get(dayPrefix({ retentionClass: 'event7', day }))).toBe(end);
    }
    expect(rules.has(dayPrefix({ retentionClass: 'event7', day: today + 4 }))).toBe(false);
    expect(rules.size).toBeLessThan(250);
  });

  test('a day is left to its rule, looked at every hour, and done when nothing is there any more', async () => {
    const old = await dropped();
    await remove();
    expect([await stored(old), await removals(old)]).toEqual([2, [{ passes: 0 }]]);
    await region.context.objects.removePrefix(dayPrefix(placeOf(old))); // as the store does it
    await remove();
    expect(await removals(old)).toEqual([{ passes: 0 }]);
    await region.clock.advance(hours(1));
    await remove();
    expect(await removals(old)).toEqual([{ passes: 1 }]);
  });

  test('what a rule has not removed in two days, and what has none, is removed by us', async () => {
    const old = await dropped();
    await remove();
    expect(await stored(old)).toBe(2);
    await region.clock.advance(days(2));
    await remove();
    expect(await stored(old)).toBe(0);
    isEnding = false;
    const other = await dropped();
    await remove();
    expect(await stored(other)).toBe(0);
  });

  test('single events are removed by us at once', async () => {
    const unit = await pairSubscribed(region, wang, eventPlan);
    const event = await record(region, unit, short);
    await wang.deleteEvent({ params: event });
    await remove();
    expect(await stored(event)).toBe(0);
  });

  test('a store that takes no rules just now holds up no day', async () => {
    region.context.objects.expiry = {
      keep: () => Promise.reject(new Error('away')),
      isEnding: async () => false,
    };
    await keepDayRules(region.context, region.clock.now());
  });
});

test('what is deleted anew while its prefix is removed is removed anew', async () => {
  const { context } = region;
  const unit = await pairSubscribed(region, wang, eventPlan);
  const event = await record(region, unit, short);
  await wang.deleteEvent({ params: event });
  const prefix = footagePrefix({ ...placeOf(event), ...unit, eventId: event.eventId });
  const { removePrefix } = context.objects;
  const deleteAgain = () =>
    context.db
      .transaction()
      .execute((trx) => recordDeletion(trx, { reason: 'owner_deleted', events: 1, bytes: 0 }, [prefix]));
  context.objects.removePrefix = async (removed, longest) => {
    if (removed === prefix) await deleteAgain();
    return await removePrefix(removed, longest);
  };
  try {
    const deadline = { kind: 'footage.removal', subject: 'all', tries: 0, late: seconds(0) };
    const handler = footageRemovalHandlers(context)['footage.removal'];
    await context.db.transaction().execute(async (trx) => await handler?.(deadline, trx));
  } finally {
    context.objects.removePrefix = removePrefix;
  }
  const rows = context.db.selectFrom('footage_removal').select('passes').where('prefix', '=', prefix);
  expect(await rows.execute()).toEqual([{ passes: 0 }]);
});

describe('footage of a subscription that ended', () => {
  async function expired(options: { encrypted: boolean }): Promise<{ unit: Camera; event: Opened }> {
    const unit = await pairNew(region, wang);
    await buy(unit, 1);
    const event = await record(region, await awake(unit), { ...short, ...options });
    await region.clock.advance(days(1));
    return { unit, event };
  }
  const awake = async (camera: Camera): Promise<Subscribed> => ({
    deviceId: camera.deviceId as DeviceId,
    api: deviceApi(region, await tokenOf(region, camera)),
  });
  const keys = ({ deviceId }: Camera) =>
    region.context.db.selectFrom('footage_key').selectAll().where('device_id', '=', deviceId).execute();

  const keptKeys = async ({ deviceId }: Camera) =>
    (await region.context.keys.list('keys')).filter((name) => name.includes(deviceId));

  test.each([[true], [false]])('is there for seven days; then it is gone, encrypted: %s', async (encrypted) => {
    const { unit, event } = await expired({ encrypted });
    const of = { eventId: event.eventId };
    await region.clock.advance(days(5));
    const { playlistUrl } = await wang.createPlayback({ params: event, body: { of } });
    expect((await fetch(playlistUrl)).status).toBe(200);
    await region.clock.advance(days(2));
    // Whether anybody has done the work yet or not.
    expect((await fetch(playlistUrl)).status).not.toBe(200);
    await work('all', async () => await expect.poll(() => stored(event)).toBe(0));
    await expect.poll(() => keys(unit)).toMatchObject(encrypted ? [{ erased_at: expect.any(Date) }] : []);
    expect(await keptKeys(unit)).toEqual([]);
    expect(await count('recorded_event', sql`id = ${event.eventId} AND deleted_at IS NULL`)).toBe(0);
    const log = sql`device_id = ${unit.deviceId} AND reason = 'key_destroyed' AND events = 1`;
    expect(await count('footage_deletion', log)).toBe(1);
    expect(await codeOf(wang.createDownload({ params: event }))).toMatch(/^(footage_gone|not_found)$/);
  });

  test('does not come back with a purchase made before the work was done, and what follows has a new key', async () => {
    const { unit, event } = await expired({ encrypted: true });
    await region.clock.advance(GRACE);
    await buy(unit, 30);
    expect(await codeOf(wang.getEvent({ params: event }))).toBe('not_found');
    const next = await record(region, await awake(unit), short);
    expect(await keys(unit)).toHaveLength(2);
    await work('all', async () => await expect.poll(() => stored(event)).toBe(0));
    expect(await stored(next)).toBe(2);
    expect(await wang.getEvent({ params: next })).toMatchObject({ state: 'complete' });
  });

  test('ends with what was opened and never sent: a device that comes back with it is refused', async () => {
    const month = { kind: 'event', retentionDays: 30 } as const;
    const unit = await pairNew(region, wang);
    await buy(unit, 1, month);
    const body = {
      deviceEventId: 'before',
      type: 'motion',
      startedAt: region.clock.now().toISOString(),
      ageMs: 0,
      declaration: { container: 'ts', codec: 'h264', width: 320, height: 180, encryption: 'aes-128' },
      firmware: '2.3.0' as never,
    } as const;
    const { api } = await awake(unit);
    const opened = await api.openEvent({ body });
    expect(opened).toMatchObject({ state: 'open', key: expect.any(String) });
    const away = days(1) + GRACE;
    await region.clock.advance(milliseconds(away));
    await buy(unit, 30, month);
    const later = (await awake(unit)).api;
    expect(await codeOf(later.openEvent({ body: { ...body, ageMs: away } }))).toBe('event_expired');
    const hashes = { md5: '0'.repeat(32), sha256: '0'.repeat(64), iv: '0'.repeat(32) };
    const object = { n: 0, kind: 'segment', durationMs: 2000, bytes: 1000, ...hashes } as const;
    expect(await codeOf(later.declareObject({ params: opened, body: object }))).toBe('event_closed');
  });

  test('stays where something was bought in time', async () => {
    const { unit, event } = await expired({ encrypted: true });
    await buy(unit, 30);
    await region.clock.advance(hours(24 * 5));
    expect(await wang.getEvent({ params: event })).toMatchObject({ eventId: event.eventId });
    expect(await keys(unit)).toMatchObject([{ destroyed_at: null }]);
  });
});
