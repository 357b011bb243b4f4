import { expect, test } from 'vitest';
import { readLeftClock, readWholeClock, stepClock } from './read-clock.ts';

test('digits alone make a time as soon as no further one can come', () => {
  expect(readWholeClock('2230', 'minute')).toBe('22:30');
  expect(readWholeClock('22:30', 'minute')).toBe('22:30');
  expect(readWholeClock('143007', 'second')).toBe('14:30:07');
  for (const text of ['', '2', '22', '22:', '223', '2:30']) expect(readWholeClock(text, 'minute')).toBeUndefined();
  expect(readWholeClock('14:30', 'second')).toBeUndefined();
});

test('a time that is left is read as it was meant', () => {
  for (const text of ['9:05', '905', '09.05', ' 09:05 ', '９：０５', '09:05:59'])
    expect([text, readLeftClock(text, 'minute')]).toEqual([text, '09:05']);
  expect(readLeftClock('9:05', 'second')).toBe('09:05:00');
});

test('what no clock shows is no time', () => {
  for (const text of ['24:00', '12:60', '12:3', '9', 'noon', '-1:30', ''])
    expect([text, readLeftClock(text, 'minute')]).toEqual([text, undefined]);
  expect(readLeftClock('12:30:60', 'second')).toBeUndefined();
});

test('a step moves the part where the keyboard is, and goes round', () => {
  expect(stepClock('23:59', 0, 1)).toBe('00:59');
  expect(stepClock('23:59', 3, 1)).toBe('23:00');
  expect(stepClock('00:00', 4, -1)).toBe('00:59');
  expect(stepClock('12:30:00', 6, -1)).toBe('12:30:59');
});
