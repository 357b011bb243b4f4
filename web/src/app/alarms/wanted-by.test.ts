import { afterEach, expect, test, vi } from 'vitest';
import { areWantedBy, rememberWanted } from './wanted-by.ts';

afterEach(() => vi.unstubAllGlobals());

test('alarms at a browser are wanted by whoever switched them on there, and by nobody who signs in after', () => {
  const kept = new Map<string, string>();
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  });
  expect(areWantedBy('wang')).toBe(false);
  rememberWanted('wang');
  expect([areWantedBy('wang'), areWantedBy('li')]).toEqual([true, false]);
});

test('a browser that lets pages keep nothing breaks nothing', () => {
  const getItem = vi.fn(() => {
    throw new DOMException('denied', 'SecurityError');
  });
  vi.stubGlobal('localStorage', { getItem, setItem: getItem });
  rememberWanted('wang');
  expect(areWantedBy('wang')).toBe(false);
});
