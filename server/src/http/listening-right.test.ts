import { beforeEach, expect, test } from 'vitest';
import { ListeningRight } from './listening-right.ts';

let ms: number;
let tell: (userId: string | undefined) => void;
let right: ListeningRight;
let asked: number;
let answer: () => Promise<boolean>;
let ended: number;

beforeEach(() => {
  [ms, asked, ended] = [0, 0, 0];
  answer = async () => true;
  right = new ListeningRight({
    clock: { now: () => new Date(ms) },
    onLost(listener) {
      tell = listener;
      return () => {};
    },
  });
});

function belongs(): void {
  const ask = (): Promise<boolean> => {
    asked += 1;
    return answer();
  };
  right.belongsTo('us_1', ask, () => {
    ended += 1;
  });
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a right is asked for every half a minute at most, and only while it is made use of', async () => {
  belongs();
  for (ms = 0; ms < 60_000; ms += 3000) expect(await right.holds()).toBe(true);
  expect(asked).toBe(1);
  ms = 360_000;
  await settled();
  expect(asked).toBe(1);
  answer = async () => false;
  expect(await right.holds()).toBe(false);
});

test('who is told to have lost a right is asked at once, and stops while nothing happens', async () => {
  belongs();
  answer = async () => false;
  tell('us_1');
  await settled();
  expect([asked, ended]).toEqual([1, 1]);
  expect(await right.holds()).toBe(false);
});

test('what others lose concerns nobody else; what anybody may have lost concerns all', async () => {
  belongs();
  tell('us_2');
  expect(await right.holds()).toBe(true);
  expect(asked).toBe(0);
  tell(undefined);
  expect(await right.holds()).toBe(true);
  expect([asked, ended]).toEqual([1, 0]);
});

test('what was lost before the caller was known is asked for with the first page', async () => {
  tell('us_1');
  answer = async () => false;
  belongs();
  expect(await right.holds()).toBe(false);
});

test('a page waits for an answer that is still out, and a right that is lost meanwhile is asked for once more', async () => {
  belongs();
  const first = Promise.withResolvers<boolean>();
  answer = () => first.promise;
  tell('us_1');
  await settled();
  const page = right.holds();
  answer = async () => false;
  tell('us_1');
  first.resolve(true);
  expect(await page).toBe(false);
  expect(asked).toBe(2);
});

test('where nobody can say whether the right holds, the stream ends', async () => {
  belongs();
  answer = async () => {
    throw new Error('no database');
  };
  tell('us_1');
  await settled();
  expect(ended).toBe(1);
});
