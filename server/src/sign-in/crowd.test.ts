import { minutes } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { Crowd } from './crowd.ts';

test('who asked is remembered for five to ten minutes, each by itself', () => {
  let now = 0;
  const crowd = new Crowd(() => now);
  expect([crowd.note('a'), crowd.note('a'), crowd.note('b'), crowd.note('a')]).toEqual([0, 1, 0, 2]);
  now += minutes(6);
  expect(crowd.note('a')).toBe(3);
  now += minutes(6);
  expect([crowd.note('a'), crowd.note('b')]).toEqual([1, 0]);
  now += minutes(20);
  expect(crowd.note('a')).toBe(0);
});

test('however many there are, no more are remembered than fit twice', () => {
  const crowd = new Crowd(() => 0);
  for (let n = 0; n < 25_000; n++) crowd.note(String(n));
  expect(crowd.note('0')).toBe(0);
  expect(crowd.note('24999')).toBe(1);
});
