import { expect, test } from 'vitest';
import { JudgeStarved, STARVED_TRIES, type Starved, starved, untilFed } from './starved.ts';

/** Starves so often, then says something. */
function work(times: number) {
  let tries = 0;
  const once = async (): Promise<{ is: 'report' } | Starved> => (++tries > times ? { is: 'report' } : starved);
  return { once, tries: () => tries };
}

test.each([0, 1, STARVED_TRIES - 1])('what starved %d times is tried again, and says what it says', async (times) => {
  const { once, tries } = work(times);
  expect(await untilFed(once)).toEqual({ is: 'report' });
  expect(tries()).toBe(times + 1);
});

test('the third time is an outage', async () => {
  const { once, tries } = work(9);
  await expect(untilFed(once)).rejects.toThrow(JudgeStarved);
  expect(tries()).toBe(STARVED_TRIES);
});
