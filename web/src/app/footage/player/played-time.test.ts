import { expect, test } from 'vitest';
import { eventOf, gapBefore, playerTime, worldTime } from './played-time.ts';

// Two recordings of 10 s with a minute between them.
const stretches = [
  { start: 0, duration: 4, at: 1_000_000, eventId: 'a' },
  { start: 4, duration: 6, at: 1_004_000, eventId: 'a' },
  { start: 10, duration: 10, at: 1_070_000, eventId: 'b' },
];

test('the player’s time and the world’s are told from each other, over a gap too', () => {
  for (const seconds of [0, 3.5, 4, 9.9, 10.5, 19]) {
    const at = worldTime(stretches, seconds);
    expect(playerTime(stretches, at ?? Number.NaN)).toBeCloseTo(seconds, 3);
  }
  expect(playerTime(stretches, 1_030_000)).toBe(10);
  expect(playerTime(stretches, 2_000_000)).toBeUndefined();
});

test('a gap is told where footage goes on after it, and nowhere else', () => {
  expect(gapBefore(stretches, 2)).toBeUndefined();
  expect(gapBefore(stretches, 6)).toBeUndefined();
  expect(gapBefore(stretches, 11)).toEqual({ from: 1_010_000, to: 1_070_000 });
});

test('a playlist without times says nothing about the world', () => {
  const timeless = stretches.map((one) => ({ ...one, at: null }));
  expect(worldTime(timeless, 3)).toBeUndefined();
  expect(gapBefore(timeless, 11)).toBeUndefined();
});

test('a segment’s address names its event', () => {
  expect(eventOf('object/ev123/000004.ts')).toBe('ev123');
  expect(eventOf('https://a.example/cn/play/tok/object/ev1/4.m4s')).toBe('ev1');
  expect(eventOf('https://a.example/000004.ts')).toBeUndefined();
});
