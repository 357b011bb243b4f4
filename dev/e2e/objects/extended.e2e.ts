// An extended test where objects lie on somebody else's store: the test has to see each PUT, and to break some of them.
import { openS3, systemClock } from '@kaitong/server/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { linkTester } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { activatedUnit, endOf, start, verdictsOf } from '../../src/conformance/testing/tested.ts';
import { type Gateway, startGateway } from './ceph.ts';

const BUCKET = 'tests';

let gateway: Gateway;
let rig: RunningRig;
beforeAll(async () => {
  gateway = await startGateway();
  await gateway.makeBucket(BUCKET);
  rig = await startRig(gateway.settings(BUCKET));
  await linkTester(rig.maker, rig.owners.cn);
});
afterAll(async () => {
  await rig?.stop();
  await gateway?.[Symbol.asyncDispose]();
});

test('its uploads pass by us, meet the outage that they should, and are judged as they lie in the bucket', async () => {
  const { endpoint, credentials } = gateway;
  const place = { endpoint, publicEndpoint: endpoint, bucket: BUCKET, pathStyle: true, credentials };
  const bucket = openS3({ ...place, prefix: 'cn/', clock: systemClock });
  const { unit } = await activatedUnit(rig, { segmentMs: 2000 });
  const { id } = await start(rig.maker, unit.deviceId, ['server-restart']);
  await expect.poll(() => bucket.listFolders('conformance/'), { timeout: 120_000 }).not.toEqual([]);
  const report = await endOf(rig.maker, id);
  expect(verdictsOf(report)['server-restart']).toBe('pass as_expected');
});
