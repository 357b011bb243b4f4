import { AccountId, type DeviceId, type DeviceLogLine, days, hours, Pid } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { codeOf, goOnline, type Phone, pairNew, signUp } from '../../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../../http/testing/region.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { followLog } from './follow-log.ts';

const MAKER = AccountId.parse('acmaker0000000000000');
const OTHER = AccountId.parse('acother0000000000000');
const PRODUCT = Pid.parse('p'.repeat(16));

let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
let stranger: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  await region.startBroker();
  phone = await signUp(region, 'wang');
  stranger = await signUp(region, 'li');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const params = (deviceId: DeviceId) => ({ params: { deviceId } });

async function read(deviceId: DeviceId, accountId = MAKER) {
  await region.context.deviceLog.flush();
  return await region.plane.getDeviceLog({ body: { deviceId, accountId, accountName: 'Maker' } });
}

const redeem = (deviceId: DeviceId, code: string, accountId = MAKER) =>
  region.plane.redeemSupportCode({ body: { deviceId, accountId, accountName: 'Maker', code } });

const note = (deviceId: DeviceId, detail = '') =>
  region.context.deviceLog.note(deviceId, 'put_refused', { name: 'put', reason: 'hash_mismatch', detail });

test('of a device that is no tester’s a maker sees refusals of past days, and no line, time, address or event', async () => {
  const { deviceId } = await pairNew(region, phone);
  note(deviceId, 'ev1 1 10.1.2.3');
  expect(await read(deviceId)).toMatchObject({ whole: false, until: null, lines: [], days: [], next: null });
  await region.clock.advance(days(1));
  const later = await read(deviceId);
  expect(later.days).toMatchObject([{ code: 'put_refused', name: 'put', reason: 'hash_mismatch', count: 1 }]);
  expect(JSON.stringify(later)).not.toMatch(/10\.1\.2\.3|ev1|T\d\d:/);
  expect((await phone.getSupport(params(deviceId))).looks).toEqual([]);
});

test('a support code opens the log to the one account that uses it first, for 24 hours, and its owner sees who looked', async () => {
  const { deviceId } = await pairNew(region, phone);
  const { deviceId: another } = await pairNew(region, phone);
  const { code, until } = await phone.createSupportCode(params(deviceId));
  expect(Date.parse(until) - region.clock.now().getTime()).toBeGreaterThan(hours(23));
  expect((await read(deviceId)).whole).toBe(false);
  expect(await redeem(deviceId, 'ABCD-EFGH-JKMN')).toEqual({ until: null });
  expect(await redeem(another, code)).toEqual({ until: null });
  expect(await redeem(deviceId, code.toLowerCase().replaceAll('-', ' '))).toEqual({ until });
  expect(await redeem(deviceId, code, OTHER)).toEqual({ until: null });
  const seen = await read(deviceId);
  expect(seen).toMatchObject({ whole: true, until, isFirstLook: true });
  expect(seen.lines.map((line) => line.code)).toContain('call_answered');
  expect((await read(deviceId)).isFirstLook).toBe(false);
  expect((await read(deviceId, OTHER)).whole).toBe(false);
  expect((await read(another)).whole).toBe(false);
  const support = await phone.getSupport(params(deviceId));
  expect(support).toMatchObject({ until, accountName: 'Maker', looks: [{ accountName: 'Maker' }] });
  await region.clock.advance(days(1));
  expect((await read(deviceId)).whole).toBe(false);
  expect(await redeem(deviceId, code)).toEqual({ until: null });
  expect(await phone.getSupport(params(deviceId))).toMatchObject({ until: null, accountName: null });
});

test('an owner ends support at will; a new code ends the earlier one; another owner does none of it', async () => {
  const { deviceId } = await pairNew(region, phone);
  const first = await phone.createSupportCode(params(deviceId));
  await redeem(deviceId, first.code);
  for (const call of [stranger.createSupportCode, stranger.endSupport, stranger.getSupport])
    expect(await codeOf(call(params(deviceId)))).toBe('not_found');
  expect((await read(deviceId)).whole).toBe(true);
  await phone.endSupport(params(deviceId));
  expect((await read(deviceId)).whole).toBe(false);
  expect(await redeem(deviceId, first.code)).toEqual({ until: null });
  const second = await phone.createSupportCode(params(deviceId));
  await redeem(deviceId, second.code);
  expect((await read(deviceId)).whole).toBe(true);
  await phone.createSupportCode(params(deviceId));
  expect((await read(deviceId)).whole).toBe(false);
});

test('the account that the owner is a tester of reads the log without a code, until it is none any more', async () => {
  const { deviceId } = await pairNew(region, phone);
  const { code } = await phone.createTesterCode({});
  const { linked } = await region.plane.redeemTesterCode({ body: { code, accountId: MAKER, accountName: 'Maker' } });
  expect(await read(deviceId)).toMatchObject({ whole: true, until: null });
  expect((await read(deviceId, OTHER)).whole).toBe(false);
  await phone.removeTesterLink({ params: { id: linked?.linkId ?? '' } });
  expect((await read(deviceId)).whole).toBe(false);
});

test('when a device was last heard is told to the accounts that may read its log, and to no other', async () => {
  const camera = await pairNew(region, phone, PRODUCT);
  const { deviceId } = camera;
  const lastSeen = async (accountId = MAKER) => {
    const { device } = await region.plane.getMakerDevice({ body: { deviceId, accountId } });
    const { items } = await region.plane.listProductDevices({ body: { pids: [PRODUCT], accountId } });
    expect(items).toEqual([device]);
    return device?.lastSeenAt;
  };
  const online = await goOnline(region, camera);
  await redeem(deviceId, (await phone.createSupportCode(params(deviceId))).code);
  await vi.waitFor(async () => expect(await lastSeen()).toEqual(expect.any(String)));
  expect(await lastSeen(OTHER)).toBeNull();
  await phone.endSupport(params(deviceId));
  expect(await lastSeen()).toBeNull();
  const { code } = await phone.createTesterCode({});
  const { linked } = await region.plane.redeemTesterCode({ body: { code, accountId: MAKER, accountName: 'Maker' } });
  expect(await lastSeen()).toEqual(expect.any(String));
  await phone.removeTesterLink({ params: { id: linked?.linkId ?? '' } });
  expect(await lastSeen()).toBeNull();
  online.client.end(true);
});

test('who follows hears each line once, in order and as it is written, and nothing after support has ended', async () => {
  const camera = await pairNew(region, phone);
  const { deviceId } = camera;
  await redeem(deviceId, (await phone.createSupportCode(params(deviceId))).code);
  await region.context.deviceLog.flush();
  const leaving = new AbortController();
  const heard: DeviceLogLine[] = [];
  const waiting = new Set<() => void>();
  const following = (async () => {
    for await (const lines of followLog(region.context, { deviceId, accountId: MAKER }, 0, leaving.signal)) {
      heard.push(...lines);
      for (const look of waiting) look();
    }
  })();
  const until = (isDone: () => boolean) =>
    new Promise<void>((resolve) => {
      const look = () => isDone() && resolve();
      waiting.add(look);
      look();
    });
  const has = (code: string, detail?: string) => () =>
    heard.some((line) => line.code === code && (detail === undefined || line.detail === detail));
  await until(has('call_answered'));
  const online = await goOnline(region, camera);
  await until(has('message_taken'));
  note(deviceId, 'ev1 1');
  await until(has('put_refused', 'ev1 1'));
  expect(heard.map(({ n }) => n)).toEqual(heard.map((_, index) => index + 1));
  await phone.endSupport(params(deviceId));
  await following; // ends by itself
  note(deviceId, 'ev1 2');
  await region.context.deviceLog.flush();
  expect(has('put_refused', 'ev1 2')()).toBe(false);
  leaving.abort();
  online.client.end(true);
});
