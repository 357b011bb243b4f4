import { expect, test } from 'vitest';
import { forgetRequestId, requestIdFor, type Wanted } from './request-id.ts';

function memory(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  } as Storage;
}

const wanted: Wanted = { deviceId: '6c498a7ef85bd838ffkg', what: 'trial', use: 'queue', coupon: '' };

test('the same purchase keeps its request id until it is forgotten', () => {
  const store = memory();
  const id = requestIdFor(wanted, store);
  expect(id).toMatch(/^[A-Za-z0-9_-]{16,64}$/);
  expect(requestIdFor({ ...wanted }, store)).toBe(id);
  forgetRequestId(wanted, store);
  expect(requestIdFor(wanted, store)).not.toBe(id);
});

test('another coupon, another use or another device is another order', () => {
  const store = memory();
  const ids = [wanted, { ...wanted, coupon: 'SPRING' }, { ...wanted, use: 'now' }, { ...wanted, deviceId: 'other' }];
  expect(new Set(ids.map((one) => requestIdFor(one, store))).size).toBe(4);
});
