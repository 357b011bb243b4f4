import { expect, test } from 'vitest';
import { LogLines } from './log-lines.ts';

const linesOf = (line: string): number => {
  const log = new LogLines();
  log.add(line);
  return log.summary().lines;
};

test.each([
  'RPU validation failed: 2 <= nal_type <= 17',
  'Error parsing DOVI NAL unit.',
  'sps_id 1 out of range',
  'SPS 1 does not exist.',
])('of what no picture needs nothing is damaged: %s', (line) => expect(linesOf(line)).toBe(0));

test.each(['VPS 0 does not exist', 'non-existing PPS 0 referenced', 'PPS id out of range: 1'])(
  'what a picture needs and is not there is damage: %s',
  (line) => expect(linesOf(line)).toBe(1),
);

test('a unit that is too small to hold a picture lost none, a larger one did', () => {
  expect(linesOf('missing picture in access unit with size 6')).toBe(0);
  expect(linesOf('missing picture in access unit with size 20480')).toBe(1);
});
