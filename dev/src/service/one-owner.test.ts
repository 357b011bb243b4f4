// One unit, one owner, in the whole world: control and two regions as servers of their own, which may be away.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../activation/testing/eventually.ts';
import { refusedCode } from '../activation/testing/expectations.ts';
import type { Unit } from '../activation/testing/units.ts';
import { completeEvents, expectPlayable } from './testing/footage.ts';
import { record } from './testing/record.ts';
import { REGION_NAMES, type SeparatePlanes, startSeparatePlanes } from './testing/separate-planes.ts';

let planes: SeparatePlanes;
beforeAll(async () => {
  planes = await startSeparatePlanes();
});
afterAll(() => planes.stop());

const has = async ({ owner, deviceId }: Unit): Promise<boolean> =>
  (await owner.listDevices({})).items.some((device) => device.deviceId === deviceId);
const noticesOf = async ({ owner, deviceId }: Unit): Promise<string[]> =>
  (await owner.listNotices({ query: {} })).items.filter((one) => one.deviceId === deviceId).map(({ type }) => type);

test('while control is there the second region refuses at once, until the owner in the first removes the camera', async () => {
  const first = await planes.pair('cn', 0);
  expect(await planes.tryToPair('eu', 0)).toBe('already_bound');
  const pairings = await Promise.all(REGION_NAMES.map((name) => planes.tryToPair(name, 1)));
  expect(pairings.filter((one) => one === 'already_bound')).toHaveLength(1);
  await planes.owners.cn.removeDevice({ params: { deviceId: first.deviceId } });
  const second = await eventually(() => planes.pair('eu', 0));
  expect([await has(first), await has(second)]).toEqual([false, true]);
});

test('an owner hands a camera over to somebody in another region by a code', async () => {
  const given = await planes.pair('cn', 4);
  expect(await planes.tryToPair('eu', 4)).toBe('already_bound');
  const { code } = await given.owner.createHandOverCode({ params: { deviceId: given.deviceId } });
  expect(await has(given)).toBe(true);
  const taken = await planes.pair('eu', 4, code);
  expect([await has(given), await has(taken)]).toEqual([false, true]);
  expect(await noticesOf(given)).toEqual(['handed_over']);
});

test('control is away: both pair and record; it comes back: the earlier stays, the other’s owner is told and keeps the footage', async () => {
  await planes.servers.control.stop();
  const [kept, lost] = [await planes.pair('cn', 2), await planes.pair('eu', 2)];
  for (const { owner, deviceId } of [kept, lost])
    expect(await owner.getDevice({ params: { deviceId } })).toMatchObject({ provisional: true });
  await record(planes.ground, kept);
  await record(planes.ground, lost);
  const [event] = await completeEvents(lost, 1);
  if (!event) throw new Error('nothing was recorded');

  await planes.start('control');
  await eventually(async () => expect([await has(kept), await has(lost)]).toEqual([true, false]));
  expect(await kept.owner.getDevice({ params: { deviceId: kept.deviceId } })).toMatchObject({ provisional: false });
  expect([await noticesOf(kept), await noticesOf(lost)]).toEqual([[], ['pairing_ended']]);

  const { former } = await lost.owner.listDevices({});
  expect(former).toMatchObject([{ deviceId: lost.deviceId, footageUntil: expect.any(String) }]);
  await expectPlayable(lost, event);
  const [theirs] = await completeEvents(kept, 1);
  for (const [unit, eventId] of [
    [lost, theirs?.eventId],
    [kept, event.eventId],
  ] as const) {
    const other = unit === lost ? kept : lost;
    const params = { deviceId: other.deviceId, eventId: eventId as never };
    expect(await refusedCode(unit.owner.footage.getEvent({ params }))).toBe('not_found');
    expect(await refusedCode(unit.owner.footage.getEvent({ params: { ...params, deviceId: unit.deviceId } }))).toBe(
      'not_found',
    );
  }
  await lost.owner.removeDevice({ params: { deviceId: lost.deviceId } });
  expect((await lost.owner.listDevices({})).former).toEqual([]);
  expect(await planes.tryToPair('eu', 2)).toBe('already_bound');
});

test('a region is away for long: what it paired while it was cut off ends when it is back', async () => {
  await planes.servers.control.stop();
  const cutOff = await planes.pair('eu', 3);
  await planes.servers.eu.stop();
  await planes.start('control');
  const kept = await planes.pair('cn', 3);
  await planes.start('eu');
  await eventually(async () => expect([await has(kept), await has(cutOff)]).toEqual([true, false]));
  expect(await noticesOf(cutOff)).toEqual(['pairing_ended']);
});
