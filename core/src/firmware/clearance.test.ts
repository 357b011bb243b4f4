import { FirmwareManifest } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { clearanceOf } from './clearance.ts';

const signed = (version: string, takesBack: string | null = null) =>
  FirmwareManifest.parse({ pid: 'a'.repeat(16), version, bytes: 16, sha256: '0'.repeat(64), takesBack });
const none = { verified: [], tested: [], halted: [] };

test('only what passed with exactly this version clears a release, however its number is written', () => {
  expect(clearanceOf(signed('2.4.0'), none)).toBeNull();
  expect(clearanceOf(signed('2.4.0'), { ...none, verified: ['2.4.1', '2.3.9'], tested: ['2.40'] })).toBeNull();
  expect(clearanceOf(signed('2.4.0'), { ...none, verified: ['2.4'] })).toBe('verified');
  expect(clearanceOf(signed('2.4'), { ...none, tested: ['2.3.0', '2.4.0'] })).toBe('tested');
});

test('what takes back a halted version waits for nothing; what takes back one that is offered does', () => {
  expect(clearanceOf(signed('2.3.1', '2.4'), { ...none, halted: ['2.4.0'] })).toBe('takes_back');
  expect(clearanceOf(signed('2.3.1', '2.4.0'), { ...none, halted: ['2.3.0'] })).toBeNull();
  expect(clearanceOf(signed('2.3.1'), { ...none, halted: ['2.3.1'] })).toBeNull();
});
