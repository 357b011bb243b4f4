import { expect, test } from 'vitest';
import { finding } from './finding.ts';
import { groupFindings } from './group-findings.ts';

test('one fault in several objects is one group, in its order; errors come first', () => {
  const small = finding('video.bitrate');
  const keys = [0, 1, 3].map((object) => finding('enc.key', { object, kind: 'segment' }));
  expect(groupFindings([small, ...keys])).toEqual([
    { finding: keys[0], findings: keys, follows: false },
    { finding: small, findings: [small], follows: false },
  ]);
});

test('what reads differently stays apart', () => {
  const hashes = ['MD5', 'SHA-256'].map((algorithm) => finding('obj.hash', { object: 0, params: { algorithm } }));
  expect(groupFindings(hashes)).toHaveLength(2);
  const steps = [1, 2].map((afterMs) =>
    finding('flow.commit_before_put', { params: { step: 'await-upload', afterMs } }),
  );
  expect(groupFindings(steps)).toHaveLength(1);
});

test('a decoder stumbles over damage that is named already; errors of another object, or none, explain nothing', () => {
  const stumbled = finding('decode.errors', { object: 1, kind: 'segment', measured: 3 });
  const followsAfter = (...before: Parameters<typeof groupFindings>[0]) =>
    groupFindings([...before, stumbled]).at(-1)?.follows;
  expect(followsAfter(finding('ts.align', { object: 1, kind: 'segment' }))).toBe(true);
  expect(followsAfter(finding('ts.align', { object: 0, kind: 'segment' }))).toBe(false);
  expect(groupFindings([finding('enc.none'), stumbled])[0]).toMatchObject({ finding: stumbled, follows: false });
});
