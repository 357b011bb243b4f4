import { expect, test } from 'vitest';
import { pairDevice } from './pairing.ts';
import { jumpingClock } from './testing/clock.ts';
import { LICENCE, startTestRegion } from './testing/region.ts';

test('token, UUID and the proof of the AuthKey give credentials; the AuthKey is not sent', async () => {
  await using region = await startTestRegion();
  let sent = '';
  const spy: typeof fetch = (input, init) => {
    sent += String(init?.body);
    return fetch(input, init);
  };
  const paired = await pairDevice({ pairingText: region.pairingText, ...LICENCE, firmware: '2.3.0', fetch: spy });
  expect(paired).toMatchObject({ ok: true, value: { deviceId: region.deviceId, region: 'cn', url: region.url } });
  expect(sent).not.toContain(LICENCE.authKey);
});

test.each([
  ['a wrong AuthKey', { authKey: 'other' }, 'licence_proof_wrong'],
  ['a text that is no pairing code', { pairingText: 'hello' }, 'pairing_token_invalid'],
  ['a UUID of the wrong form', { uuid: 'NO' }, 'licence_unknown'],
  ['a firmware version of the wrong form', { firmware: 'v2' }, 'input_invalid'],
  ['a region that is not there', { pairingText: '{"v":1,"u":"http://127.0.0.1:9","t":"x"}' }, 'unreachable'],
])('%s is a value with a code, not an exception', async (_name, change, code) => {
  await using region = await startTestRegion();
  const clock = jumpingClock();
  const request = { pairingText: region.pairingText, ...LICENCE, firmware: '2.3.0', clock, ...change };
  expect(await pairDevice(request)).toMatchObject({ ok: false, problem: { code } });
});

test('a lost answer is asked for again', async () => {
  await using region = await startTestRegion();
  region.meet('pair', 'line cut after', 'line cut before');
  const clock = jumpingClock();
  expect(await pairDevice({ pairingText: region.pairingText, ...LICENCE, firmware: '2.3.0', clock })).toMatchObject({
    ok: true,
  });
  expect(region.requests).toEqual(['pair', 'pair', 'pair']);
});
