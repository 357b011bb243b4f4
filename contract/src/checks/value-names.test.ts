import { expect, test } from 'vitest';
import { finding } from './finding.ts';
import { groupFindings } from './group-findings.ts';
import { ticketText } from './ticket-text.ts';
import { valueNames } from './value-names.ts';

test('what a header says stands beside what the data has, and not beside what it should be', () => {
  expect(valueNames('mp4.nal_length_size', 'en')).toEqual({ measured: 'The header says', limit: 'The data has' });
  const [group] = groupFindings([finding('mp4.nal_length_size', { measured: 2, limit: 4 })]);
  const text = group && ticketText(group, 'en');
  expect(text).toContain('The header says: 2 bytes\nThe data has: 4 bytes');
});

test('everything else is measured against a limit, or against what it should be', () => {
  expect(valueNames('video.gop', 'en')).toEqual({ measured: 'Measured', limit: 'Limit' });
  expect(valueNames('obj.size', 'en')).toEqual({ measured: 'Measured', limit: 'Expected' });
  expect(valueNames('time.rate', 'zh-CN')).toEqual({ measured: '测量值', limit: '应为' });
});
