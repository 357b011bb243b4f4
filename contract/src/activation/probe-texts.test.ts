import { expect, test } from 'vitest';
import { probeText } from './probe-texts.ts';

const titleOf = (...severities: ('error' | 'warning')[]): string =>
  probeText('flawed', { reason: null, findings: severities.map((severity) => ({ severity })) }, 'en').title;

test('a test clip that would pass alarms nobody', () => {
  expect(titleOf('warning')).toContain('fine');
  expect(titleOf('warning', 'error')).toContain('faults');
});
