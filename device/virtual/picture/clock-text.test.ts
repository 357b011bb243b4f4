import { expect, test } from 'vitest';
import { clockText } from './scene.ts';

test('the clock that is burnt in says its zone: whoever watches is often in another', () => {
  const at = Date.parse('2026-12-01T10:00:00.123Z');
  expect(clockText(at, 0)).toBe('2026-12-01 10:00:00.123 UTC');
  expect(clockText(at, 480)).toBe('2026-12-01 18:00:00.123 +08:00');
  expect(clockText(at, -210)).toBe('2026-12-01 06:30:00.123 -03:30');
});
