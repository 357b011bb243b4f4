import { type Finding, finding, RULES_VERSION } from '@kaitong/contract/checks';
import { expect, test } from 'vitest';
import type { CheckedClip } from './checked-clip.ts';
import { findingLines } from './finding-lines.ts';
import { writeJunit } from './junit.ts';

const clipWith = (findings: Finding[]): CheckedClip => ({
  name: 'clip',
  objects: findings.map((_, n) => ({ n, name: `${n}.ts`, kind: 'segment' as const })),
  declaration: { container: 'ts', codec: 'h264', width: 320, height: 180, encryption: 'none' },
  declared: false,
  decoding: 'done',
  verdict: {
    outcome: 'fail',
    findings,
    rate: { is: 'not_judged', because: 'no_sound' },
    rules: RULES_VERSION,
    level2: 'node-av',
    fingerprint: null,
    pictures: [],
  },
});

const lost = [5, 1, 300].map((measured, object) =>
  finding('ts.continuity', {
    object,
    kind: 'segment',
    measured,
    offset: 188,
    params: { missing: measured, pid: '0x100' },
  }),
);

test('one fault in three objects is told once, with its files, its places and how much it is', () => {
  const xml = writeJunit([clipWith(lost)], 'en');
  const told = xml.slice(xml.indexOf('<failure'), xml.indexOf('</failure>'));
  expect(told.match(/→/g)).toHaveLength(1);
  expect(told).toContain('0.ts, 1.ts, 2.ts');
  expect(told).toMatch(/object 0 .*object 1 .*object 2 /);
  expect(told).toContain('with 1 to 300');
  expect(findingLines(lost, 'en').filter((line) => line.startsWith('✗'))).toHaveLength(1);
});
