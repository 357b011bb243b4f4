// The camera in C in use under sanitizers, event after event: two minutes, or as many as KAITONG_MINUTES says.
import { rm } from 'node:fs/promises';
import { DeviceId, minutes } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { issueLicence } from '../../src/activation/testing/units.ts';
import { activatedProduct } from '../../src/conformance/testing/tested.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';
import { buildSanitized, startCCamera } from './c-camera.ts';

const LENGTH = minutes(Number(process.env.KAITONG_MINUTES ?? 2));

let rig: RunningRig;
let sanitized: string;
beforeAll(async () => {
  [rig, sanitized] = await Promise.all([startRig({ KAITONG_TLS: 'self' }), buildSanitized('kaitong-camera')]);
});
afterAll(async () => {
  await rig.stop();
  await rm(sanitized, { recursive: true, force: true });
});

test('it delivers every event whole for as long as it runs, and ends without a leak', {
  timeout: LENGTH + minutes(5),
}, async () => {
  const { pid } = await activatedProduct(rig);
  const { uuid, authKey } = await issueLicence(rig, { maker: rig.maker, pid, region: 'cn' });
  const { text } = await rig.owners.cn.createPairingToken({});
  await using camera = await startCCamera(sanitized, { PAIRING: text, UUID: uuid, AUTHKEY: authKey });
  const deviceId = DeviceId.parse(camera.deviceId);
  await subscribe(rig, { owner: rig.owners.cn, deviceId });

  const count = (what: RegExp) => camera.said().match(what)?.length ?? 0;
  const begun = () => count(/event \w+: motion/g);
  const sent = () => count(/event \w+: \d+ objects/g);
  const until = performance.now() + LENGTH;
  for (let n = 1; performance.now() < until; n++)
    await eventually(() => {
      // Until it has heard of its plan it records nothing. While it records, motion would make the event longer.
      if (begun() < n) camera.move();
      expect(sent(), camera.said()).toBe(n);
    });
  expect(await camera.stop(), camera.said()).toBe(0);

  const { rows } = await rig.regions.cn.pool.query(
    `SELECT count(*)::int AS opened, count(completed_at)::int AS whole FROM recorded_event WHERE device_id = $1`,
    [deviceId],
  );
  expect(rows).toEqual([{ opened: sent(), whole: sent() }]);
  expect(camera.said()).not.toMatch(/thrown away|not recorded/);
  const memory = camera
    .said()
    .match(/memory.*/g)
    ?.join('\n');
  console.log(`${sent()} events in ${LENGTH / minutes(1)} min\n${memory}`);
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
