import { days, hours, milliseconds, minutes, REMINDER_LIFE, seconds } from '@kaitong/contract';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { open, pairSubscribed, type Subscribed } from '../../http/testing/footage.ts';
import { openPhone, type Phone, signUp } from '../../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../../http/testing/region.ts';
import { setDeadline } from '../../store/deadlines.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { type PushService, startPushService } from '../alarms/testing/push-service.ts';
import { SUBSCRIPTION_EXPIRING } from './subscriptions/move-subscription.ts';

let server: TestDatabase;
let region: TestRegion;
let service: PushService;
let wang: Phone;
let camera: Subscribed;
/** When its storage ends, to the second. */
let end: Date;
let n = 0;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server, { runs: true, privateReceivers: ['127.0.0.1'] });
});
beforeEach(async () => {
  service = await startPushService();
  wang = await signUp(region, `remind${n++}`);
  const stretch = { ago: days(23), length: milliseconds(days(30) + hours(1)) };
  camera = await pairSubscribed(region, wang, { kind: 'event', retentionDays: 7 }, stretch);
  end = await endOf(camera);
  await region.context.db
    .transaction()
    .execute((trx) => setDeadline(trx, SUBSCRIPTION_EXPIRING, camera.deviceId, hours(1)));
  await wang.updateDevice({ params: { deviceId: camera.deviceId }, body: { name: '客厅' } });
  await wang.addAlarmPhone({ body: { ...service.subscribe(), language: 'zh-CN' } });
});
afterEach(() => service[Symbol.asyncDispose]());
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

/** Of reminders: an alarm is forgotten within the hour that the clock goes on by. */
const states = async (): Promise<string[]> =>
  (
    await region.context.db
      .selectFrom('alarm')
      .select('state')
      .where('device_id', '=', camera.deviceId)
      .where('event_id', 'is', null)
      .orderBy('seq')
      .execute()
  ).map(({ state }) => state);
const endOf = async ({ deviceId }: Subscribed): Promise<Date> => {
  const { until } = await wang.getSubscription({ params: { deviceId } });
  return new Date(until ?? 0);
};
/** To seven days before the end: when its owner is reminded of it. */
const toReminder = () => region.clock.advance(hours(1));

test('what ends rings on its owner’s phones: without a picture, under a topic of its own, for a day, and once', async () => {
  const { eventId } = await open(region, camera);
  const alarm = await service.next();
  alarm.answer(201);
  expect(alarm.alarm.eventId).toBe(eventId);
  await toReminder();
  const pushed = await service.next();
  pushed.answer(201);
  expect(pushed.reminder).toEqual({
    ...{ deviceId: camera.deviceId, camera: '客厅', language: 'zh-CN' },
    ...{ reminder: 'subscription_expiring', at: end.toISOString() },
  });
  expect(pushed.headers.urgency).toBe('normal');
  expect(pushed.headers.topic).not.toBe(alarm.headers.topic);
  expect(Number(pushed.headers.ttl)).toBeGreaterThan(REMINDER_LIFE / 1000 - 60);
  await expect.poll(states).toEqual(['rang']);
  expect(service.waiting()).toEqual([]);
  expect((await wang.listNotices({ query: {} })).items[0]?.type).toBe('subscription_expiring');
});

test('by night it waits until quiet hours are over', async () => {
  const zone = 'UTC';
  const clock = (later: number) => new Date(region.clock.now().getTime() + later).toISOString().slice(11, 16);
  const quiet = { from: clock(0), until: clock(hours(1) + hours(8)) };
  await wang.changeAlarms({ body: { quiet, timeZone: zone } });
  await toReminder();
  await expect.poll(states).toEqual(['waiting']);
  await region.clock.advance(hours(7));
  expect(service.waiting()).toEqual([]);
  await region.clock.advance(minutes(61));
  const pushed = await service.next();
  pushed.answer(201);
  expect(pushed.reminder.reminder).toBe('subscription_expiring');
  await expect.poll(states).toEqual(['rang']);
});

test('who turned reminders off is told by the notice alone', async () => {
  expect((await wang.getAlarms({})).reminders).toBe(true);
  expect((await wang.changeAlarms({ body: { reminders: false } })).reminders).toBe(false);
  await toReminder();
  await expect.poll(states).toEqual(['silent']);
  expect(service.waiting()).toEqual([]);
  expect((await wang.listNotices({ query: {} })).items[0]?.type).toBe('subscription_expiring');
});

test('it is tried for a day, and its picture’s address is nobody’s', async () => {
  await toReminder();
  (await service.next()).answer(503, { 'retry-after': '3600' });
  const tries = () =>
    region.context.db.selectFrom('alarm').select('tries').where('device_id', '=', camera.deviceId).executeTakeFirst();
  await expect.poll(async () => (await tries())?.tries).toBe(1);
  await region.clock.advance(milliseconds(hours(1) + seconds(1)));
  (await service.next()).answer(201);
  await expect.poll(states).toEqual(['rang']);
  const hashes = await region.context.db
    .selectFrom('alarm')
    .select('picture_hash')
    .where('device_id', '=', camera.deviceId)
    .execute();
  expect(hashes).toEqual([{ picture_hash: null }]);
});

test('members of the household, who may watch, are not reminded of what another pays', async () => {
  const sun = openPhone(region);
  const name = `sun${n++}`;
  await sun.signUp({ body: { login: `${name}@example.com`, password: 'ten letters', name } });
  await sun.addAlarmPhone({ body: { ...service.subscribe(), language: 'en' } });
  const cameras = [{ deviceId: camera.deviceId, rights: ['watch' as const, 'pay' as const] }];
  const { url } = await wang.createHouseholdInvitation({ body: { cameras } });
  await sun.acceptHouseholdInvitation({ body: { token: new URL(url).hash.slice(1) } });
  await toReminder();
  const pushed = await service.next();
  pushed.answer(201);
  expect(pushed.reminder.language).toBe('zh-CN');
  await expect.poll(states).toEqual(['rang']);
});
