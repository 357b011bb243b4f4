import { expect, test } from 'vitest';
import { remainingOf } from './use-remaining.ts';

const at = (text: string) => Date.parse(`2026-01-01T${text}Z`);
const expiresAt = '2026-01-01T12:10:00Z';

test('a code is whole when it is new, and nothing once it has expired', () => {
  expect(remainingOf(expiresAt, at('12:00:00'))).toEqual({ ms: 600_000, fraction: 1, minutes: 10 });
  expect(remainingOf(expiresAt, at('12:10:00'))).toEqual({ ms: 0, fraction: 0, minutes: 0 });
  expect(remainingOf(expiresAt, at('13:00:00'))).toEqual({ ms: 0, fraction: 0, minutes: 0 });
});

test('minutes are rounded; a clock that is behind shows no more than everything', () => {
  expect(remainingOf(expiresAt, at('12:05:31')).minutes).toBe(4);
  expect(remainingOf(expiresAt, at('11:59:58'))).toMatchObject({ fraction: 1, minutes: 10 });
});
