import type { MotionDetection } from '@kaitong/contract';

export type Schedule = NonNullable<MotionDetection['schedule']>;

/** What a schedule begins as: the night. */
export const NIGHT: Schedule = { from: 22 * 60, to: 7 * 60 };

/** Minutes after midnight of what a field for a time holds; undefined while it is not a whole time. */
export function minutesOf(time: string): number | undefined {
  const match = /^([01]\d|2[0-3]):([0-5]\d)/.exec(time);
  return match ? Number(match[1]) * 60 + Number(match[2]) : undefined;
}

/** What is to be said about a schedule before it goes to the camera. */
export function judgeSchedule({ from, to }: Schedule): 'same' | 'overnight' | 'day' {
  if (from === to) return 'same';
  return to < from ? 'overnight' : 'day';
}
