import { minutes } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { Lately } from './lately.ts';

test('what was seen is remembered for five to ten minutes, each by itself, or until it is taken back', () => {
  let now = 0;
  const lately = new Lately<number>(() => now);
  lately.set('a', 1);
  lately.set('b', 2);
  now += minutes(6);
  lately.set('c', 3);
  expect([lately.get('a'), lately.get('b'), lately.get('c')]).toEqual([1, 2, 3]);
  lately.set('b', 4);
  lately.delete('a');
  expect(lately.get('a')).toBeUndefined();
  now += minutes(6);
  expect([lately.get('b'), lately.get('c')]).toEqual([4, 3]);
  now += minutes(20);
  expect(lately.get('b')).toBeUndefined();
});

test('however many there are, no more are remembered than fit twice', () => {
  const lately = new Lately<number>(() => 0);
  for (let n = 0; n < 25_000; n++) lately.set(String(n), n);
  expect(lately.get('0')).toBeUndefined();
  expect(lately.get('24999')).toBe(24_999);
});
