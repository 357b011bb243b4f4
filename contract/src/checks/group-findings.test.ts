import { expect, test } from 'vitest';
import { finding } from './finding.ts';
import { groupFindings } from './group-findings.ts';

test('one fault in several objects is one group, in its order; errors come first', () => {
  const small = finding('snap.missing');
  const keys = [0, 1, 3].map((object) => finding('enc.key', { object, kind: 'segment' }));
  expect(groupFindings([small, ...keys])).toEqual([
    { finding: keys[0], findings: keys, follows: [] },
    { finding: small, findings: [small], follows: [] },
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

test('what follows from a cause is listed below it, and is no headline', () => {
  const cut = finding('ts.align', { object: 1, kind: 'segment' });
  const stumbled = [1, 2].map((object) => finding('decode.errors', { object, kind: 'segment', measured: 3 }));
  const groups = groupFindings([...stumbled, cut]);
  expect(groups.map(({ finding }) => finding)).toEqual([stumbled[1], cut]);
  expect(groups[1]?.follows.map(({ finding }) => finding)).toEqual([stumbled[0]]);
});

test('what else is known of a fault, a decoder’s own line for example, does not part it', () => {
  const lines = ['Could not find ref', 'error while decoding'].map((log) =>
    finding('decode.errors', { params: { log } }),
  );
  expect(groupFindings(lines)).toHaveLength(1);
});
