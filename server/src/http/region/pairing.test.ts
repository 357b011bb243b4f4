import { createHmac } from 'node:crypto';
import { DeviceId, hours, minutes, seconds } from '@kaitong/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sweepDeviceTokens } from '../../region/devices/issue-token.ts';
import { randomId } from '../../secrets/ids.ts';
import { newPid, newUuid } from '../../secrets/new-ids.ts';
import { createKeyRing } from '../../secrets/wrapping.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { type ControlPeer, startControlPeer } from '../testing/control-peer.ts';
import {
  type Camera,
  codeOf,
  deviceApi,
  makeUnit,
  type Phone,
  pair,
  pairingToken,
  pairNew,
  signUp,
  tokenOf,
  type Unit,
} from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';
import { publish } from '../testing/shop.ts';

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

describe('what is no hardware', () => {
  const kindOf = async ({ deviceId }: Camera) =>
    (await region.plane.findDevice({ body: { deviceId, ping: false } })).found?.sample;

  test('a browser pairs with licences of demonstration products alone, and its owner hears why it does not', async () => {
    const [known, shown, untold] = [await makeUnit(region), await makeUnit(region), await makeUnit(region)];
    await publish(region, known.pid);
    await publish(region, shown.pid, { demonstration: true });
    for (const unit of [known, untold])
      expect(await codeOf(pair(region, await pairingToken(phone), unit, false, 'browser'))).toBe('demonstration_only');
    expect(await kindOf(await pair(region, await pairingToken(phone), shown, false, 'browser'))).toBe('browser');
    expect(await kindOf(await pair(region, await pairingToken(phone), known))).toBe('firmware');
  });

  test('a bridge says so and pairs with any licence; hardware of a demonstration product is hardware', async () => {
    const [any, shown] = [await makeUnit(region), await makeUnit(region)];
    await publish(region, shown.pid, { demonstration: true });
    expect(await kindOf(await pair(region, await pairingToken(phone), any, false, 'bridge'))).toBe('bridge');
    expect(await kindOf(await pair(region, await pairingToken(phone), shown))).toBe('firmware');
    expect(await codeOf(pair(region, await pairingToken(phone), any, false, 'phone' as never))).toBe('input_invalid');
  });
});

test('nobody without the AuthKey gets a secret, neither first nor by repeating', async () => {
  const token = await pairingToken(phone);
  const unit = await makeUnit(region);
  const stranger = { ...unit, authKey: 'guessed' };
  expect(await codeOf(pair(region, token, stranger))).toBe('licence_proof_wrong');
  await pair(region, token, unit);
  expect(await codeOf(pair(region, token, stranger))).toBe('licence_proof_wrong');
});

describe('a unit whose licence this region has no copy of', () => {
  let control: ControlPeer;
  let here: TestRegion;
  let owner: Phone;
  const strange = (): Unit => ({ uuid: newUuid(), authKey: randomId('k', 31), pid: newPid() });
  const issued = (unit = strange()): Unit => {
    control.licences.set(unit.uuid, unit);
    return unit;
  };
  const openProcess = () => {
    const limits = { licencesPerIp: { limit: 2, window: minutes(1) } };
    return openTestRegion(server, { region: 'sg', control: control.clientOf('sg'), limits });
  };

  beforeAll(async () => {
    control = await startControlPeer();
    here = await openProcess();
    owner = await signUp(here, 'tan');
  });
  beforeEach(async () => {
    control.licencesAsked.length = 0;
    await here.clock.advance(minutes(1));
  });
  afterAll(async () => {
    await here.close();
    await control.goAway();
  });

  test('is looked for at control, once, and paired', async () => {
    const [unit, token] = [issued(), await pairingToken(owner)];
    const camera = await pair(here, token, unit);
    expect(await pair(here, token, unit)).toMatchObject({ deviceId: camera.deviceId });
    expect(control.licencesAsked).toEqual([unit.uuid]);
    const stranger = { ...issued(), authKey: 'guessed' };
    expect(await codeOf(pair(here, await pairingToken(owner), stranger))).toBe('licence_proof_wrong');
  });

  test('that control does not know is refused for a minute without asking, by every process', async () => {
    const there = await openProcess();
    const [unit, token] = [strange(), await pairingToken(owner)];
    expect(await codeOf(pair(here, token, unit))).toBe('licence_unknown');
    issued(unit);
    for (const one of [here, there]) expect(await codeOf(pair(one, token, unit))).toBe('licence_unknown');
    expect(control.licencesAsked).toEqual([unit.uuid]);
    await here.clock.advance(minutes(1));
    expect(await codeOf(pair(there, token, unit))).toBe('ok');
    await there.close();
  });

  test('is told to come back while control is away, which nobody remembers; of copies nothing is asked', async () => {
    const [unit, token] = [issued(), await pairingToken(owner)];
    await control.goAway();
    const answer = await fetch(`${here.context.publicUrl}/device/v1/pair`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ token, uuid: unit.uuid, proof: '0'.repeat(64), firmware: '2.3.0' }),
    });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await answer.json()).toMatchObject({ code: 'licence_unconfirmed', params: { seconds: 5 } });
    expect(await codeOf(pair(here, await pairingToken(owner), await makeUnit(here)))).toBe('ok');
    await control.comeBack();
    expect(await codeOf(pair(here, token, unit))).toBe('ok');
  });

  test('brings control no more questions than the limit lets through, and none without a pairing token', async () => {
    expect(await codeOf(pair(here, 'kp_invented', strange()))).toBe('pairing_token_invalid');
    const codes: unknown[] = [];
    const token = await pairingToken(owner);
    for (let n = 0; n < 4; n++) codes.push(await codeOf(pair(here, token, strange())));
    expect(codes).toEqual(['licence_unknown', 'licence_unknown', 'rate_limited', 'rate_limited']);
    expect(control.licencesAsked).toHaveLength(2);
    expect(await codeOf(pair(here, token, await makeUnit(here)))).toBe('ok');
  });
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
  const prove = async (deviceId: DeviceId, challenge: string, secret: string) => {
    const proof = createHmac('sha256', secret).update(challenge).digest('hex');
    return await codeOf(api.getToken({ body: { deviceId, challenge, proof } }));
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
  const unknown = DeviceId.parse('6cunknown0000000000000');
  const asked = await api.getChallenge({ body: { deviceId: unknown } });
  expect(await prove(unknown, asked.challenge, 'any')).toBe('device_proof_wrong');
});

describe('the same challenge and proof', () => {
  const exchange = async (camera: Camera, lifeSeconds?: number) => {
    const deviceId = camera.deviceId as never;
    const { challenge } = await deviceApi(region).getChallenge({ body: { deviceId } });
    const proof = createHmac('sha256', camera.secret).update(challenge).digest('hex');
    return (life = lifeSeconds, at = region) =>
      deviceApi(at).getToken({
        body: { deviceId, challenge, proof, ...(life === undefined ? {} : { lifeSeconds: life }) },
      });
  };

  test('give the same token with the same end, however often, when and over which process', async () => {
    const camera = await pairNew(region, phone);
    const ask = await exchange(camera);
    const other = await openTestRegion(server, { keys: region.context.secrets });
    const [first, ...rest] = await Promise.all([ask(), ask(), ask(undefined, other)]);
    await region.clock.advance(seconds(50));
    for (const { token, expiresAt } of [...rest, await ask(), await ask(undefined, other)])
      expect({ token, expiresAt }).toEqual({ token: first?.token, expiresAt: first?.expiresAt });
    await other.close();
    await region.clock.advance(seconds(10));
    expect(await codeOf(ask())).toBe('challenge_expired');
    expect((await (await exchange(camera))()).token).not.toBe(first?.token);
  });

  test('give the life that was asked for first: a copy that asks for more gains nothing', async () => {
    const ask = await exchange(await pairNew(region, phone), 30);
    const { token, expiresAt } = await ask();
    expect(Date.parse(expiresAt) - region.clock.now().getTime()).toBeLessThanOrEqual(seconds(30));
    expect(await ask(3600)).toMatchObject({ token, expiresAt });
    await region.clock.advance(seconds(31));
    expect(await ask(3600)).toMatchObject({ token, expiresAt });
    expect(await open(token)).toBe('device_token_invalid');
  });

  test('leave nothing in the database with which anybody gets in, and nothing at all when the challenge has expired', async () => {
    const ask = await exchange(await pairNew(region, phone));
    const { token } = await ask();
    const { db } = region.context;
    const rows = JSON.stringify(await db.selectFrom('device_token').selectAll().execute());
    for (const part of token.split('.')) expect(rows).not.toContain(part);
    await region.clock.advance(minutes(1));
    await db.transaction().execute((trx) => sweepDeviceTokens(trx));
    expect(await db.selectFrom('device_token').selectAll().execute()).toEqual([]);
  });
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

test('a revoked licence pairs nothing, gets no token and loses its line; the owner is told once and keeps the device', async () => {
  const [fresh, unit] = [await makeUnit(region), await makeUnit(region)];
  const camera = await pair(region, await pairingToken(phone), unit);
  const [token, pairing] = [await tokenOf(region, camera), await pairingToken(phone)];
  const revoke = (revoked = true) =>
    region.plane.putLicences({ body: { licences: [fresh, unit].map((one) => ({ ...one, revoked })) } });
  await revoke();
  await revoke();
  await revoke(false); // an older copy that comes late
  expect(await codeOf(pair(region, pairing, fresh))).toBe('licence_revoked');
  expect(await codeOf(tokenOf(region, camera))).toBe('licence_revoked');
  expect(await codeOf(deviceApi(region, token).getRecordingGrant({}))).toBe('device_token_invalid');
  const { deviceId } = camera;
  expect(await phone.getDevice({ params: { deviceId } })).toMatchObject({ licenceRevoked: true });
  const { items } = await phone.listNotices({ query: {} });
  expect(items.filter((one) => one.deviceId === deviceId).map(({ type }) => type)).toEqual(['licence_revoked']);
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
