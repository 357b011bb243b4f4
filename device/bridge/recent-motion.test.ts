import { expect, test } from 'vitest';
import { MOTION_LIMIT, RecentMotion } from './recent-motion.ts';

test.each([
  [MOTION_LIMIT - 0.1, 'none'],
  [MOTION_LIMIT, 'near'],
  [2 * MOTION_LIMIT - 0.1, 'near'],
  [2 * MOTION_LIMIT, 'enough'],
] as const)('%d levels are %s', (level, is) => {
  const motion = new RecentMotion();
  motion.add(level, 0);
  expect(motion.view).toEqual({ now: level, peak: level, limit: MOTION_LIMIT, is });
});

test('what moved counts for ten seconds, and a page is told twice a second', () => {
  const motion = new RecentMotion();
  const told = Array.from({ length: 21 }, (_, at) => motion.add(at === 1 ? 40 : 0, at * 100));
  expect(told.flatMap((one, at) => (one ? [at] : []))).toEqual([0, 5, 10, 15, 20]);
  expect(motion.view).toMatchObject({ now: 0, peak: 40, is: 'enough' });
  motion.add(0, 12_000);
  expect(motion.view).toMatchObject({ peak: 0, is: 'none' });
});
