import { type DeviceId, type OwnerEvent, Pid } from '@kaitong/contract';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { pairNew, signUp } from '../../http/testing/people.ts';
import { openTestRegion, type TestRegion } from '../../http/testing/region.ts';
import { startTestDatabase, type TestDatabase } from '../../store/testing.ts';
import { followOwner } from './follow-owner.ts';
import { tellOwner } from './tell-owner.ts';

let server: TestDatabase;
let region: TestRegion;
beforeAll(async () => {
  server = await startTestDatabase();
  region = await openTestRegion(server);
});
afterAll(async () => {
  await region.close();
  await server[Symbol.asyncDispose]();
});

const EVERYTHING: OwnerEvent = { type: 'devices.changed', deviceId: null };
const footageOf = ({ deviceId }: { deviceId: DeviceId }): OwnerEvent => ({ type: 'footage.changed', deviceId });

test('a member’s open page hears of a camera that was opened to them meanwhile, and of no other of its owner', async () => {
  const [owner, member] = [await signUp(region, 'owner'), await signUp(region, 'member')];
  const pid = Pid.parse('pfollowed0000001');
  const [camera, other] = [await pairNew(region, owner, pid), await pairNew(region, owner, pid)];
  const [{ id: ownerId }, { id: memberId }] = [await owner.getOwner({}), await member.getOwner({})];
  const ending = new AbortController();
  const news = followOwner(region.context, memberId, ending.signal);
  const heardUntil = async (last: OwnerEvent): Promise<OwnerEvent[]> => {
    const heard: OwnerEvent[] = [];
    while (!heard.some(({ type, deviceId }) => type === last.type && deviceId === last.deviceId)) {
      heard.push(...((await news.next()).value ?? []));
    }
    return heard;
  };
  await heardUntil(EVERYTHING);
  const cameras = [{ deviceId: camera.deviceId, rights: ['watch' as const] }];
  const { url } = await owner.createHouseholdInvitation({ body: { cameras } });
  await member.acceptHouseholdInvitation({ body: { token: new URL(url).hash.slice(1) } });
  await heardUntil({ type: 'household.changed', deviceId: null });
  await heardUntil(EVERYTHING); // what happened before it was listened to
  await tellOwner(region.context.db, ownerId, footageOf(other));
  await tellOwner(region.context.db, ownerId, footageOf(camera));
  expect(await heardUntil(footageOf(camera))).not.toContainEqual(footageOf(other));
  ending.abort();
});
