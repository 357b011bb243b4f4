import { createHash, randomBytes } from 'node:crypto';
import {
  type Client,
  type DeviceId,
  days,
  type device,
  type EventId,
  minutes,
  type Output,
  type PlanTerms,
  seconds,
} from '@kaitong/contract';
import type { ObjectDeclaration } from '@kaitong/contract/checks';
import { dayOf, moveSubscription, noSubscription, readEventId } from '@kaitong/core';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { footageKey } from '../../region/footage/object-keys.ts';
import { sendRecordingGrant } from '../../region/recording/recording-grant.ts';
import { randomId } from '../../secrets/ids.ts';
import { newOrderId } from '../../secrets/new-ids.ts';
import { json } from '../../store/database.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { type Camera, codeOf, deviceApi, goOnline, type Phone, pairNew, signUp, tokenOf } from '../testing/people.ts';
import { refused } from '../testing/refused.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  phone = await signUp(region, 'wang');
  await region.startBroker();
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const EVENT7: PlanTerms = { kind: 'event', retentionDays: 7 };
const CONTINUOUS30: PlanTerms = { kind: 'continuous', retentionDays: 30 };

/** A plan from ten days ago on, for thirty days from now. */
async function subscribe({ deviceId }: Camera, terms: PlanTerms = EVENT7): Promise<void> {
  const at = region.clock.now().getTime() - days(10);
  const subscription = moveSubscription(noSubscription, {
    type: 'bought',
    orderId: newOrderId(),
    terms,
    length: { milliseconds: days(40) },
    use: 'now',
    at,
  });
  await region.context.db.transaction().execute(async (trx) => {
    const { owner_id, pid } = await trx
      .selectFrom('device')
      .select(['owner_id', 'pid'])
      .where('device_id', '=', deviceId)
      .executeTakeFirstOrThrow();
    const row = { owner_id, device_id: deviceId, pid, subscription: json(subscription) };
    await trx
      .insertInto('subscription')
      .values({ ...row, ends_at: null, key_ends_at: null })
      .execute();
    await sendRecordingGrant(trx, deviceId);
  });
}

type Api = Client<typeof device>;
type OpenBody = Parameters<Api['openEvent']>[0]['body'];
type Opened = Output<typeof device.openEvent>;

async function subscribed(terms?: PlanTerms): Promise<{ camera: Camera; api: Api }> {
  const camera = await pairNew(region, phone);
  await subscribe(camera, terms);
  return { camera, api: deviceApi(region, await tokenOf(region, camera)) };
}

const body = (change: Partial<OpenBody> = {}): { body: OpenBody } => ({
  body: {
    deviceEventId: randomId('e', 10),
    type: 'motion',
    startedAt: region.clock.now().toISOString(),
    ageMs: 0,
    declaration: { container: 'ts', codec: 'h264', width: 640, height: 360, encryption: 'aes-128' },
    firmware: '2.3.0' as never,
    ...change,
  },
});

type Thing = { declaration: ObjectDeclaration; bytes: Buffer };
const thing = (n: number, change: Partial<ObjectDeclaration> = {}): Thing => {
  const bytes = randomBytes(160);
  const hash = (name: string) => createHash(name).update(bytes).digest('hex');
  const declared = { n, kind: 'segment' as const, bytes: 160, durationMs: 4000, iv: '0'.repeat(32), ...change };
  return { bytes, declaration: { ...declared, md5: hash('md5'), sha256: hash('sha256') } };
};

async function put(target: { url: string; headers: Record<string, string> }, bytes: Buffer): Promise<number> {
  const { 'content-length': _, ...headers } = target.headers;
  return (await fetch(target.url, { method: 'PUT', headers, body: new Uint8Array(bytes) })).status;
}

async function send(api: Api, { eventId }: Opened, { declaration, bytes }: Thing): Promise<void> {
  const target = await api.declareObject({ params: { eventId }, body: declaration });
  expect(await put(target, bytes)).toBeLessThan(300);
  await api.commitObject({ params: { eventId, n: declaration.n }, body: {} });
}

const close = (api: Api, { eventId }: Opened, objects: number, durationMs: number) =>
  api.closeEvent({ params: { eventId }, body: { objects, durationMs, firmware: '2.3.0' as never } });

const rowOf = (eventId: EventId) =>
  region.context.db.selectFrom('recorded_event').selectAll().where('id', '=', eventId).executeTakeFirstOrThrow();
const hoursOf = ({ deviceId }: Camera) =>
  region.context.db.selectFrom('footage_hour').selectAll().where('device_id', '=', deviceId).orderBy('hour').execute();

describe('an event under a subscription', () => {
  test('is opened, uploaded and closed, and stands in its partition with everything that counts it', async () => {
    const { camera, api } = await subscribed();
    const opened = await api.openEvent(body({ type: 'person', preRecordMs: 2000 }));
    expect(opened).toMatchObject({ state: 'open', targets: [], maxFootageMs: minutes(5), key: expect.any(String) });
    expect(readEventId(opened.eventId)?.retentionClass).toBe('event7');
    expect(await hoursOf(camera)).toEqual([]);
    await send(api, opened, thing(0));
    await send(api, opened, thing(1, { kind: 'snapshot', durationMs: 0 }));
    await send(api, opened, thing(2));
    await close(api, opened, 3, 8000);
    const row = await rowOf(opened.eventId);
    expect(row).toMatchObject({ recording: 'event', type: 'person', duration_ms: 8000, bytes: 480, objects: 3 });
    expect(row).toMatchObject({ snapshot_n: 1, closed_objects: 3, completed_at: expect.any(Date) });
    expect(row.happened_at.getTime() - row.started_at.getTime()).toBe(2000);
    expect(row.day).toBe(dayOf(row.started_at.getTime()));
    expect(await hoursOf(camera)).toMatchObject([{ events: 1, unread: 1, continuous: false, bytes: 480 }]);
    const { rows } = await sql<{ part: string }>`
      SELECT tableoid::regclass::text AS part FROM recorded_event WHERE id = ${opened.eventId}`.execute(
      region.context.db,
    );
    expect(rows[0]?.part).toBe(`recorded_event_event7_${row.day}`);
    const place = { retentionClass: 'event7', day: row.day, deviceId: camera.deviceId, eventId: row.id } as const;
    expect(await region.context.objects.findInfo(footageKey(place, 2))).toEqual({ bytes: 160 });
  });

  test('is one event however often it is opened, at the same moment too', async () => {
    const { api } = await subscribed();
    const asked = body();
    const all = await Promise.all([1, 2, 3, 4].map(() => api.openEvent(asked)));
    expect(new Set(all.map(({ eventId }) => eventId)).size).toBe(1);
    expect(new Set(all.map(({ key }) => key)).size).toBe(1);
    const [opened] = all as [Opened];
    await send(api, opened, thing(0));
    await close(api, opened, 1, 4000);
    expect(await api.openEvent(asked)).toMatchObject({ eventId: opened.eventId, state: 'closed' });
    const { declaration } = asked.body;
    const other = { ...asked.body, declaration: { ...declaration, width: 1280 } };
    expect(await codeOf(api.openEvent({ body: other }))).toBe('event_conflict');
  });

  test('is the same one when a corrected clock has moved it over midnight', async () => {
    const { api } = await subscribed();
    const midnight = Math.floor(region.clock.now().getTime() / days(1)) * days(1);
    const ageMs = region.clock.now().getTime() - midnight;
    const at = (ms: number) => new Date(midnight + ms).toISOString();
    const before = await api.openEvent(body({ deviceEventId: 'midnight', ageMs: ageMs + 500, startedAt: at(-500) }));
    const after = await api.openEvent(body({ deviceEventId: 'midnight', ageMs: ageMs - 2000, startedAt: at(2000) }));
    expect(after.eventId).toBe(before.eventId);
  });

  test('happened when its device says, unless the wall clock is off the monotonic one by more than 5 s', async () => {
    const { api } = await subscribed();
    const now = region.clock.now().getTime();
    const right = await api.openEvent(body({ startedAt: new Date(now - 63_000).toISOString(), ageMs: 60_000 }));
    expect((await rowOf(right.eventId)).happened_at.getTime()).toBe(now - 63_000);
    const wrong = await api.openEvent(body({ startedAt: '1970-01-01T00:00:10.000Z', ageMs: 60_000 }));
    expect(Math.abs((await rowOf(wrong.eventId)).happened_at.getTime() - (now - 60_000))).toBeLessThan(5000);
  });

  test('takes what its close counted also afterwards, and nothing beyond', async () => {
    const { api } = await subscribed();
    const opened = await api.openEvent(body());
    const { eventId } = opened;
    await send(api, opened, thing(0));
    await api.declareObject({ params: { eventId }, body: thing(2).declaration });
    await close(api, opened, 2, 8000);
    expect((await rowOf(eventId)).completed_at).toBeNull();
    expect(await codeOf(send(api, opened, thing(2)))).toBe('event_closed');
    await send(api, opened, thing(1));
    expect(await rowOf(eventId)).toMatchObject({ objects: 2, completed_at: expect.any(Date) });
    expect(await codeOf(close(api, opened, 1, 4000))).toBe('event_conflict');
  });

  test('ends at five minutes: a commit still counts where the next object is refused', async () => {
    const { api } = await subscribed();
    const opened = await api.openEvent(body());
    const { eventId } = opened;
    for (const n of [0, 1, 2, 3, 4]) {
      const { declaration } = thing(n, { durationMs: 60_000 });
      await api.declareObject({ params: { eventId }, body: declaration });
    }
    const long = thing(5, { durationMs: 1000 });
    expect(await codeOf(api.declareObject({ params: { eventId }, body: long.declaration }))).toBe(
      'footage_limit_reached',
    );
    const other = await api.openEvent(body());
    const first = thing(0);
    const target = await api.declareObject({ params: { eventId: other.eventId }, body: first.declaration });
    await put(target, first.bytes);
    const next = thing(1, { durationMs: 400_000 }).declaration;
    const committed = await api.commitObject({ params: { eventId: other.eventId, n: 0 }, body: { next } });
    expect(committed).toMatchObject({
      next: null,
      refused: { code: 'footage_limit_reached', params: { seconds: 300 } },
    });
    expect(await rowOf(other.eventId)).toMatchObject({ objects: 1 });
  });

  test('of an object: commit needs its bytes, a number belongs to one object, and repeating is fine', async () => {
    const { camera, api } = await subscribed();
    const opened = await api.openEvent(body());
    const params = { eventId: opened.eventId };
    const one = thing(0);
    expect(await codeOf(api.commitObject({ params: { ...params, n: 0 }, body: {} }))).toBe('object_unknown');
    await api.declareObject({ params, body: one.declaration });
    expect(await codeOf(api.commitObject({ params: { ...params, n: 0 }, body: {} }))).toBe('object_not_stored');
    expect(await codeOf(api.declareObject({ params, body: thing(0).declaration }))).toBe('object_conflict');
    const target = await api.declareObject({ params, body: one.declaration });
    expect(Date.parse(target.expiresAt) - region.clock.now().getTime()).toBeLessThanOrEqual(seconds(60));
    await put(target, one.bytes);
    expect(await api.declareObject({ params, body: one.declaration })).toMatchObject({ state: 'stored' });
    const next = thing(1).declaration;
    for (const _ of [1, 2])
      expect(await api.commitObject({ params: { ...params, n: 0 }, body: { next } })).toMatchObject({ next: { n: 1 } });
    expect(await api.declareObject({ params, body: one.declaration })).toMatchObject({ state: 'committed' });
    expect(await hoursOf(camera)).toMatchObject([{ events: 1, bytes: 160 }]);
  });

  test('of an object whose place has other bytes, as a store says that answers 412: they are not taken for it', async () => {
    const { api } = await subscribed();
    const { eventId } = await api.openEvent(body());
    const [one, other] = [thing(0), thing(1)];
    const target = await api.declareObject({ params: { eventId }, body: one.declaration });
    await put(target, one.bytes);
    const { objects } = region.context;
    const { findInfo } = objects;
    const tell = (bytes: number, md5: string) => {
      objects.findInfo = async () => ({ bytes, md5 });
    };
    try {
      for (const wrong of [other.declaration.md5, one.declaration.md5]) {
        tell(one.declaration.bytes + (wrong === one.declaration.md5 ? 1 : 0), wrong);
        expect((await api.declareObject({ params: { eventId }, body: one.declaration })).state).toBe('waiting');
        expect(await codeOf(api.commitObject({ params: { eventId, n: 0 }, body: {} }))).toBe('object_exists');
      }
      tell(one.declaration.bytes, one.declaration.md5);
      expect(await api.commitObject({ params: { eventId, n: 0 }, body: {} })).toEqual({ next: null });
    } finally {
      objects.findInfo = findInfo;
    }
  });

  test('takes no object whose IV does not fit the encryption, or whose number is beyond the limit', async () => {
    const { api } = await subscribed();
    const plain = { container: 'ts', codec: 'h264', width: 640, height: 360, encryption: 'none' } as const;
    const [encrypted, open] = [await api.openEvent(body()), await api.openEvent(body({ declaration: plain }))];
    const declare = ({ eventId }: Opened, n: number, iv: string | null) =>
      api.declareObject({ params: { eventId }, body: thing(n, { iv }).declaration });
    for (const [event, iv] of [
      [encrypted, null],
      [open, '0'.repeat(32)],
    ] as const) {
      const problem = await refused(declare(event, 0, iv));
      expect(problem).toMatchObject({ status: 422, code: 'input_invalid', params: { field: 'iv' } });
      expect(problem?.fields).toEqual([{ path: 'iv', message: problem?.params.expected }]);
    }
    expect(await codeOf(declare(open, 1000, null))).toBe('footage_limit_reached');
    expect(await declare(open, 999, null)).toMatchObject({ state: 'waiting' });
  });

  test('that is too old for its plan, or has too much pre-record, is refused', async () => {
    const { api } = await subscribed();
    const ago = (ms: number) => ({ ageMs: ms, startedAt: new Date(region.clock.now().getTime() - ms).toISOString() });
    expect((await api.openEvent(body(ago(days(6))))).state).toBe('open');
    expect(await codeOf(api.openEvent(body(ago(days(9)))))).toBe('event_expired');
    expect(await codeOf(api.openEvent(body({ ageMs: 9e15 })))).toBe('event_expired');
    const { api: all } = await subscribed(CONTINUOUS30);
    expect(await codeOf(all.openEvent(body({ type: 'continuous', preRecordMs: 1 })))).toBe('pre_record_too_long');
  });

  test('is not there where an object of its opening was refused', async () => {
    const { camera, api } = await subscribed();
    const [small, large] = [thing(0).declaration, thing(1, { bytes: 200 * 1024 * 1024 }).declaration];
    expect(await codeOf(api.openEvent(body({ objects: [small, large] })))).toBe('object_too_large');
    const rows = region.context.db.selectFrom('recorded_event').where('device_id', '=', camera.deviceId);
    expect(await rows.select('id').execute()).toEqual([]);
  });

  test('has no more objects than there are numbers for them, whatever its close says', async () => {
    const { api } = await subscribed();
    const opened = await api.openEvent(body());
    for (const objects of [100_002, 100_000_000, Number.MAX_SAFE_INTEGER])
      expect(await codeOf(close(api, opened, objects, 0))).toBe('input_invalid');
    expect(await codeOf(close(api, opened, 1, Number.MAX_SAFE_INTEGER))).toBe('input_invalid');
    await close(api, opened, 100_001, 4000);
  });

  test('counts from its first object on, though that one is empty', async () => {
    const { camera, api } = await subscribed();
    const opened = await api.openEvent(body());
    const hash = (name: string) => createHash(name).digest('hex');
    const empty = { ...thing(0).declaration, bytes: 0, md5: hash('md5'), sha256: hash('sha256') };
    await send(api, opened, { declaration: empty, bytes: Buffer.alloc(0) });
    expect(await hoursOf(camera)).toMatchObject([{ events: 1, unread: 1, bytes: 0 }]);
  });

  test('of another device is none, whatever is known of it', async () => {
    const { api } = await subscribed();
    const { api: other } = await subscribed();
    const opened = await api.openEvent(body({ deviceEventId: 'known-to-both' }));
    const { eventId } = opened;
    await send(api, opened, thing(0));
    expect(await codeOf(other.declareObject({ params: { eventId }, body: thing(1).declaration }))).toBe(
      'event_unknown',
    );
    expect(await codeOf(other.commitObject({ params: { eventId, n: 0 }, body: {} }))).toBe('event_unknown');
    expect(await codeOf(close(other, opened, 1, 4000))).toBe('event_unknown');
    const own = await other.openEvent(body({ deviceEventId: 'known-to-both' }));
    expect(own.eventId).not.toBe(eventId);
  });
});

describe('a continuous recording', () => {
  test('has segments of 10 s and more, an hour of them, and is said of every hour that it touches', async () => {
    const { camera, api } = await subscribed(CONTINUOUS30);
    const hour = Math.floor(region.clock.now().getTime() / minutes(60)) * minutes(60);
    // Ten minutes before an hour began.
    const startedAt = new Date(hour - minutes(10));
    const ageMs = region.clock.now().getTime() - startedAt.getTime();
    const opened = await api.openEvent(body({ type: 'continuous', startedAt: startedAt.toISOString(), ageMs }));
    expect(opened.maxFootageMs).toBe(minutes(60));
    expect(readEventId(opened.eventId)?.retentionClass).toBe('continuous30');
    await send(api, opened, thing(0, { durationMs: 600_000 }));
    await send(api, opened, thing(1, { durationMs: 4000 }));
    const short = api.declareObject({ params: { eventId: opened.eventId }, body: thing(2).declaration });
    expect(await codeOf(short)).toBe('segment_too_short');
    expect(await hoursOf(camera)).toMatchObject([
      { hour: new Date(hour - minutes(60)), events: 0, continuous: true, bytes: 320 },
      { hour: new Date(hour), events: 0, unread: 0, continuous: true, bytes: 0 },
    ]);
  });

  test('needs a plan for it', async () => {
    const { api } = await subscribed();
    expect(await codeOf(api.openEvent(body({ type: 'continuous' })))).toBe('plan_without_continuous');
  });
});

describe('what may be recorded', () => {
  test('is told at once when it changes, under a rising version, and to whoever asks', async () => {
    const camera = await pairNew(region, phone);
    const online = await goOnline(region, camera);
    const api = deviceApi(region, online.token);
    expect(await api.getRecordingGrant({})).toMatchObject({ version: 0, recording: 'none', until: null });
    expect(await codeOf(api.openEvent(body()))).toBe('subscription_missing');
    await subscribe(camera);
    const granted = await online.nextCommand();
    expect(granted).toMatchObject({ name: 'record', version: 1, recording: 'event', until: expect.any(String) });
    const { name: _, id: __, ...grant } = granted;
    expect(await api.getRecordingGrant({})).toEqual(grant);

    await online.say({ privacyMode: true });
    expect(await online.nextCommand()).toMatchObject({ name: 'record', version: 2, recording: 'none', until: null });
    await online.say({ privacyMode: false });
    expect(await online.nextCommand()).toMatchObject({ name: 'record', version: 3, recording: 'event' });
    await phone.removeDevice({ params: { deviceId: camera.deviceId as DeviceId } });
    let told = await online.nextCommand();
    for (let version = 4; told.name === 'record'; version++, told = await online.nextCommand())
      expect(told).toMatchObject({ version, recording: 'none' });
    expect(told).toMatchObject({ name: 'unpair' });
    expect(await codeOf(api.openEvent(body()))).toBe('device_token_invalid');
  });

  test('stops at every call when privacy mode begins, and goes on when it ends', async () => {
    const { camera, api } = await subscribed();
    const online = await goOnline(region, camera);
    const opened = await api.openEvent(body());
    const params = { eventId: opened.eventId };
    const one = thing(0);
    const target = await api.declareObject({ params, body: one.declaration });
    await put(target, one.bytes);
    await online.say({ privacyMode: true });
    await online.nextCommand();
    expect(await codeOf(api.openEvent(body()))).toBe('privacy_mode');
    expect(await codeOf(api.declareObject({ params, body: thing(1).declaration }))).toBe('privacy_mode');
    expect(await codeOf(api.commitObject({ params: { ...params, n: 0 }, body: {} }))).toBe('privacy_mode');
    await online.say({ privacyMode: false });
    await online.nextCommand();
    await api.commitObject({ params: { ...params, n: 0 }, body: {} });
    await close(api, opened, 1, 4000);
  });

  test('does not depend on the motion-alarm switch of the device', async () => {
    const { camera, api } = await subscribed();
    const off = { enabled: false, sensitivity: 'low', schedule: null };
    await goOnline(region, camera, { status: { motionDetection: off } });
    const opened = await api.openEvent(body({ type: 'motion' }));
    await send(api, opened, thing(0));
  });

  test('ends with the subscription, at every call; what is there may still be closed', async () => {
    const { camera, api } = await subscribed();
    const opened = await api.openEvent(body());
    const params = { eventId: opened.eventId };
    const one = thing(0);
    const target = await api.declareObject({ params, body: one.declaration });
    await put(target, one.bytes);
    const all = (await api.getRecordingGrant({})).until;
    await region.clock.advance((Date.parse(all ?? '') - region.clock.now().getTime()) as never);
    const late = deviceApi(region, await tokenOf(region, camera));
    expect(await codeOf(late.openEvent(body()))).toBe('subscription_expired');
    expect(await codeOf(late.declareObject({ params, body: thing(1).declaration }))).toBe('event_expired');
    expect(await codeOf(late.commitObject({ params: { ...params, n: 0 }, body: {} }))).toBe('event_expired');
    expect(await late.getRecordingGrant({})).toMatchObject({ recording: 'none', until: null });
    await close(late, opened, 0, 0);
  });
});
