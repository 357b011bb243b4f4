import { expect, test } from 'vitest';
import { waitedText } from './waited.ts';

test('a start says how long it took from the command on', () => {
  expect(waitedText('1000.5', 44_200.5)).toBe(', 43.2 s after the command');
});

test('nothing is said where nobody waits for a command, or the clock was set back meanwhile', () => {
  expect(waitedText(undefined, 5000)).toBe('');
  expect(waitedText('soon', 5000)).toBe('');
  expect(waitedText('6000', 5000)).toBe('');
});
