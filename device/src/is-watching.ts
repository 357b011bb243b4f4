import type { MotionDetection } from '@kaitong/contract';

/** Whether motion is to be reported at this moment, by the device's local time. */
export function isWatching({ enabled, schedule }: MotionDetection, wallMs: number): boolean {
  if (!enabled || schedule === null) return enabled;
  const now = new Date(wallMs);
  const minute = now.getHours() * 60 + now.getMinutes();
  const { from, to } = schedule;
  return from <= to ? from <= minute && minute < to : from <= minute || minute < to;
}
