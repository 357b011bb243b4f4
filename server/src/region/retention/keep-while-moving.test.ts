import { days, minutes } from '@kaitong/contract';
import { sql } from 'kysely';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { clips, type Opened, pairSubscribed, record, wrongTotals } from '../../http/testing/footage.ts';
import { type Phone, signUp } from '../../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../../http/testing/region.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { findStanding, type Recording } from '../footage/find-recording.ts';
import { moveRows } from '../footage/move-to-kept.ts';
import { endFootage } from './end-footage.ts';

// Nothing happens by itself here: a test says what is done while an event that is kept moves out of its day.
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
const short = { clip: { ...clips.ts, pieces: segment ? [segment] : [] }, age: days(6) };

async function keptOne(): Promise<Opened> {
  const unit = await pairSubscribed(region, wang, { kind: 'event', retentionDays: 7, keptBytes: 1e8 });
  const event = await record(region, unit, short);
  await wang.keepEvents({ params: event, body: { eventIds: [event.eventId], keep: true } });
  return event;
}

/** It moves, and that is committed once what `who` began waits for it. */
async function whileItMoves<T>(event: Opened, who: (recording: Recording) => Promise<T>): Promise<T> {
  const { db } = region.context;
  const before = await findStanding(db, event.eventId);
  if (!before) throw new Error('it stands nowhere');
  const [isMoved, commits] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const moving = db.transaction().execute(async (trx) => {
    expect(await moveRows(trx, before, [0, 1, 2])).toBe('moved');
    isMoved.resolve();
    await commits.promise;
  });
  await Promise.race([isMoved.promise, moving]);
  const other = who(before);
  const waiting = sql`SELECT FROM pg_locks WHERE NOT granted`;
  await expect.poll(async () => (await waiting.execute(db)).rows.length).toBeGreaterThan(0);
  commits.resolve();
  await moving;
  return await other;
}

test('an event that is kept ends with its key also while it moves', async () => {
  const event = await keptOne();
  const ended = await whileItMoves(event, ({ owner_id: ownerId, device_id: deviceId }) =>
    region.context.db.transaction().execute(async (trx) => await endFootage(trx, { ownerId, deviceId })),
  );
  expect([ended, await findStanding(region.context.db, event.eventId)]).toEqual([1, undefined]);
});

test('an event that is kept is deleted with its hour also while it moves', async () => {
  const event = await keptOne();
  const around = (minute: number) => new Date(event.startedAt.getTime() + minutes(minute)).toISOString();
  const body = { from: around(-1), to: around(1) };
  expect(await whileItMoves(event, () => wang.deleteFootage({ params: event, body }))).toEqual({ events: 1 });
  expect(await findStanding(region.context.db, event.eventId)).toBeUndefined();
});
