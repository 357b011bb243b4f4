import { expect, test } from 'vitest';
import { withEmulationPrevention as escaped } from '../../fixtures/bit-writer.ts';
import { isSetEscapedTwice, isStreamEscapedTwice } from './escaped-twice.ts';

const timing = [0x67, 0x64, 0, 0, 0, 1, 0, 0, 0, 50, 0x80];
const slice = [0x65, 1, 0, 0, 0, 9, 0, 0, 3, 7, 0, 0, 2, 5];
const once = (bytes: readonly number[]) => Uint8Array.from(escaped(bytes));
const twice = (bytes: readonly number[]) => Uint8Array.from(escaped(escaped(bytes)));

test('a parameter set that was escaped twice has no byte 03 that stands alone behind two zeros', () => {
  expect(isSetEscapedTwice(once(timing))).toBe(false);
  expect(isSetEscapedTwice(twice(timing))).toBe(true);
  // One alone may be what it holds: 00 00 03.
  expect(isSetEscapedTwice(once([0x67, 0, 0, 3, 9]))).toBe(false);
});

test('with one alone in its set the whole stream tells', () => {
  const set = [0x67, 0, 0, 1, 9];
  expect(isStreamEscapedTwice(twice([...set, ...slice]), [twice(set)])).toBe(true);
  expect(isStreamEscapedTwice(once([...set, ...slice]), [once(set)])).toBe(false);
  expect(isStreamEscapedTwice(once([...set, ...slice]), [once([0x67, 0, 0, 3, 9])])).toBe(false);
});
