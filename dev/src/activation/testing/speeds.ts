// Clips whose time does not run as the real one's, from cameras that upload them: by which evidence each is rejected, and
// that what nothing decides is neither rejected nor called right.
import type { ClipRate, Container } from '@kaitong/contract/checks';
import type { VirtualCameraOptions } from '@kaitong/device/virtual';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { expectFailed } from './expectations.ts';
import { type RunningRig, startRig } from './rig.ts';

let rig: RunningRig;

/** As much as a verification takes, in segments that a second's drift shows between. */
const LONG = { clip: { preRecordMs: 2000, postRecordMs: 11_000 }, segmentMs: 1000 };

async function activate(options: Partial<VirtualCameraOptions>) {
  const unit = await rig.unit();
  await unit.camera({ ...LONG, ...options });
  const outcome = await rig.maker.activate(unit.deviceId);
  const verdict = outcome.progress.find((one) => one.type === 'verdict.reached');
  return { unit, outcome, rate: verdict?.rate as ClipRate };
}

async function expectRejected(options: Partial<VirtualCameraOptions>, rate: Partial<ClipRate>): Promise<void> {
  const { unit, outcome, rate: judged } = await activate(options);
  await expectFailed(rig, unit, outcome, 'clip_rejected', { step: 'verify' });
  expect(outcome.application.findings.find(({ because }) => !because)).toMatchObject({ code: 'time.rate' });
  expect(judged).toMatchObject({ is: 'judged', ...rate });
}

/** A busy machine delays requests, and with them what ages and arrivals say: few cameras at a time. */
const limits = { timeout: 90_000 };
const wrong = { rate: expect.closeTo(1.2, 0.6), stampedFps: 25 };

/** The tests of these containers, in whichever suite. */
export function tellSpeeds(containers: readonly Container[]): void {
  /** A single object arrives at once. */
  const segmented = containers.filter((container) => container !== 'mp4');

  beforeAll(async () => {
    rig = await startRig();
  });
  afterAll(() => rig.stop());

  describe('21 frames a second that are stamped as 25', () => {
    test.concurrent.each(containers)('are rejected by the sound beside them, in %s', limits, async (container) => {
      await expectRejected({ container, fault: 'time.rate' }, { ...wrong, by: 'sound' });
    });

    test.concurrent.each(containers)('are called wrong by nothing else, in %s', limits, async (container) => {
      const { outcome } = await activate({ container, fault: 'conformance.rate' });
      expect(outcome.application).toMatchObject({ state: 'approved' });
      expect(outcome.application.findings.map(({ code }) => code)).not.toContain('time.rate');
    });
  });

  describe('21 frames a second that are stamped as 25, without sound', () => {
    test.concurrent.each(containers)('are rejected by the ages of their objects, in %s', limits, async (container) => {
      // A single object is judged but for one group of pictures: short ones leave room for delays.
      const groups = container === 'mp4' ? { segmentMs: 500 } : {};
      await expectRejected({ container, fault: 'time.rate-aged', ...groups }, { ...wrong, by: 'age' });
    });
  });

  describe('twice the frame rate', () => {
    test.concurrent.each(segmented)('is rejected by arrival alone, in %s', limits, async (container) => {
      const twice = { rate: expect.closeTo(2, 0), by: 'arrival' as const };
      await expectRejected({ container, fault: 'time.rate-double', segmentMs: 2500 }, twice);
    });
  });

  describe('a good camera', () => {
    test.concurrent.each(containers)('is right by its ages, in %s', limits, async (container) => {
      const { outcome, rate } = await activate({ container });
      expect(outcome.application.state).toBe('approved');
      expect(rate).toMatchObject({ is: 'judged', by: 'age' });
    });

    test.concurrent.each(containers)('is right by its sound, in %s', limits, async (container) => {
      const { outcome, rate } = await activate({ container, sound: true });
      expect(outcome.application.state).toBe('approved');
      expect(rate).toMatchObject({ is: 'judged', by: 'sound', rate: expect.closeTo(1, 1) });
    });
  });

  test('none of this was an error of the server', () => expect(rig.errors).toEqual([]));
}
