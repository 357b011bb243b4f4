// Each way in which a camera of the extended test can be broken, tried on some of the items: it fails its own, and no other
// for it.
import type { ItemName } from '@kaitong/contract';
import type { FaultCode } from '@kaitong/device/virtual';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkTester } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { itemFaults } from '../../src/conformance/testing/firmware-faults.ts';
import { activatedProduct, endOf, footageOf, start, TINY, verdictsOf } from '../../src/conformance/testing/tested.ts';

/** What was sealed with the first event's key cannot be read later: a warning there, and the cause in its own. */
const unreadable = (fault: FaultCode, name: ItemName, first: ItemName | undefined): boolean =>
  fault === 'conformance.key-rotation' && !NO_EVENTS.includes(name) && (name !== first || MANY_EVENTS.includes(name));
const MANY_EVENTS: readonly ItemName[] = ['rate'];
const NO_EVENTS: readonly ItemName[] = ['power-cut', 'cloned-secret'];

/** To one that drops its event with the line, a refused certificate is a line that was lost. */
const dropped = (fault: FaultCode, name: ItemName): boolean =>
  fault === 'conformance.uplink-lost' && name === 'wrong-certificate';

/** A clock that is wrong by day is wrong by night. */
const alsoByNight = (fault: FaultCode, name: ItemName): boolean => fault === 'conformance.rate' && name === 'night';

/** Few pictures and segments of two seconds: on a busy machine a dozen cameras side by side fall behind what they show. */
const LITTLE = { fps: 8, segmentMs: 2000 };
/** Those whose fault lies in the number of their pictures keep it. */
const paceOf = (fault: FaultCode) => (fault === 'conformance.rate' || fault === 'conformance.night' ? {} : LITTLE);

/** Cameras of one product, side by side, each broken in another way. */
export function tryFaultsOn(items: readonly ItemName[]): void {
  let rig: RunningRig;
  let pid: Unit['pid'];
  beforeAll(async () => {
    rig = await startRig({ KAITONG_TLS: 'self' });
    await linkTester(rig.maker, rig.owners.cn);
    ({ pid } = await activatedProduct(rig));
  });
  afterAll(() => rig.stop());

  describe.concurrent(`on ${items.join(', ')} a camera that`, () => {
    test.each(itemFaults)('has $item wrong', { timeout: 600_000 }, async ({ item: own, fault, seen }) => {
      const unit = await rig.unit({ pid });
      await unit.camera({ ...TINY, fault, ...paceOf(fault) });
      const { id } = await start(rig.maker, unit.deviceId, items);
      const report = await endOf(rig.maker, id, 580_000);
      const expected = items.map((name) => {
        if (name === own) return [name, seen];
        if (dropped(fault, name)) return [name, 'fail target_kept'];
        if (alsoByNight(fault, name)) return [name, 'fail rate_wrong'];
        return [name, unreadable(fault, name, items[0]) ? 'warn clip_flawed' : 'pass as_expected'];
      });
      const verdicts = Object.entries(verdictsOf(report)).filter(([name]) => items.some((item) => item === name));
      expect(Object.fromEntries(verdicts), footageOf(report)).toEqual(Object.fromEntries(expected));
      const isFailed = expected.some(([, verdict]) => verdict?.startsWith('fail'));
      expect(report.outcome === 'fail').toBe(isFailed);
      expect(report.problem).toBeNull();
    });
  });

  test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
}
