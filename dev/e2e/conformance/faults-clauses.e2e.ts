// Cameras that break one clause of docs/protocol/specification.md each, on the item that sees it.
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { linkTester } from '../../src/activation/testing/people.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import type { Unit } from '../../src/activation/testing/units.ts';
import { clauseFaults } from '../../src/conformance/testing/firmware-faults.ts';
import { activatedProduct, endOf, footageOf, start, TINY, verdictsOf } from '../../src/conformance/testing/tested.ts';

let rig: RunningRig;
let pid: Unit['pid'];
beforeAll(async () => {
  rig = await startRig({ KAITONG_TLS: 'self' });
  await linkTester(rig.maker, rig.owners.cn);
  ({ pid } = await activatedProduct(rig));
});
afterAll(() => rig.stop());

/** Few pictures and segments of two seconds: on a busy machine a dozen cameras side by side fall behind what they show. */
const LITTLE = { fps: 8, segmentMs: 2000 };

describe.concurrent('a camera that breaks', () => {
  test.each(clauseFaults.filter(({ item }) => !['power-cut', 'sleep', 'update'].includes(item)))(
    '$clauses ($fault) is seen by $item',
    { timeout: 300_000 },
    async ({ fault, item, seen }) => {
      const unit = await rig.unit({ pid });
      await unit.camera({ ...TINY, fault, ...LITTLE });
      const { id } = await start(rig.maker, unit.deviceId, [item]);
      const report = await endOf(rig.maker, id);
      expect(verdictsOf(report)[item], footageOf(report)).toBe(seen);
    },
  );
});

test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
