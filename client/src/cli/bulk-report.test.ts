import { appendFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { writeBulkJunit } from '@kaitong/contract/markup';
import { expect, test } from 'vitest';
import { mendReport, type Outcome, readReport } from './bulk-report.ts';

const file = () => path.join(mkdtempSync(path.join(tmpdir(), 'kaitong-report-')), 'report.jsonl');
const outcome = (deviceId: string, said: Partial<Outcome> = {}): Outcome => ({
  ...{ deviceId, applicationId: `ap${deviceId}`, state: 'approved', pid: 'p', firmware: '2.3.0', problem: null },
  ...{ text: '', findings: [] },
  ...said,
});
const write = (to: string, ...outcomes: Outcome[]) =>
  appendFileSync(to, outcomes.map((one) => `${JSON.stringify(one)}\n`).join(''));

test('of each sample the last line counts, and no report is an empty one', () => {
  const report = file();
  expect(readReport(report).size).toBe(0);
  write(report, outcome('a', { state: 'verifying' }), outcome('b'), outcome('a', { state: 'rejected' }));
  expect([...readReport(report)].map(([id, { state }]) => [id, state])).toEqual([
    ['a', 'rejected'],
    ['b', 'approved'],
  ]);
});

test('a line that a killed program left half written is none, and takes the next with it nowhere', () => {
  const report = file();
  write(report, outcome('a'));
  appendFileSync(report, '{"deviceId":"b","sta');
  mendReport(report);
  write(report, outcome('c'));
  expect([...readReport(report).keys()]).toEqual(['a', 'c']);
});

test('JUnit has a case per sample, and says of each that did not come through why', () => {
  const failed = outcome('b', {
    state: 'rejected',
    problem: 'clip_rejected',
    findings: ['video.first_not_key'],
    text: '<1>',
  });
  const xml = writeBulkJunit('ids.txt', [outcome('a'), failed]);
  expect(xml).toContain('<testsuite name="ids.txt" tests="2" failures="1">');
  expect(xml).toContain('<testcase classname="p" name="a"/>');
  expect(xml).toContain('<failure type="clip_rejected" message="clip_rejected video.first_not_key">&lt;1&gt;');
});
