import type { SendRequest } from '@kaitong/contract';
import { beforeEach, expect, test } from 'vitest';
import { IntentKeys } from './intent-keys.ts';

const make: SendRequest = { method: 'POST', path: '/api/v1/products', body: { name: 'Doorbell' } };
const problem = (code: string, status: number) => ({
  status,
  body: { type: 'about:blank', title: 'x', status, code, params: {} },
});

let now: number;
let keys: IntentKeys;
beforeEach(() => {
  now = 0;
  keys = new IntentKeys(() => now);
});

test('a call whose answer was lost, and a second click, keep their key; the next one after an answer has another', () => {
  const first = keys.of(make);
  expect(first).toMatch(/^[0-9a-f]{32}$/);
  expect(keys.of({ ...make, body: { name: 'Doorbell' } })).toBe(first);
  keys.answered(make, { status: 201, body: {} });
  const second = keys.of(make);
  expect(second).not.toBe(first);
  keys.answered(make, problem('product_limit', 409));
  expect(keys.of(make)).not.toBe(second);
});

test('what asks for something else is another intent', () => {
  const first = keys.of(make);
  const others = [
    keys.of({ ...make, body: { name: 'Lamp' } }),
    keys.of({ ...make, path: '/api/v1/coupons' }),
    keys.of({ method: 'POST', path: make.path }),
  ];
  expect(new Set([first, ...others]).size).toBe(4);
  keys.answered({ ...make, path: '/api/v1/coupons' }, { status: 201, body: {} });
  expect(keys.of(make)).toBe(first);
});

test.each([
  ['a proxy that lost the server', { status: 502, body: undefined }],
  ['a server that is busy', problem('platform_busy', 503)],
  ['the first try that is still being answered', problem('idempotency_in_flight', 409)],
])('an answer of %s is none', (_who, answer) => {
  const first = keys.of(make);
  keys.answered(make, answer);
  expect(keys.of(make)).toBe(first);
});

test('what changes nothing by being repeated has no key', () => {
  for (const method of ['GET', 'PUT', 'PATCH', 'DELETE']) expect(keys.of({ ...make, method })).toBeUndefined();
});

test('whoever comes back to the form later wants another', () => {
  const first = keys.of(make);
  now = 10 * 60_000;
  expect(keys.of(make)).not.toBe(first);
});
