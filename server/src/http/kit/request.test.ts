import { expect, test } from 'vitest';
import { isFromHere } from './request.ts';

test('only a socket of this machine that speaks for itself is from here', () => {
  for (const peer of ['127.0.0.1', '127.8.0.1', '::1', '::ffff:127.0.0.1']) expect(isFromHere(peer, {})).toBe(true);
  for (const peer of [undefined, '192.0.2.1', '::ffff:192.0.2.1', 'fe80::1']) expect(isFromHere(peer, {})).toBe(false);
});

test.each([
  ...['forwarded', 'via', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'x-forwarded'],
  ...['x-real-ip', 'x-client-ip', 'x-original-host', 'cf-connecting-ip', 'true-client-ip'],
])('who names somebody in %s is a proxy, wherever it runs', (name) => {
  expect(isFromHere('127.0.0.1', { host: '127.0.0.1', [name]: '127.0.0.1' })).toBe(false);
});
