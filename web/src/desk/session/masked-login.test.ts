import { expect, test } from 'vitest';
import { maskedLogin } from './masked-login.ts';

const user = { name: 'Lin', email: null, phone: null };

test('a phone number keeps its first three and last four digits', () => {
  expect(maskedLogin({ ...user, phone: '+8618512345823', email: 'a@b.cn' })).toBe('185****5823');
});

test('an e-mail address keeps two letters and its domain', () => {
  expect(maskedLogin({ ...user, email: 'linda@example.com' })).toBe('li****@example.com');
  expect(maskedLogin({ ...user, email: 'l@example.com' })).toBe('l****@example.com');
});
