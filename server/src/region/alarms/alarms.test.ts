import {
  ALARM_LIFE,
  type DeviceId,
  type Duration,
  MOST_PHONES,
  minutes,
  type OwnerId,
  seconds,
} from '@kaitong/contract';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { open, pairSubscribed, record, type Subscribed, snapshot } from '../../http/testing/footage.ts';
import { codeOf, openPhone, type Phone, signUp } from '../../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../../http/testing/region.ts';
import { runDeadlines } from '../../store/deadlines.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { sendAlarms } from './send-alarms.ts';
import { takeAlarm } from './take-alarm.ts';
import { type PushService, startPushService } from './testing/push-service.ts';

let server: TestDatabase;
let region: TestRegion;
let service: PushService;
let wang: Phone;
let camera: Subscribed;
let n = 0;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { runs: true, privateReceivers: ['127.0.0.1'] });
});
beforeEach(async () => {
  service = await startPushService();
  wang = await signUp(region, `wang${n++}`);
  camera = await pairSubscribed(region, wang, { kind: 'event', retentionDays: 7 });
});
afterEach(() => service[Symbol.asyncDispose]());
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const add = async (phone: Phone, subscription = service.subscribe()) =>
  await phone.addAlarmPhone({ body: { ...subscription, language: 'zh-CN' } });
/** The same account at another browser. */
async function secondBrowser(name: string): Promise<Phone> {
  const phone = openPhone(region);
  await phone.signIn({ body: { login: `${name}@example.com`, password: 'ten letters' } });
  return phone;
}
const ownerOf = async (deviceId: DeviceId): Promise<OwnerId> =>
  (
    await region.context.db
      .selectFrom('device')
      .select('owner_id')
      .where('device_id', '=', deviceId)
      .executeTakeFirstOrThrow()
  ).owner_id;
const stateOf = async (deviceId = camera.deviceId): Promise<string[]> =>
  (
    await region.context.db
      .selectFrom('alarm')
      .select('state')
      .where('device_id', '=', deviceId)
      .orderBy('seq')
      .execute()
  ).map(({ state }) => state);
/** Once no alarm of this camera's waits. */
async function settled(deviceId = camera.deviceId): Promise<string[]> {
  for (;;) {
    const states = await stateOf(deviceId);
    if (!states.includes('waiting')) return states;
    await new Promise((again) => setTimeout(again, 10));
  }
}

test('an event rings: encrypted for the phone, signed by the key that it was told, under a topic, for ten minutes', async () => {
  const { serverKey } = await add(wang);
  await wang.updateDevice({ params: { deviceId: camera.deviceId }, body: { name: '客厅' } });
  const { eventId } = await open(region, camera, { type: 'person' });
  const pushed = await service.next();
  pushed.answer(201);
  expect(pushed.serverKey).toBe(serverKey);
  expect(pushed.claims).toMatchObject({ aud: service.origin, sub: 'mailto:operator@example.com' });
  expect(pushed.claims.exp * 1000 - Date.now()).toBeLessThanOrEqual(24 * 3600_000);
  expect(pushed.headers).toMatchObject({ 'content-encoding': 'aes128gcm', urgency: 'high' });
  expect(pushed.headers.topic).toMatch(/^[\w-]{1,32}$/);
  expect(Number(pushed.headers.ttl)).toBeGreaterThan(590);
  expect(Number(pushed.headers.ttl)).toBeLessThanOrEqual(ALARM_LIFE / 1000);
  expect(pushed.bytes).toBeLessThanOrEqual(4096);
  const { deviceId } = camera;
  expect(pushed.alarm).toMatchObject({ deviceId, eventId, camera: '客厅', kind: 'person', language: 'zh-CN' });
  expect(await settled()).toEqual(['rang']);
  expect((await wang.getAlarms({})).phones).toMatchObject([{ current: true, rangAt: expect.any(String) }]);
});

test.each([404, 410])('a phone whose push service says %i is gone', async (status) => {
  await add(wang);
  await open(region, camera);
  (await service.next()).answer(status);
  expect(await settled()).toEqual([]);
  expect((await wang.getAlarms({})).phones).toEqual([]);
});

test('what a push service does not take for now comes again when it says, and not after ten minutes', async () => {
  await add(wang);
  await open(region, camera);
  (await service.next()).answer(500);
  (await nextAfter(1, seconds(3))).answer(429, { 'retry-after': '60' });
  await tried(2);
  await region.clock.advance(seconds(30));
  expect(service.waiting()).toEqual([]);
  const third = await nextAfter(2, seconds(31));
  expect(Number(third.headers.ttl)).toBeLessThan(600 - 60);
  third.answer(503, { 'retry-after': '3600' });
  expect(await settled()).toEqual(['given_up']);
});

/** Once what became of so many tries is written down. */
async function tried(tries: number): Promise<void> {
  const { db } = region.context;
  const triesNow = db.selectFrom('alarm').select('tries').where('device_id', '=', camera.deviceId);
  while ((await triesNow.executeTakeFirst())?.tries !== tries) await new Promise((again) => setTimeout(again, 10));
}

/** What comes once the clock has gone on after so many tries. */
async function nextAfter(tries: number, wait: Duration) {
  await tried(tries);
  await region.clock.advance(wait);
  return await service.next();
}

test('what a push service refuses is not sent again', async () => {
  await add(wang);
  await open(region, camera);
  (await service.next()).answer(413);
  expect(await settled()).toEqual(['refused']);
});

test('a process that dies between event and sending, or while it sends, loses nothing: another one sends it', async () => {
  const us = await openTestRegion(server, { region: 'us', privateReceivers: ['127.0.0.1'] }); // nobody sends here yet
  const { context } = us;
  try {
    const phone = await signUp(us, 'survivor');
    await add(phone);
    await open(us, await pairSubscribed(us, phone, { kind: 'event', retentionDays: 7 }));
    const { id } = await context.db.selectFrom('alarm').select('id').executeTakeFirstOrThrow();
    expect(await takeAlarm(context, id)).toMatchObject({ id }); // and is never heard of again
    const sender = sendAlarms(context);
    const { db, notifications } = context;
    const wrong: unknown[] = [];
    const timers = runDeadlines({
      db,
      notifications,
      handlers: sender.handlers,
      onError: (error) => void wrong.push(error),
    });
    try {
      await us.clock.advance(seconds(61));
      const pushed = await service.next();
      expect(Number(pushed.headers.ttl)).toBeLessThan(600 - 60);
      pushed.answer(201);
    } finally {
      await timers.stop();
      await sender.stop();
    }
    expect(wrong).toEqual([]);
  } finally {
    await us.close();
  }
});

test('an event is opened without waiting for a phone that is going, which hears nothing of it', async () => {
  await add(wang);
  const { db } = region.context;
  const owner_id = await ownerOf(camera.deviceId);
  await db.transaction().execute(async (trx) => {
    await trx.deleteFrom('alarm_phone').where('owner_id', '=', owner_id).execute();
    await open(region, camera);
  });
  expect(await stateOf()).toEqual([]);
});

test('what its owner does not want to hear takes the place of nothing that rings, however late that is', async () => {
  const sg = await openTestRegion(server, { region: 'sg', privateReceivers: ['127.0.0.1'] }); // nobody sends here
  try {
    const phone = await signUp(sg, `wu${n++}`);
    const { deviceId, ...wus } = await pairSubscribed(sg, phone, { kind: 'event', retentionDays: 7 });
    await add(phone);
    await phone.changeCameraAlarms({ params: { deviceId }, body: { muted: ['motion'] } });
    for (const type of ['sound', 'person', 'motion'] as const) await open(sg, { deviceId, ...wus }, { type });
    const { db } = sg.context;
    const queued = await db
      .selectFrom('alarm')
      .select(['id', 'kind'])
      .where('device_id', '=', deviceId)
      .orderBy('seq')
      .execute();
    const rings: string[] = [];
    for (const { id, kind } of queued) if (await takeAlarm(sg.context, id)) rings.push(kind);
    expect(rings).toEqual(['person']);
  } finally {
    await sg.close();
  }
});

test('a suspended owner is told nothing, and the picture’s address is dead as long', async () => {
  await add(wang);
  await record(region, camera);
  const pushed = await service.next();
  pushed.answer(500);
  await tried(1);
  const { db } = region.context;
  const owner_id = await ownerOf(camera.deviceId);
  await db.insertInto('owner_suspension').values({ owner_id, reason: 'unpaid' }).execute();
  expect((await fetch(pushed.alarm.picture)).status).toBe(404);
  const waiting = await db.selectFrom('alarm').select('id').where('device_id', '=', camera.deviceId).execute();
  for (const { id } of waiting) expect(await takeAlarm(region.context, id)).toBeUndefined();
  await db.deleteFrom('owner_suspension').where('owner_id', '=', owner_id).execute();
  expect((await fetch(pushed.alarm.picture)).status).toBe(200);
});

test('nobody else is told, nor a browser that signed out, nor whoever signs in at it after that', async () => {
  const name = `zhao${n++}`;
  const zhao = await signUp(region, name);
  await add(zhao);
  const other = await secondBrowser(name);
  const shared = service.subscribe();
  await add(other, shared);
  await other.signOut({});
  const stranger = await signUp(region, `qian${n++}`);
  await add(stranger, shared);
  const zhaos = await pairSubscribed(region, zhao, { kind: 'event', retentionDays: 7 });
  await open(region, zhaos);
  const pushed = await service.next();
  expect(pushed.alarm.deviceId).toBe(zhaos.deviceId);
  pushed.answer(201);
  expect(await settled(zhaos.deviceId)).toEqual(['rang']);
  expect(service.waiting()).toEqual([]);
  const { phones } = await zhao.getAlarms({});
  expect(phones).toHaveLength(1);
  expect(await codeOf(stranger.removeAlarmPhone({ params: { id: phones[0]?.id ?? '' } }))).toBe('not_found');
  const ofZhao = { params: { deviceId: zhaos.deviceId }, body: { muted: [] } };
  expect(await codeOf(stranger.changeCameraAlarms(ofZhao))).toBe('not_found');
});

test('what its owner does not want to hear does not ring: a kind of a camera, a snooze, quiet hours, a camera that is gone', async () => {
  await add(wang);
  const params = { deviceId: camera.deviceId };
  await wang.changeCameraAlarms({ params, body: { muted: ['motion'] } });
  await open(region, camera, { type: 'motion' });
  expect(await settled()).toEqual(['silent']);
  await wang.changeAlarms({ body: { snoozeMinutes: 60 } });
  await open(region, camera, { type: 'person' });
  expect(await settled()).toEqual(['silent', 'silent']);
  const now = new Intl.DateTimeFormat('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', hourCycle: 'h23' });
  const hour = (shift: number) => now.format(region.clock.now().getTime() + shift * 3600_000);
  const quiet = { from: `${hour(-1)}:00`, until: `${hour(2)}:00` };
  await wang.changeAlarms({ body: { snoozeMinutes: 0, timeZone: 'Asia/Shanghai', quiet } });
  await open(region, camera, { type: 'person' });
  expect(await settled()).toEqual(['silent', 'silent', 'silent']);
  await wang.changeAlarms({ body: { quiet: null } });
  await open(region, camera, { type: 'person' });
  (await service.next()).answer(201);
  expect((await settled()).at(-1)).toBe('rang');
  expect(service.waiting()).toEqual([]);
});

test('neither continuous footage rings nor what happened long ago', async () => {
  await add(wang);
  const all = await pairSubscribed(region, wang, { kind: 'continuous', retentionDays: 7 });
  await open(region, all, { type: 'continuous' });
  await open(region, camera, { age: minutes(11) });
  expect(await stateOf(all.deviceId)).toEqual([]);
  expect(await stateOf()).toEqual([]);
});

test('its picture is there as soon as the camera has sent it, for ten minutes and as long as the phone is signed in', async () => {
  const name = `sun${n++}`;
  const sun = await signUp(region, name);
  const suns = await pairSubscribed(region, sun, { kind: 'event', retentionDays: 7 });
  const browser = await secondBrowser(name);
  await add(browser);
  const recording = await open(region, suns);
  const first = await service.next();
  first.answer(201);
  const early = fetch(first.alarm.picture); // asked for before there is one
  await recording.send(0, snapshot);
  const picture = await early;
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  expect((await picture.arrayBuffer()).byteLength).toBeGreaterThan(100);
  await browser.signOut({});
  expect((await fetch(first.alarm.picture)).status).toBe(404);

  await add(sun);
  await record(region, suns);
  const second = await service.next();
  second.answer(201);
  expect((await fetch(second.alarm.picture)).status).toBe(200);
  await sun.removeDevice({ params: { deviceId: suns.deviceId } });
  expect((await fetch(second.alarm.picture)).status).toBe(404);
  expect((await fetch(`${region.context.publicUrl}/alarm/ap_of_nobody/picture.jpg`)).status).toBe(404);

  await add(wang);
  await record(region, camera);
  const third = await service.next();
  third.answer(201);
  await settled();
  expect((await fetch(third.alarm.picture)).status).toBe(200);
  await region.clock.advance(ALARM_LIFE);
  expect((await fetch(third.alarm.picture)).status).toBe(404);
});

test('an owner who leaves is told nothing more, and the picture’s address is dead', async () => {
  await add(wang);
  await record(region, camera);
  const pushed = await service.next();
  pushed.answer(201);
  await wang.deleteAccount({ body: { password: 'ten letters' } });
  expect((await fetch(pushed.alarm.picture)).status).toBe(404);
});

test('addresses inside, and keys that are none, are refused', async () => {
  const strict = await openTestRegion(server, { region: 'eu' });
  try {
    const phone = await signUp(strict, 'strict');
    const { keys } = service.subscribe();
    for (const endpoint of [
      'http://127.0.0.1:1/x',
      'https://10.1.2.3/x',
      'https://a:b@push.example/x',
      'ftp://push.example/x',
    ])
      expect(await codeOf(add(phone, { endpoint, keys })), endpoint).toBe('push_address_refused');
    const off = { ...keys, p256dh: 'B'.padEnd(87, 'A') };
    expect(await codeOf(add(phone, { endpoint: 'https://push.example/x', keys: off }))).toBe('push_address_refused');
    await add(phone, { endpoint: 'https://push.example/x', keys });
    expect((await phone.getAlarms({})).phones).toHaveLength(1);
  } finally {
    await strict.close();
  }
});

test('a browser is one phone however often it says so, and an owner has at most so many', async () => {
  const name = `li${n++}`;
  const li = await signUp(region, name);
  await add(li);
  await add(li);
  expect((await li.getAlarms({})).phones).toHaveLength(1);
  for (let more = 0; more < MOST_PHONES; more++) await add(await secondBrowser(name));
  const { phones } = await li.getAlarms({});
  expect(phones).toHaveLength(MOST_PHONES);
  expect(phones.some(({ current }) => current)).toBe(false); // the first one made way
});
