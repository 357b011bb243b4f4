// Each way in which a camera of the extended test can be broken, tried on all items: it fails its own, and no other for it.
import { CONFORMANCE_ITEMS, type ItemName } from '@kaitong/contract';
import type { FaultCode } from '@kaitong/device/virtual';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkTester } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { activatedUnit, endOf, footageOf, start, verdictsOf } from '../../src/conformance/testing/tested.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig({ KAITONG_TLS: 'self' });
  await linkTester(rig.maker, rig.owners.cn);
});
afterAll(() => rig.stop());

const faults: [ItemName & string, FaultCode, string][] = [
  ['motion-off', 'conformance.motion-off', 'switch_obeyed'],
  ['privacy-mode', 'conformance.privacy-mode', 'event_in_privacy'],
  ['back-to-back', 'conformance.back-to-back', 'second_event_missing'],
  ['long-event', 'conformance.long-event', 'too_long'],
  ['uplink-lost', 'conformance.uplink-lost', 'not_resumed'],
  ['server-restart', 'conformance.server-restart', 'not_resumed'],
  ['token-expired', 'conformance.token-expired', 'token_kept'],
  ['wrong-clock', 'conformance.wrong-clock', 'clock_wrong'],
  ['key-rotation', 'conformance.key-rotation', 'key_reused'],
  ['wrong-certificate', 'conformance.wrong-certificate', 'certificate_trusted'],
  ['wrong-broker', 'conformance.wrong-broker', 'broker_trusted'],
  ['rate', 'conformance.rate', 'rate_wrong'],
  ['night', 'conformance.night', 'rate_wrong'],
];

/** What was sealed with another event's key cannot be read in any item: a warning there, and the cause in its own. */
const unreadable = (fault: FaultCode, name: ItemName): boolean =>
  fault === 'conformance.key-rotation' && name !== 'motion-off';

/** To one that drops its event with the line, a refused certificate is a line that was lost. */
const dropped = (fault: FaultCode, name: ItemName): boolean =>
  fault === 'conformance.uplink-lost' && name === 'wrong-certificate';

/** A clock that is wrong by day is wrong by night. */
const alsoByNight = (fault: FaultCode, name: ItemName): boolean => fault === 'conformance.rate' && name === 'night';

/** Few pictures and segments of two seconds: on a busy machine a dozen cameras side by side fall behind what they show. */
const LITTLE = { fps: 8, segmentMs: 2000 };
/** Those whose fault lies in the number of their pictures keep it. */
const paceOf = (fault: FaultCode) => (fault === 'conformance.rate' || fault === 'conformance.night' ? {} : LITTLE);

describe.concurrent('a camera that', () => {
  test.each(faults)('has %s wrong', { timeout: 800_000 }, async (own, fault, reason) => {
    const { unit } = await activatedUnit(rig, { fault, ...paceOf(fault) });
    const { id } = await start(rig.maker, unit.deviceId);
    const report = await endOf(rig.maker, id, 780_000);
    const expected = CONFORMANCE_ITEMS.map((name) => {
      if (name === own) return [name, `fail ${reason}`];
      if (dropped(fault, name)) return [name, 'fail target_kept'];
      if (alsoByNight(fault, name)) return [name, 'fail rate_wrong'];
      return [name, unreadable(fault, name) ? 'warn clip_flawed' : 'pass as_expected'];
    });
    expect(verdictsOf(report), footageOf(report)).toEqual(Object.fromEntries(expected));
    expect(report).toMatchObject({ outcome: 'fail', problem: null });
  });
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
