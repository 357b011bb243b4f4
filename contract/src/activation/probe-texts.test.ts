import { describe, expect, test } from 'vitest';
import type { CheckCode } from '../checks/index.ts';
import { compareProbes, type ProbeResult, probeChangeText, probeText } from './probe-texts.ts';
import type { ProbeOutcome } from './progress.ts';

const titleOf = (...severities: ('error' | 'warning')[]): string =>
  probeText('flawed', { reason: null, findings: severities.map((severity) => ({ severity })) }, 'en').title;

test('a test clip that would pass alarms nobody', () => {
  expect(titleOf('warning')).toContain('fine');
  expect(titleOf('warning', 'error')).toContain('faults');
});

describe('what changed between two tests', () => {
  const result = (outcome: ProbeOutcome, ...codes: CheckCode[]): ProbeResult => ({
    outcome,
    findings: codes.map((code) => ({ code })),
    refused: [],
  });

  test.each<[string, ProbeResult, ProbeResult, string, string]>([
    [
      'one fault of two is repaired',
      result('flawed', 'video.first_not_key', 'video.gop', 'video.gop'),
      result('flawed', 'video.gop'),
      'video.first_not_key gone, 1 left',
      'video.first_not_key 已消失，还剩 1 项',
    ],
    [
      'all are',
      result('not_stored'),
      result('clean'),
      'not_stored gone, nothing left',
      'not_stored 已消失，没有问题了',
    ],
    [
      'the clip gets further, and shows another',
      result('not_stored'),
      result('flawed', 'ts.sync'),
      'not_stored gone, ts.sync new, 1 left',
      'not_stored 已消失，新出现 ts.sync，还剩 1 项',
    ],
    [
      'nothing is',
      result('flawed', 'ts.sync'),
      result('flawed', 'ts.sync'),
      'nothing changed, 1 left',
      '没有变化，还剩 1 项',
    ],
  ])('%s', (_title, earlier, later, en, zh) => {
    expect(probeChangeText(earlier, later, 'en')).toBe(en);
    expect(probeChangeText(earlier, later, 'zh-CN')).toBe(zh);
  });

  test('what follows from another fault is none of its own', () => {
    const earlier: ProbeResult = {
      ...result('flawed'),
      findings: [{ code: 'enc.iv' }, { code: 'snap.decode', because: 'enc.iv' }],
    };
    expect(probeChangeText(earlier, result('clean'), 'en')).toBe('enc.iv gone, nothing left');
  });

  test('a call that is refused is a fault like every other', () => {
    const refused = { ...result('not_opened'), refused: ['input_invalid'] };
    expect(compareProbes(refused, result('clean'))).toEqual({
      gone: ['input_invalid', 'not_opened'],
      added: [],
      left: 0,
    });
  });
});
