import { finding } from '@kaitong/contract/checks';
import { expect, test } from 'vitest';
import { progressLines } from './progress-lines.ts';

test('a verdict on what nobody could read does not say that its time stamps are wrong', () => {
  const verdict = {
    type: 'verdict.reached',
    at: '2026-01-01T00:00:00.000Z',
    outcome: 'fail',
    rate: { is: 'not_judged', because: 'no_times' },
  } as const;
  expect(progressLines({ ...verdict, findings: [finding('enc.key', { measured: 'unknown' })] }, 'en')).toEqual([]);
  expect(progressLines({ ...verdict, findings: [finding('time.backwards')] }, 'en')).toHaveLength(1);
});
