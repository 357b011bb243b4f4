import { expect, test } from 'vitest';
import { isOwnPath } from './own-path.ts';

test.each(['/', '/devices', '/applications/ap1?tab=a#b', '/sign-in?next=//evil.example'])('%s stays here', (path) => {
  expect(isOwnPath(path)).toBe(true);
});

test.each([
  '//evil.example',
  '/\\evil.example',
  '/\t/evil.example',
  '/\n/evil.example',
  '\\/evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  'devices',
  '',
])('%j leads elsewhere, so nobody is sent there after signing in', (path) => {
  expect(isOwnPath(path)).toBe(false);
});
