// A camera whose time runs wrong, by day and by night; the wider suite has those that are right, and other evidence.
import { expect, test } from 'vitest';
import { expectNoErrors, inHurriedTime, limits, tried, WRONG } from './testing/tried.ts';

inHurriedTime();

// By its sound: what arrival tells in hurried time is as good as the machine is idle (dev/bench/judge/rate simulates it).
test.concurrent('21 frames stamped as 25 fail, recorded continuously for more than a minute', limits, async () => {
  const { verdict, reason } = await tried('rate', { continuous: true, fault: 'time.rate' });
  expect(verdict).toBe(WRONG);
  expect(reason?.params).toMatchObject({ rate: expect.closeTo(1.2, 0.6), stamped: 25 });
});

test.concurrent('by night a camera that halves its frames and stamps them as by day fails', limits, async () => {
  const { verdict, seen } = await tried('night', { fault: 'conformance.night' });
  expect(verdict).toBe(WRONG);
  expect(seen).toContain('darkness.asked');
  expect(seen).toContain('picture.measured');
});

expectNoErrors();
