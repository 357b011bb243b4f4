import { createHmac } from 'node:crypto';
import { hours, minutes, seconds } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createKeyRing } from '../../secrets/wrapping.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import {
  codeOf,
  deviceApi,
  makeUnit,
  type Phone,
  pair,
  pairingToken,
  pairNew,
  signUp,
  tokenOf,
} from './test-people.ts';
import { openTestRegion, type TestRegion } from './testing.ts';

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

test('the text of the QR code names the region and a token, and pairs a unit to whoever made it', async () => {
  const unit = await makeUnit(region);
  const camera = await pair(region, await pairingToken(phone), unit);
  expect(camera).toMatchObject({ region: 'cn', mqttUrl: region.context.mqttUrl });
  expect(camera.deviceId).toMatch(/^6c[a-z0-9]{20}$/);
  const { items } = await phone.listDevices({});
  expect(items[0]).toMatchObject({ deviceId: camera.deviceId, pid: unit.pid, presence: 'offline', firmware: '2.3.0' });
  const { text } = await phone.createPairingToken({});
  expect(JSON.parse(text)).toMatchObject({ v: 1, u: region.context.publicUrl });
});

test('a token serves one unit, for ten minutes', async () => {
  const token = await pairingToken(phone);
  await pair(region, token, await makeUnit(region));
  expect(await codeOf(pair(region, token, await makeUnit(region)))).toBe('pairing_token_invalid');
  const old = await pairingToken(phone);
  await region.clock.advance(minutes(10));
  expect(await codeOf(pair(region, old, await makeUnit(region)))).toBe('pairing_token_invalid');
  expect(await codeOf(pair(region, 'kp_invented', await makeUnit(region)))).toBe('pairing_token_invalid');
});

test('of two units that read the same code at the same moment one is paired', async () => {
  const token = await pairingToken(phone);
  const units = [await makeUnit(region), await makeUnit(region)];
  const codes = await Promise.all(units.map((unit) => codeOf(pair(region, token, unit))));
  expect(codes.sort()).toEqual(['ok', 'pairing_token_invalid']);
});

test('a unit that lost the answer gets the same device and secret again while the token lives, and not later', async () => {
  const token = await pairingToken(phone);
  const unit = await makeUnit(region);
  const [first, second] = await Promise.all([pair(region, token, unit), pair(region, token, unit)]);
  expect(second.deviceId).toBe(first.deviceId);
  expect(second.secret).toBe(first.secret);
  await region.clock.advance(minutes(10));
  expect(await codeOf(pair(region, token, unit))).toBe('pairing_token_invalid');
});

test('nobody without the AuthKey gets a secret, neither first nor by repeating', async () => {
  const token = await pairingToken(phone);
  const unit = await makeUnit(region);
  const stranger = { ...unit, authKey: 'guessed' };
  expect(await codeOf(pair(region, token, stranger))).toBe('licence_proof_wrong');
  await pair(region, token, unit);
  expect(await codeOf(pair(region, token, stranger))).toBe('licence_proof_wrong');
  expect(await codeOf(pair(region, token, { ...unit, uuid: 'u0000000000000000000' }))).toBe('licence_unknown');
});

test('a bound unit is refused until its owner removed it, and is a new device with a new secret then', async () => {
  const unit = await makeUnit(region);
  const first = await pair(region, await pairingToken(phone), unit);
  const other = await signUp(region, 'zhang');
  expect(await codeOf(pair(region, await pairingToken(phone), unit))).toBe('already_bound');
  const token = await pairingToken(other);
  expect(await codeOf(pair(region, token, unit))).toBe('already_bound');
  expect(await codeOf(other.removeDevice({ params: { deviceId: first.deviceId as never } }))).toBe('not_found');
  await phone.removeDevice({ params: { deviceId: first.deviceId as never } });
  const second = await pair(region, token, unit); // the refusal has not used the token up
  expect(second.deviceId).not.toBe(first.deviceId);
  expect(second.secret).not.toBe(first.secret);
  expect((await other.listDevices({})).items).toHaveLength(1);
  expect(await codeOf(tokenOf(region, first))).toBe('device_proof_wrong');
});

test('the secret proves a device, within a minute of the challenge and for this device only', async () => {
  const camera = await pairNew(region, phone);
  const other = await pairNew(region, phone);
  const api = deviceApi(region);
  const prove = async (deviceId: string, challenge: string, secret: string) => {
    const proof = createHmac('sha256', secret).update(challenge).digest('hex');
    return await codeOf(api.getToken({ body: { deviceId: deviceId as never, challenge, proof } }));
  };
  const { challenge } = await api.getChallenge({ body: { deviceId: camera.deviceId as never } });
  expect(await prove(camera.deviceId, challenge, 'wrong')).toBe('device_proof_wrong');
  expect(await prove(other.deviceId, challenge, other.secret)).toBe('challenge_expired');
  const changed = challenge.slice(0, -1) + (challenge.endsWith('0') ? '1' : '0');
  expect(await prove(camera.deviceId, changed, camera.secret)).toBe('challenge_expired');
  expect(await prove(camera.deviceId, '1.2.3', camera.secret)).toBe('challenge_expired');
  expect(await prove(camera.deviceId, challenge, camera.secret)).toBe('ok');
  await region.clock.advance(seconds(60));
  expect(await prove(camera.deviceId, challenge, camera.secret)).toBe('challenge_expired');
  const unknown = '6cunknown0000000000000';
  const asked = await api.getChallenge({ body: { deviceId: unknown as never } });
  expect(await prove(unknown, asked.challenge, 'any')).toBe('device_proof_wrong');
});

const open = (token: string) =>
  codeOf(
    deviceApi(region, token).openEvent({
      body: {
        deviceEventId: 'e1',
        type: 'motion',
        startedAt: new Date().toISOString(),
        ageMs: 0,
        declaration: { container: 'ts', codec: 'h264', width: 640, height: 360, encryption: 'none' },
        firmware: '2.3.0' as never,
      },
    }),
  );

test('a device token opens the HTTP API for an hour, until the device is removed, and in its region only', async () => {
  const camera = await pairNew(region, phone);
  const token = await tokenOf(region, camera);
  expect(await open(token)).toBe('subscription_missing');
  expect(await open('')).toBe('device_token_invalid');
  expect(await open(`${token.slice(0, -2)}AA`)).toBe('device_token_invalid');
  const elsewhere = await openTestRegion(server, { region: 'eu', keys: region.context.secrets });
  const stranger = await pairNew(elsewhere, await signUp(elsewhere, 'wang'));
  expect(await open(await tokenOf(elsewhere, stranger))).toBe('device_token_invalid');
  await elsewhere.close();
  const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${token.split('.')[1]}.`;
  expect(await open(unsigned)).toBe('device_token_invalid');
  await region.clock.advance(hours(1));
  expect(await open(token)).toBe('device_token_invalid');
  const renewed = await tokenOf(region, camera);
  await phone.removeDevice({ params: { deviceId: camera.deviceId as never } });
  expect(await open(renewed)).toBe('device_token_invalid');
});

test('after a rotation of the master key devices are known by their secrets as before', async () => {
  const [old, now] = [new Uint8Array(32).fill(1), new Uint8Array(32).fill(2)];
  const before = await openTestRegion(server, { region: 'us', keys: createKeyRing(old) });
  const camera = await pairNew(before, await signUp(before, 'li'));
  await before.close();
  const after = await openTestRegion(server, { region: 'us', keys: createKeyRing(now, [old]) });
  expect(await codeOf(tokenOf(after, camera))).toBe('ok');
  await after.close();
});

test('secrets and AuthKeys stand in no table as they are', async () => {
  const unit = await makeUnit(region);
  const token = await pairingToken(phone);
  const { secret } = await pair(region, token, unit);
  const { db } = region.context;
  const stored = JSON.stringify([
    await db.selectFrom('device').selectAll().execute(),
    await db.selectFrom('licence').selectAll().execute(),
    await db.selectFrom('pairing_token').selectAll().execute(),
  ]);
  for (const text of [unit.authKey, secret, token]) expect(stored).not.toContain(text);
});

test('pairing and tokens are limited by address, by unit and by device, over all processes', async () => {
  const limits = {
    pairingsPerUnit: { limit: 2, window: minutes(1) },
    tokensPerDevice: { limit: 2, window: minutes(1) },
    pairingsPerIp: { limit: 5, window: minutes(1) },
  };
  const one = await openTestRegion(server, { region: 'jp', limits });
  const other = await openTestRegion(server, { region: 'jp', limits, keys: one.context.secrets });
  const owner = await signUp(one, 'sato');
  const unit = await makeUnit(one);
  const stranger = { ...unit, authKey: 'guessed' };
  const token = await pairingToken(owner);
  expect(await codeOf(pair(one, token, stranger))).toBe('licence_proof_wrong');
  expect(await codeOf(pair(other, token, stranger))).toBe('licence_proof_wrong');
  expect(await codeOf(pair(one, token, stranger))).toBe('rate_limited');
  await one.clock.advance(minutes(1));
  const camera = await pair(one, token, unit);
  await tokenOf(one, camera);
  await tokenOf(other, camera);
  expect(await codeOf(tokenOf(one, camera))).toBe('rate_limited');
  for (let n = 0; n < 4; n++) await codeOf(pair(other, token, await makeUnit(one)));
  expect(await codeOf(pair(one, token, await makeUnit(one)))).toBe('rate_limited');
  await other.close();
  await one.close();
});
