import { expect, test } from 'vitest';
import { shownSafely } from './output.ts';

test('nothing that a server or a camera wrote steers the terminal', () => {
  expect(shownSafely('\u001b[2Jcleared\u0007 \u009b31m')).toBe('\\u001b[2Jcleared\\u0007 \\u009b31m');
  expect(shownSafely('line\r\u2028next\u202e')).toBe('line\\u000d\\u2028next\\u202e');
});

test('lines, tables, Chinese and joined emoji are shown as they are', () => {
  const text = 'PID\t卡片机\n✓ 开通成功 👨‍👩‍👧';
  expect(shownSafely(text)).toBe(text);
});

test('a line of JSON says the same to a program as before', () => {
  const object = { deviceId: '\u009b31m\u001b[0m\u202e' };
  expect(JSON.parse(shownSafely(JSON.stringify(object)))).toEqual(object);
});
