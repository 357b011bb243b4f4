// An hour and more of continuous footage, by a camera whose time is hurried.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../../src/activation/testing/eventually.ts';
import { type RunningRig, startRig } from '../../src/activation/testing/rig.ts';
import { expectPlayable, listEvents } from '../../src/service/testing/footage.ts';
import { hurriedClock } from '../../src/service/testing/hurried-clock.ts';
import { subscribe } from '../../src/service/testing/subscribe.ts';

let rig: RunningRig;
beforeAll(async () => {
  rig = await startRig();
});
afterAll(() => rig.stop());

test('continuous footage is cut at the hour, and the next one begins where it ends', async () => {
  const unit = await rig.unit();
  await subscribe(rig, unit, { kind: 'continuous', retentionDays: 7 });
  const small = { width: 64, height: 64, fps: 1, segmentMs: 10_000 };
  const camera = await unit.camera({ ...small, continuous: true, clock: hurriedClock(60) });
  const whole = await eventually(async () => {
    const events = await listEvents(unit);
    expect(events.length).toBe(2);
    const event = events.find(({ state }) => state === 'complete');
    if (!event) throw new Error('no hour is complete');
    return event;
  }, 240_000);
  await camera.close();
  expect(whole).toMatchObject({ type: 'continuous', durationMs: 3_600_000 });
  await expectPlayable(unit, whole);
}, 300_000);
