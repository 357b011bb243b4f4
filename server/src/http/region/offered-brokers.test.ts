// Brokers that a device must refuse come with its tokens: which tokens, for whom, and what the right broker does meanwhile.
import { createHmac } from 'node:crypto';
import { type ConformanceId, minutes, seconds } from '@kaitong/contract';
import { beginOffers } from '@kaitong/core';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { hearBrokerMet, hearBrokerTrusted } from '../../region/conformance/hear-broker.ts';
import { freshStage } from '../../region/conformance/items.ts';
import { json } from '../../store/database.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { startTest } from '../testing/conformance.ts';
import { type Camera, deviceApi, type Phone, pairNew, signUp, tokenOf, tryToConnect } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

const SELF_SIGNED = 'https://127.0.0.1:7443';
const UNKNOWN = 'https://127.0.0.1:7444';

let server: TestDatabase;
let region: TestRegion;
let phone: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  Object.assign(region.context, {
    impostorUrls: new Map([
      ['self-signed', SELF_SIGNED],
      ['unknown-authority', UNKNOWN],
    ]),
  });
  await region.startBroker();
  phone = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

let camera: Camera;
let id: ConformanceId;
let older: string;
beforeEach(async () => {
  camera = await pairNew(region, phone);
  id = await startTest(region, phone, camera, ['motion-off']);
  older = await tokenOf(region, camera);
});

/** The camera's line has just been closed for the item; nothing else moves the test on here. */
async function offer(): Promise<void> {
  const brokers = { ...beginOffers(region.clock.now().getTime()), of: 0, lostMs: 0 };
  await region.context.db
    .updateTable('conformance')
    .set({ item: 'wrong-broker', stage: json({ ...freshStage('wrong-broker'), at: 3, brokers }) })
    .where('id', '=', id)
    .execute();
}

const asUrl = (url: string): string => url.replace('https:', 'mqtts:');
const askChallenge = async ({ deviceId }: Camera): Promise<string> =>
  (await deviceApi(region).getChallenge({ body: { deviceId } })).challenge;

async function ask(challenge: string, { deviceId, secret }: Camera = camera) {
  const proof = createHmac('sha256', secret).update(challenge).digest('hex');
  const given = await deviceApi(region).getToken({ body: { deviceId, challenge, proof } });
  return { ...given, lifeMs: Date.parse(given.expiresAt) - Date.parse(given.serverTime) };
}
const askAnew = async (of: Camera = camera) => await ask(await askChallenge(of), of);

async function brokersOf() {
  const row = await region.context.db.selectFrom('conformance').select('stage').where('id', '=', id).executeTakeFirst();
  return row?.stage.brokers;
}

test('a token that comes with such a broker lives fifteen seconds, and is taken by the right one all the same', async () => {
  await offer();
  const { token, mqttUrl, lifeMs } = await askAnew();
  expect(mqttUrl).toBe(asUrl(SELF_SIGNED));
  expect(lifeMs).toBeLessThanOrEqual(seconds(15));
  expect(await tryToConnect(region, camera, token)).toBe('connected');
});

test('older tokens are refused by the right broker with code 4, and taken over HTTP; in the end they are taken by both', async () => {
  await offer();
  expect(await tryToConnect(region, camera, older)).toMatch(/Bad username or password/);
  expect(await deviceApi(region, older).getRecordingGrant({})).toBeDefined();
  await region.clock.advance(seconds(75));
  expect(await tryToConnect(region, camera, older)).toBe('connected');
});

test('a token that an older call for its challenge was answered with comes with the right broker again', async () => {
  const challenge = await askChallenge(camera);
  const before = await ask(challenge);
  await offer();
  const again = await ask(challenge);
  expect([again.token, again.mqttUrl]).toEqual([before.token, region.context.mqttUrl]);
  expect(await brokersOf()).toMatchObject({ wrong: null });
});

test('nobody but the device of the test is sent anywhere', async () => {
  const other = await pairNew(region, phone);
  await offer();
  const { mqttUrl, lifeMs } = await askAnew(other);
  expect([mqttUrl, lifeMs > minutes(59)]).toEqual([region.context.mqttUrl, true]);
});

test('the next comes once one was met, and after 75 s the right one, whatever was met', async () => {
  await offer();
  await askAnew();
  await hearBrokerMet(region.context, 'unknown-authority');
  expect((await askAnew()).mqttUrl).toBe(asUrl(SELF_SIGNED));
  await hearBrokerMet(region.context, 'self-signed');
  expect((await askAnew()).mqttUrl).toBe(asUrl(UNKNOWN));
  await region.clock.advance(seconds(75));
  const { mqttUrl, lifeMs } = await askAnew();
  expect([mqttUrl, lifeMs > minutes(59)]).toEqual([region.context.mqttUrl, true]);
  expect(await brokersOf()).toMatchObject({ isOver: true, met: ['self-signed'], of: 2 });
});

test('who trusts is told by a token that we signed, and nobody is blamed by another', async () => {
  await offer();
  const { token } = await askAnew();
  const other = await pairNew(region, phone);
  for (const wrong of ['', 'x.y.z', `${token}x`, await tokenOf(region, other)])
    await hearBrokerTrusted(region.context, 'self-signed', wrong);
  expect(await brokersOf()).toMatchObject({ trusted: null, met: [] });
  await hearBrokerTrusted(region.context, 'self-signed', token);
  expect(await brokersOf()).toMatchObject({ trusted: 'self-signed', met: ['self-signed'], isOver: true });
  expect((await askAnew()).mqttUrl).toBe(region.context.mqttUrl);
});

test('a test that is cancelled in the middle leaves the device nothing of it', async () => {
  await offer();
  await askAnew();
  await region.plane.endConformance({ params: { conformanceId: id } });
  const { mqttUrl, lifeMs } = await askAnew();
  expect([mqttUrl, lifeMs > minutes(59)]).toEqual([region.context.mqttUrl, true]);
  expect(await tryToConnect(region, camera, older)).toBe('connected');
});
