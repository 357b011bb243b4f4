// Cameras that do everything right, as the demonstration has them: what comes out of a run is an activation and no remark.
import type { CheckCode } from '@kaitong/contract/checks';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { behaviours } from '../../src/room/behaviours.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

/** As a camera records that nobody has set otherwise. */
const AS_MADE = { width: 640, height: 360, fps: 15, segmentMs: 2000, clip: { preRecordMs: 2000, postRecordMs: 4000 } };

async function remarksOn(options: object): Promise<CheckCode[]> {
  const unit = await rig.unit();
  await unit.camera({ ...AS_MADE, ...options });
  const { application } = await rig.maker.activate(unit.deviceId);
  expect(application).toMatchObject({ state: 'approved', problem: null });
  return application.findings.map(({ code }) => code);
}

describe.concurrent('without a remark', () => {
  test.each(['good-ts', 'good-h265', 'encrypted', 'already-activated'] as const)(
    'the camera of the room that is called %s is activated',
    async (behaviour) => {
      const { waveAfterGrant: _, continuous: __, ...settings } = behaviours[behaviour];
      expect(await remarksOn(settings)).toEqual([]);
    },
  );

  test.each(['ts', 'fmp4', 'mp4'] as const)('and so is one with sound in %s', async (container) => {
    expect(await remarksOn({ container, sound: true })).toEqual([]);
  });
});
