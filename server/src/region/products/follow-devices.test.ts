import { type DeviceNews, OwnerId, Pid } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { becomes, goOnline, type Phone, pairNew, signUp } from '../../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../../http/testing/region.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { tellOwner } from '../news/tell-owner.ts';
import { followDevices } from './follow-devices.ts';

let server: TestDatabase;
let region: TestRegion;
let wang: Phone;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
  await region.startBroker();
  wang = await signUp(region, 'wang');
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

test('a product is named when one of its cameras is paired, comes, goes or is removed, and for nothing else', async () => {
  const ending = new AbortController();
  const news = followDevices(region.context, ending.signal);
  const next = async (): Promise<DeviceNews[]> => {
    for (;;) {
      const { value, done } = await news.next();
      if (done) throw new Error('the stream ended');
      if (value.length > 0) return value;
    }
  };
  expect(await next()).toEqual([{ pid: null }]); // whatever happened before may have been missed
  const camera = await pairNew(region, wang, Pid.parse('pfollowed0000001'));
  expect(await next()).toEqual([{ pid: 'pfollowed0000001' }]);
  const online = await goOnline(region, camera);
  await becomes(region, wang, camera, 'online');
  expect(await next()).toEqual([{ pid: 'pfollowed0000001' }]);
  const { db } = region.context;
  const somebody = OwnerId.parse('somebody00000000');
  await tellOwner(db, somebody, { type: 'footage.changed', deviceId: camera.deviceId });
  await tellOwner(db, somebody, { type: 'devices.changed', deviceId: null });
  await pairNew(region, wang, Pid.parse('pother0000000001'));
  expect(await next()).toEqual([{ pid: 'pother0000000001' }]);
  await online.client.endAsync(true);
  await wang.removeDevice({ params: { deviceId: camera.deviceId as never } });
  expect(await next()).toEqual([{ pid: 'pfollowed0000001' }]);
  ending.abort();
  for await (const _ of news);
});
