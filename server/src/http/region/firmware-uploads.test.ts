import { days, hours, milliseconds, minutes, type ReleaseId, seconds } from '@kaitong/contract';
import { PLAYABLE_EDGES } from '@kaitong/core';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { newPid, newReleaseId } from '../../secrets/new-ids.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { open, record, type Subscribed, subscribe } from '../testing/footage.ts';
import { deviceApi, type Phone, pairNew, signUp, tokenOf } from '../testing/people.ts';
import { openTestRegion, type TestRegion } from '../testing/region.ts';

const pid = newPid();
const releaseId = newReleaseId();
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

async function newCamera(of = pid): Promise<Subscribed> {
  const camera = await pairNew(region, phone, of);
  await subscribe(region, camera, { kind: 'continuous', retentionDays: 7 });
  return { deviceId: camera.deviceId, api: deviceApi(region, await tokenOf(region, camera)) };
}
const says = ({ deviceId }: Subscribed, report: 'installed' | 'failed', of: ReleaseId = releaseId) =>
  region.context.db
    .insertInto('firmware_update')
    .values({
      ...{ device_id: deviceId, release_id: of, from_firmware: '2.3.0', attempt: 1, report, reason: null },
      ...{ offered_at: sql<Date>`kaitong_now()`, reported_at: sql<Date>`kaitong_now()` },
    })
    .execute();
const count = (of = pid) => region.plane.countUploads({ body: { pid: of, releaseId } });
const NONE = { units: 0, opened: 0, arrived: 0 };

test('uploads of those who run a release count since they do, those of the others for a day, and each once it had its time', async () => {
  const [updated, broken, other, failed] = [await newCamera(), await newCamera(), await newCamera(), await newCamera()];
  await record(region, updated); // by the version before
  for (const camera of [updated, broken]) await says(camera, 'installed');
  await says(failed, 'failed');
  expect(await count()).toEqual({ updated: NONE, others: NONE });
  await region.clock.advance(minutes(1));
  await record(region, updated);
  await record(region, updated);
  await open(region, broken); // never sends what it opened
  await record(region, broken, { missing: [1] });
  await (await open(region, broken)).close(0); // nothing in it
  await record(region, other);
  await record(region, other, { missing: [0] });
  await record(region, failed);
  await open(region, other, { type: 'continuous' }); // an hour long
  await record(region, await newCamera(newPid()));
  expect(await count()).toEqual({ updated: NONE, others: NONE });
  await region.clock.advance(minutes(10));
  expect(await count()).toEqual({
    updated: { units: 2, opened: 5, arrived: 2 },
    others: { units: 1, opened: 2, arrived: 1 },
  });
  expect(await count(newPid())).toEqual({ updated: NONE, others: NONE });
  await region.clock.advance(minutes(24 * 60));
  expect(await count()).toEqual({ updated: NONE, others: NONE });
});

test('a product’s events of a week are counted by day and firmware, with the time until the first piece could be watched', async () => {
  const of = newPid();
  const count = async () => (await region.plane.countArrivals({ body: { pid: of } })).items;
  const [camera, other] = [await newCamera(of), await newCamera(newPid())];
  await record(region, camera, { preRecord: seconds(10) });
  await record(region, camera, { missing: [1] });
  await open(region, camera); // nothing came of it
  await open(region, camera, { type: 'continuous' });
  await record(region, other);
  expect(await count()).toEqual([]);
  await region.clock.advance(minutes(10));
  const [counted, ...more] = await count();
  expect(more).toEqual([]);
  expect(counted).toMatchObject({ firmware: '2.3.0', opened: 3, arrived: 1 });
  // What lies before an event is not waited for.
  const soon = counted?.playable.slice(0, PLAYABLE_EDGES.indexOf(8) + 1);
  expect(soon?.reduce((sum, n) => sum + n, 0)).toBe(2);
  expect(await region.plane.countArrivals({ body: { pid: newPid() } })).toEqual({ items: [] });
  await region.clock.advance(minutes(8 * 24 * 60));
  expect(await count()).toEqual([]);
});

test('of the day that it begins with, what was recorded in the evening counts, also when it is looked at in the afternoon', async () => {
  const of = newPid();
  await region.clock.advance(milliseconds(days(1) - (region.clock.now().getTime() % days(1)) + hours(20)));
  await record(region, await newCamera(of));
  await region.clock.advance(hours(22));
  expect(await count(of)).toMatchObject({ others: { opened: 1 } });
  await region.clock.advance(days(6));
  expect((await region.plane.countArrivals({ body: { pid: of } })).items).toMatchObject([{ opened: 1 }]);
});

test('however many versions cameras say that they run, the units of the newest eight are looked at', async () => {
  const of = newPid();
  const minors = [2, 10, 3, 4, 5, 6, 7, 8, 9];
  for (const minor of minors) {
    const camera = await newCamera(of);
    const says = region.context.db.updateTable('device_presence').set({ firmware: `2.${minor}.0` as never });
    await says.where('device_id', '=', camera.deviceId).execute();
    await (minor === 2 ? record(region, camera) : open(region, camera));
  }
  await region.clock.advance(minutes(10));
  const { items } = await region.plane.countArrivals({ body: { pid: of } });
  expect(items).toMatchObject([{ opened: 8, arrived: 0 }]);
});
