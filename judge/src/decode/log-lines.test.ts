import { expect, test } from 'vitest';
import { LogLines } from './log-lines.ts';

const linesOf = (line: string): number => {
  const log = new LogLines();
  log.add(line);
  return log.summary().lines;
};

test('a unit that is too small to hold a picture lost none, a larger one did', () => {
  expect(linesOf('missing picture in access unit with size 6')).toBe(0);
  expect(linesOf('missing picture in access unit with size 20480')).toBe(1);
});
