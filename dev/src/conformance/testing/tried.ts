// Whether time runs rightly over a minute, and by night: the extended test's items that take long, in time that is hurried.
import { type ConformanceId, type Duration, type ItemName, seconds } from '@kaitong/contract';
import type { VirtualCamera, VirtualCameraOptions } from '@kaitong/device/virtual';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../activation/testing/eventually.ts';
import { linkTester } from '../../activation/testing/people.ts';
import { type RunningRig, startRig } from '../../activation/testing/rig.ts';
import { type Hurried, hurry } from './hurry.ts';
import { activatedUnit, endOf, start, verdictsOf } from './tested.ts';

/** Still slow enough for a busy machine to keep up: what takes it a second looks like three. */
const FACTOR = 3;

let rig: RunningRig;
let time: Hurried;

/** A platform in hurried time around the tests of a file. */
export function inHurriedTime(): void {
  beforeAll(async () => {
    rig = await startRig();
    await linkTester(rig.maker, rig.owners.cn);
    time = hurry(rig, FACTOR);
  });
  afterAll(async () => {
    await time.stop();
    await rig.stop();
  });
}

/** At the end of a file. */
export const expectNoErrors = (): void =>
  test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));

/** Somebody in front of a camera, once it is asked to be darkened for so long. */
type Person = (camera: VirtualCamera, darken: Duration) => void;

/** What an item says of a camera, and what was seen of it. */
export async function tried(item: ItemName, options: Partial<VirtualCameraOptions>, person?: Person) {
  const { unit, camera } = await activatedUnit(rig, { segmentMs: 2000, clock: time.clock, ...options });
  const { id } = await start(rig.maker, unit.deviceId, [item]);
  if (person) person(camera, await darknessAsked(id));
  const report = await endOf(rig.maker, id);
  const found = report.items.find(({ name }) => name === item);
  return {
    verdict: verdictsOf(report)[item],
    seen: found?.observations.map(({ code }) => code),
    reason: found?.reason,
  };
}

/** For how long, as soon as it is asked for. */
const darknessAsked = (id: ConformanceId): Promise<Duration> =>
  eventually(async () => {
    const { items } = await rig.maker.getConformance({ params: { id } });
    const asked = items.find(({ darkenSeconds }) => darkenSeconds !== null)?.darkenSeconds;
    if (!asked) throw new Error('Nobody is asked to darken the lens.');
    return seconds(asked);
  });

export const limits = { timeout: 200_000 };
export const WRONG = 'fail rate_wrong';
export const RIGHT = 'pass as_expected';
