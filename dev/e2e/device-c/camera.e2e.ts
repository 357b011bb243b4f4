// The camera in C: compiled with warnings as errors and under sanitizers, activated over TLS, tried by the extended test.
import { rm } from 'node:fs/promises';
import { ItemName } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkTester } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { issueLicence } from '../../src/activation/testing/units.ts';
import { endOf, footageOf, start, verdictsOf } from '../../src/conformance/testing/tested.ts';
import { buildSanitized, startCCamera } from './c-camera.ts';

let rig: RunningRig;
let sanitized: string;
beforeAll(async () => {
  [rig, sanitized] = await Promise.all([startRig({ KAITONG_TLS: 'self' }), buildSanitized('kaitong-camera')]);
  await linkTester(rig.maker, rig.owners.cn);
});
afterAll(async () => {
  await rig.stop();
  await rm(sanitized, { recursive: true, force: true });
});

async function makeLicence() {
  const { pid } = await rig.maker.createProduct({ body: { name: 'Camera in C' } });
  const { uuid, authKey } = await issueLicence(rig, { maker: rig.maker, pid, region: 'cn' });
  const { text } = await rig.owners.cn.createPairingToken({});
  return { PAIRING: text, UUID: uuid, AUTHKEY: authKey };
}

test('it is activated over TLS, passes every item of the extended test that is about it, and leaves no leak', {
  timeout: 1_100_000,
}, async () => {
  await using camera = await startCCamera(sanitized, await makeLicence());
  const run = await rig.maker.submit(camera.deviceId);
  await run.sees('step.started', ({ step }) => step === 'await-event');
  camera.move();
  const { application } = await run.ended();
  expect(application.state, `${JSON.stringify(application)}\n${camera.said()}`).toBe('approved');
  expect(application.findings).toEqual([]);

  const { id } = await start(rig.maker, camera.deviceId);
  const report = await endOf(rig.maker, id, 1_000_000);
  const passed = Object.fromEntries(ItemName.options.map((name) => [name, 'pass as_expected']));
  const expected = { ...passed, sleep: 'skipped never_sleeps', update: 'skipped no_update_offered' };
  expect(verdictsOf(report), `${footageOf(report)}\n${camera.said()}`).toEqual(expected);
  expect(await camera.stop(), camera.said()).toBe(0);
  console.log(
    camera
      .said()
      .match(/memory.*/g)
      ?.join('\n'),
  );
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
