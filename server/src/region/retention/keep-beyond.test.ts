import { type DeviceId, days, type EventId, hours, milliseconds, minutes } from '@kaitong/contract';
import { KEPT, readEventId } from '@kaitong/core';
import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import {
  clips,
  type Opened,
  open,
  pairSubscribed,
  readClip,
  record,
  type Subscribed,
  wrongTotals,
} from '../../http/testing/footage.ts';
import { codeOf, type Phone, signUp } from '../../http/testing/people.ts';
import { play, readPlaylist } from '../../http/testing/player.ts';
import { openTestRegion, type TestRegion } from '../../http/testing/region.ts';
import type { ExpiryRule } from '../../objects/object-store.ts';
import { findDeadline } from '../../store/deadlines.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import type { RegionContext } from '../context.ts';
import { forgetDeletions } from '../footage/deletion-log.ts';
import { LAST_BYTES } from '../footage/last-bytes.ts';
import { footageRemovalHandlers } from '../footage/remove-objects.ts';
import { reconciliationHandlers } from '../reconciliation/deadlines.ts';
import { findLastLook } from '../reconciliation/last-look.ts';
import { dropExpiredDays } from './days.ts';
import { endFootage } from './end-footage.ts';
import { clearDays } from './keep-beyond.ts';
import { keepDayRules } from './keep-rules.ts';
import { replayDeletions } from './replay-deletions.ts';

// Nothing happens by itself here: a test says when a process takes what is due, and where it dies.
let server: TestDatabase;
let region: TestRegion;
let wang: Phone;

beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  wang = await signUp(region, 'wang');
});
afterEach(async () => expect(await wrongTotals(region)).toEqual([]));
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const [segment] = clips.ts.pieces;
const short = { clip: { ...clips.ts, pieces: segment ? [segment] : [] } };
const MB = 1e6;
const camera = (keptBytes = 100 * MB): Promise<Subscribed> =>
  pairSubscribed(region, wang, { kind: 'event', retentionDays: 7, keptBytes });

const keep = (unit: Pick<Subscribed, 'deviceId'>, events: readonly { eventId: EventId }[], wanted = true) =>
  wang.keepEvents({
    params: { deviceId: unit.deviceId },
    body: { eventIds: events.map(({ eventId }) => eventId), keep: wanted },
  });
const kept = ({ deviceId }: { deviceId: DeviceId }) => wang.getKept({ params: { deviceId } });
const shown = ({ deviceId, eventId }: Opened) => wang.getEvent({ params: { deviceId, eventId } });

const placeOf = ({ eventId }: Pick<Opened, 'eventId'>) => {
  const place = readEventId(eventId);
  if (!place) throw new Error('no place');
  return place;
};
async function standing({ eventId }: Opened): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    SELECT retention_class AS name FROM recorded_event WHERE id = ${eventId} AND deleted_at IS NULL`.execute(
    region.context.db,
  );
  return rows.map(({ name }) => name);
}
async function stored({ eventId }: Opened, under = 'footage/'): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of region.context.objects.list(under)) if (key.includes(eventId)) keys.push(key);
  return keys.map((key) => key.slice(key.lastIndexOf('/') + 1)).sort();
}
const now = () => region.clock.now();
/** When an event of six days ago has a day that is about to end, and when that has ended. */
const soon = () => new Date(now().getTime() + days(1) + hours(1));
const over = () => new Date(now().getTime() + days(2) + hours(1));

async function removeObjects(): Promise<void> {
  const { context } = region;
  const deadline = { kind: 'footage.removal', subject: 'all', tries: 0, late: milliseconds(0) };
  const handler = footageRemovalHandlers(context)['footage.removal'];
  await context.db.transaction().execute(async (trx) => await handler?.(deadline, trx));
}

/** Six days old, beside another of that day which nobody keeps. */
async function keptOne(unit: Subscribed, options: Parameters<typeof record>[2] = short) {
  const [event, other] = [
    await record(region, unit, { ...options, age: days(6) }),
    await record(region, unit, { ...short, age: days(6) }),
  ];
  await keep(unit, [event]);
  return { event, other };
}

describe('an event that is kept', () => {
  test('moves before its day ends, rows and objects, and plays when that was dropped, under its old address', async () => {
    const unit = await camera();
    const { event, other } = await keptOne(unit, {});
    const before = await shown(event);
    expect(before.kept).toBe('yes');
    const share = await wang.createShare({ params: event, body: { hours: 168 } });
    const hours0 = await wang.getCalendar({ params: unit, query: { from: before.startedAt, to: now().toISOString() } });
    expect(await clearDays(region.context, now())).toBe('done');
    expect(await standing(event)).toEqual(['event7']);
    expect(await clearDays(region.context, soon())).toBe('done');
    expect(await standing(event)).toEqual([KEPT]);
    expect(
      await wang.getCalendar({ params: unit, query: { from: before.startedAt, to: now().toISOString() } }),
    ).toEqual(hours0);
    await region.clock.advance(milliseconds(days(2) + hours(1)));
    expect(await dropExpiredDays(region.context, now())).toEqual([placeOf(event)]);
    await removeObjects();
    expect([await stored(event, 'footage/event7/'), await stored(other)]).toEqual([[], []]);

    const after = await shown(event);
    expect(after).toEqual({ ...before, kept: 'beyond' });
    const list = await wang.listEvents({ params: unit, query: { kept: 'true' } });
    expect(list.items.map(({ eventId }) => eventId)).toEqual([event.eventId]);
    expect((await wang.listNewestEvents({ query: { kept: 'true', deviceId: unit.deviceId } })).items).toHaveLength(1);
    const { playlistUrl } = await wang.createPlayback({
      params: unit,
      body: { of: { eventId: event.eventId }, codec: 'as-recorded' },
    });
    const played = await play(playlistUrl);
    expect(played).toEqual(Buffer.concat(clips.ts.pieces.map(({ file }) => readClip(file))));
    expect((await readPlaylist(share.playlistUrl ?? '')).segments).toHaveLength(clips.ts.pieces.length);
    const from = new Date(event.startedAt.getTime() - minutes(1)).toISOString();
    const to = new Date(event.startedAt.getTime() + minutes(1)).toISOString();
    const { spans } = await wang.getTimeline({ params: unit, query: { from, to } });
    expect(spans.map(({ eventId }) => eventId)).toEqual([event.eventId]);
    expect(await codeOf(shown(other))).toBe('not_found');
  });

  test('goes with its day again once nobody keeps it', async () => {
    const unit = await camera();
    const { event } = await keptOne(unit);
    expect(await keep(unit, [event], false)).toMatchObject({ changed: 1, beyond: 0, kept: { used: 0, events: 0 } });
    await clearDays(region.context, over());
    expect(await dropExpiredDays(region.context, over())).toContainEqual(placeOf(event));
    expect(await standing(event)).toEqual([]);
  });

  test('stays where its day is over until its owner deletes it, which gives its room back and leaves nothing', async () => {
    const unit = await camera();
    const { event } = await keptOne(unit);
    await clearDays(region.context, soon());
    expect(await keep(unit, [event], false)).toMatchObject({ changed: 0, beyond: 1, kept: { events: 1 } });
    expect(await standing(event)).toEqual([KEPT]);
    await wang.deleteEvent({ params: event });
    expect(await kept(unit)).toMatchObject({ used: 0, events: 0 });
    expect(await codeOf(shown(event))).toBe('not_found');
    await removeObjects();
    expect(await stored(event)).toEqual([]);
    const place = sql`retention_class = ${KEPT} AND device_id = ${unit.deviceId}`;
    for (const table of ['recorded_event', 'footage_hour', 'footage_place']) {
      const { rows } = await sql`SELECT FROM ${sql.table(table)} WHERE ${place}`.execute(region.context.db);
      expect(rows).toEqual([]);
    }
  });

  test('is deleted again in a database of before, however old that is', async () => {
    const unit = await camera();
    const { event } = await keptOne(unit);
    await clearDays(region.context, soon());
    await wang.deleteEvent({ params: event });
    await forgetDeletions(region.context, new Date(now().getTime() + days(400)));
    await sql`UPDATE footage_deletion SET log = NULL WHERE device_id = ${unit.deviceId}`.execute(region.context.db);
    await removeObjects();
    await region.context.db.deleteFrom('footage_removal').execute();
    await replayDeletions(region.context);
    const { rows } = await sql<{ prefix: string }>`SELECT prefix FROM footage_removal ORDER BY prefix`.execute(
      region.context.db,
    );
    expect(
      rows.filter(({ prefix }) => prefix.includes(event.eventId)).map(({ prefix }) => prefix.split('/')[1]),
    ).toEqual(['event7', KEPT]);
  });

  test('ends with the key of its owner and camera, and its objects with it', async () => {
    const unit = await camera();
    const [{ event }, plain] = [await keptOne(unit), await keptOne(unit, { ...short, encrypted: false })];
    await clearDays(region.context, soon());
    await keep(unit, [await record(region, unit, short)]);
    const { id: ownerId } = await wang.getOwner({});
    const ended = await region.context.db
      .transaction()
      .execute((trx) => endFootage(trx, { ownerId, deviceId: unit.deviceId }));
    expect(ended).toBe(5);
    await removeObjects();
    for (const each of [event, plain.event]) expect([await standing(each), await stored(each)]).toEqual([[], []]);
    expect(await kept(unit)).toMatchObject({ used: 0, events: 0 });
  });

  test('is of no use to its camera any more: what comes of it late is refused', async () => {
    const unit = await camera();
    const { event } = await keptOne(unit);
    await clearDays(region.context, soon());
    await expect(unit.api.commitObject({ params: { eventId: event.eventId, n: 0 }, body: {} })).rejects.toMatchObject({
      problem: { code: 'event_unknown' },
    });
  });
});

describe('a process that dies', () => {
  /** One that is killed at its nth use of the store or, with all copied, in the middle of moving the rows. */
  function dying(at: number | 'rows'): RegionContext {
    let left = at === 'rows' ? Number.POSITIVE_INFINITY : at;
    const { context } = region;
    const objects = {
      ...context.objects,
      put: async (...put: Parameters<typeof context.objects.put>) => {
        if (left-- <= 0) throw new Error('killed');
        return await context.objects.put(...put);
      },
    };
    if (at !== 'rows') return { ...context, objects };
    const db = context.db.withPlugin({
      transformQuery({ node }) {
        if ('sqlFragments' in node && String(node.sqlFragments).includes('DELETE FROM recorded_event'))
          throw new Error('killed');
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    return { ...context, objects, db };
  }

  test.each([0, 1, 2, 'rows'] as const)(
    'at step %s leaves the event where it was, and another goes on',
    async (step) => {
      const unit = await camera();
      const { event } = await keptOne(unit, {});
      expect(await clearDays(dying(step), soon())).toBe('stuck');
      expect(await standing(event)).toEqual(['event7']);
      expect(await dropExpiredDays(region.context, over())).not.toContainEqual(placeOf(event));
      expect((await shown(event)).kept).toBe('yes');
      expect(await clearDays(region.context, over())).toBe('done');
      expect(await standing(event)).toEqual([KEPT]);
      expect(await stored(event, 'footage/kept/')).toEqual(['000000', '000001', '000002']);
      expect(await dropExpiredDays(region.context, over())).toContainEqual(placeOf(event));
      expect(await kept(unit)).toMatchObject({ events: 1, used: (await shown(event)).bytes });
    },
  );

  test('and was thought dead moves nothing a second time, and takes nothing away', async () => {
    const unit = await camera();
    const { event } = await keptOne(unit);
    // Both have read what is to be moved; one of them is slow.
    const held = Promise.withResolvers<void>();
    const slow = {
      ...region.context,
      objects: {
        ...region.context.objects,
        list: (prefix: string) => {
          const listed = region.context.objects.list(prefix);
          return (async function* () {
            await held.promise;
            yield* listed;
          })();
        },
      },
    };
    const first = clearDays(slow, soon());
    await clearDays(region.context, soon());
    held.resolve();
    await first;
    expect(await standing(event)).toEqual([KEPT]);
    expect(await stored(event, 'footage/kept/')).toEqual(['000000', '000001']);
  });

  test('after which nobody keeps it any more has its copies taken away', async () => {
    const unit = await camera();
    const { event } = await keptOne(unit);
    const { context } = region;
    const put = async (...args: Parameters<typeof context.objects.put>) => {
      const done = await context.objects.put(...args);
      await keep(unit, [event], false);
      return done;
    };
    await clearDays({ ...context, objects: { ...context.objects, put } }, soon());
    expect([await standing(event), await stored(event, 'footage/kept/')]).toEqual([['event7'], []]);
  });

  test('finds what came meanwhile', async () => {
    const unit = await camera();
    const event = await open(region, unit, { ...short, age: days(6) });
    if (!segment) throw new Error('no clip');
    await event.send(0, segment);
    await event.close(2);
    await keep(unit, [event]);
    const { context } = region;
    let isSent = false;
    const put = async (...args: Parameters<typeof context.objects.put>) => {
      if (!isSent) {
        isSent = true;
        await event.send(1, segment);
      }
      return await context.objects.put(...args);
    };
    await clearDays({ ...context, objects: { ...context.objects, put } }, soon());
    expect([await standing(event), await stored(event, 'footage/kept/')]).toEqual([[KEPT], ['000000', '000001']]);
  });
});

test('objects that are not there for a moment hold their day up, and are not lost', async () => {
  const unit = await camera();
  const { event } = await keptOne(unit);
  const { context } = region;
  const away = { ...context.objects, read: async () => undefined };
  expect(await clearDays({ ...context, objects: away }, over())).toBe('stuck');
  expect(await dropExpiredDays(context, over())).not.toContainEqual(placeOf(event));
  expect(await clearDays(context, over())).toBe('done');
  expect(await standing(event)).toEqual([KEPT]);
});

test('the reconciler finds no fault while an event moves and since, and takes away what was left of a copy', async () => {
  const unit = await camera();
  const { event, other } = await keptOne(unit, {});
  const { context } = region;
  const look = async () => {
    const work = reconciliationHandlers(context)['footage.reconcile'];
    const deadline = { kind: 'footage.reconcile', subject: 'all', tries: 0, late: milliseconds(0) };
    for (;;) {
      await context.db.transaction().execute(async (trx) => await work?.(deadline, trx));
      const last = await findLastLook(context.db);
      if (last?.finishedAt) return last;
    }
  };
  const copyOf = (n: string) => {
    const { day } = placeOf(event);
    return `footage/kept/${day}/${unit.deviceId}/${event.eventId}/${n}`;
  };
  await context.objects.put(copyOf('000000'), Buffer.from('copied'), 'x/y');
  await region.clock.advance(milliseconds(LAST_BYTES + hours(1)));
  expect(await look()).toMatchObject({ missing: 0, orphaned: 0 });
  await context.objects.remove(copyOf('000000'));
  await clearDays(context, soon());
  expect(await look()).toMatchObject({ missing: 0, orphaned: 0 });
  expect(await stored(event, 'footage/kept/')).toHaveLength(3);
  const left = `footage/kept/${placeOf(other).day}/${unit.deviceId}/${other.eventId}/000000`;
  await context.objects.put(left, Buffer.from('left over'), 'x/y');
  await region.clock.advance(milliseconds(LAST_BYTES + hours(1)));
  expect(await look()).toMatchObject({ orphaned: 1, repaired: 1 });
  expect(await stored(other, 'footage/kept/')).toEqual([]);
  expect(await stored(event, 'footage/kept/')).toHaveLength(3);
});

test('a store has no rule for a day that holds something kept, until that has moved', async () => {
  const unit = await camera();
  const { event } = await keptOne(unit);
  const { context } = region;
  let rules: readonly ExpiryRule[] = [];
  const keepRules = async (some: readonly ExpiryRule[]) => {
    rules = some;
    return 'kept' as const;
  };
  const ruled = {
    ...context,
    objects: { ...context.objects, expiry: { keep: keepRules, isEnding: async () => true } },
  };
  const isRuled = () => rules.some(({ prefix }) => prefix === `footage/event7/${placeOf(event).day}/`);
  await keepDayRules(ruled, now());
  expect(isRuled()).toBe(true);
  await keepDayRules(ruled, soon());
  expect(isRuled()).toBe(false);
  await clearDays(context, soon());
  await keepDayRules(ruled, soon());
  expect(isRuled()).toBe(true);
  expect(rules.some(({ prefix }) => prefix.includes(KEPT))).toBe(false);
});

describe('the quota', () => {
  test('says what is missing and keeps nothing of what does not fit, until there is room', async () => {
    const unit = await camera(0.5 * MB);
    const events = [await record(region, unit, short), await record(region, unit, short)];
    const [first] = events;
    if (!first) throw new Error('no event');
    const { bytes } = await shown(first);
    await sql`UPDATE recorded_event SET bytes = 300000 WHERE device_id = ${unit.deviceId}`.execute(region.context.db);
    await expect(keep(unit, events)).rejects.toMatchObject({
      problem: { code: 'keep_quota_exceeded', params: { used: 0, quota: 1, needed: 1 } },
    });
    expect(await kept(unit)).toEqual({ quota: 500_000, used: 0, events: 0 });
    expect(await keep(unit, [first])).toEqual({
      ...{ changed: 1, beyond: 0 },
      kept: { quota: 500_000, used: 300_000, events: 1 },
    });
    expect(await keep(unit, [first])).toMatchObject({ changed: 0, kept: { used: 300_000 } });
    expect(await codeOf(keep(unit, events))).toBe('keep_quota_exceeded');
    await sql`UPDATE recorded_event SET bytes = ${bytes} WHERE device_id = ${unit.deviceId}`.execute(region.context.db);
  });

  test('has room for as many as fit, of those that come at the same time', async () => {
    const unit = await camera();
    const events: Opened[] = [];
    for (let n = 0; n < 8; n++) events.push(await record(region, unit, { ...short, age: minutes(n) }));
    const { bytes } = await shown(events[0] as Opened);
    await setQuota(unit.deviceId, 3.5 * bytes);
    for (const _ of [1, 2, 3]) {
      const kept = await Promise.allSettled(events.map((one) => keep(unit, [one])));
      expect(kept.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
      await keep(unit, events, false);
    }
  });

  test('is never passed, whoever keeps and lets go at once', async () => {
    const unit = await camera();
    const events: Opened[] = [];
    for (let n = 0; n < 6; n++)
      events.push(await record(region, unit, { ...short, age: n === 0 ? days(6) : minutes(n) }));
    const { bytes } = await shown(events[0] as Opened);
    await setQuota(unit.deviceId, 3.5 * bytes);
    const keeps = fc.record({
      chosen: fc.subarray(events, { minLength: 1, maxLength: 2 }),
      wanted: fc.boolean(),
      moving: fc.constant(false),
    });
    const moves = fc.record({ chosen: fc.constant([]), wanted: fc.constant(false), moving: fc.constant(true) });
    const call = fc.oneof({ weight: 6, arbitrary: keeps }, { weight: 1, arbitrary: moves });
    await fc.assert(
      fc.asyncProperty(fc.array(call, { minLength: 4, maxLength: 10 }), async (calls) => {
        const refused: unknown[] = [];
        await Promise.all(
          calls.map(async ({ chosen, wanted, moving }) => {
            if (moving) await clearDays(region.context, soon());
            else await keep(unit, chosen, wanted).catch((error) => refused.push(error));
          }),
        );
        for (const error of refused) expect(error).toMatchObject({ problem: { code: 'keep_quota_exceeded' } });
        const { used, events: count } = await kept(unit);
        expect(used).toBe(count * bytes);
        expect(count).toBeLessThanOrEqual(3);
        for (const each of events) expect(await standing(each)).toHaveLength(1);
        expect(await wrongTotals(region)).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });

  const setQuota = (deviceId: DeviceId, bytes: number) =>
    sql`
      UPDATE subscription SET subscription = jsonb_set(subscription, '{slices,0,terms,keptBytes}', ${String(Math.round(bytes))}::jsonb)
      WHERE device_id = ${deviceId}`.execute(region.context.db);

  test('is that of plans which name none where a plan is older, and nothing where none is in force', async () => {
    const older = await pairSubscribed(region, wang, { kind: 'continuous', retentionDays: 7 });
    expect(await kept(older)).toEqual({ quota: 5e9, used: 0, events: 0 });
    const ended = await pairSubscribed(
      region,
      wang,
      { kind: 'event', retentionDays: 7 },
      { ago: days(3), length: milliseconds(days(3) - minutes(1)) },
    );
    const event = await record(region, ended, { ...short, age: hours(3) });
    expect(await kept(ended)).toEqual({ quota: 0, used: 0, events: 0 });
    expect(await codeOf(keep(ended, [event]))).toBe('keep_unpaid');
  });
});

test('what is recorded still cannot be kept, nor what is deleted within the hour; what goes soon moves at once', async () => {
  const unit = await camera();
  const growing = await open(region, unit, short);
  if (!segment) throw new Error('no clip');
  await growing.send(0, segment);
  expect(await codeOf(keep(unit, [growing]))).toBe('keep_unfinished');
  const late = await record(region, unit, { ...short, age: days(6) });
  const end = (placeOf(late).day + 8) * days(1);
  await region.clock.advance(milliseconds(end - hours(2) - now().getTime()));
  expect((await keep(unit, [late])).changed).toBe(1);
  const due = await findDeadline(region.context.db, 'footage.days', 'all');
  expect(due?.getTime()).toBeLessThanOrEqual(now().getTime());
  await keep(unit, [late], false);
  await region.clock.advance(milliseconds(hours(1) + minutes(1)));
  expect(await codeOf(keep(unit, [late]))).toBe('keep_too_late');
});

test('nobody keeps, or learns of, what is somebody else’s', async () => {
  const unit = await camera();
  const event = await record(region, unit, short);
  const zhang = await signUp(region, 'zhang');
  const own = await pairSubscribed(region, zhang);
  expect(await codeOf(zhang.getKept({ params: unit }))).toBe('not_found');
  const call = (deviceId: DeviceId) =>
    zhang.keepEvents({ params: { deviceId }, body: { eventIds: [event.eventId], keep: true } });
  expect(await codeOf(call(unit.deviceId))).toBe('not_found');
  expect(await call(own.deviceId)).toMatchObject({ changed: 0 });
  expect((await shown(event)).kept).toBe('no');
});
