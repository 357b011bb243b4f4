import { expect, test } from 'vitest';
import { readLogin } from './login.ts';

test.each([
  ['a number of mainland China gets its country code', '185 1234 5823', '+8618512345823'],
  ['an international prefix becomes a plus', '0044 20 7946 0958', '+442079460958'],
  ['E.164 stays', '+14155550123', '+14155550123'],
  ['an e-mail address stays', ' lin@example.com ', 'lin@example.com'],
  ['half an address is neither', 'lin@', undefined],
  ['a landline without country code is neither', '0755 1234567', undefined],
])('%s', (_, typed, read) => expect(readLogin(typed)).toBe(read));
