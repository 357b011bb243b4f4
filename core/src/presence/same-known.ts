import type { DeviceFeatures, MotionDetection } from '@kaitong/contract';
import type { Known } from './presence.ts';

type Shown = Omit<Known, 'features'>;

/** Whether two reports of a device say the same to those who look at it. */
export const isSameKnown = (a: Shown, b: Shown): boolean =>
  a.firmware === b.firmware && a.privacyMode === b.privacyMode && isSameDetection(a.motionDetection, b.motionDetection);

function isSameDetection(a: MotionDetection | null, b: MotionDetection | null): boolean {
  if (a === null || b === null) return a === b;
  return (
    a.enabled === b.enabled &&
    a.sensitivity === b.sensitivity &&
    a.schedule?.from === b.schedule?.from &&
    a.schedule?.to === b.schedule?.to
  );
}

export const isSameFeatures = (a: DeviceFeatures, b: DeviceFeatures): boolean =>
  a.sleepy === b.sleepy && a.probe === b.probe && a.simulate === b.simulate;
