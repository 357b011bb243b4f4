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

test('one fault that shows with other numbers in each object is one headline, and its places tell how many', () => {
  const gaps = [5, 1, 300].map((missing, object) =>
    finding('ts.continuity', {
      object,
      measured: missing,
      atMs: object * 2000,
      params: { missing, pid: `0x10${object}` },
    }),
  );
  const outliers = ['1.500', '3.460'].map((stamp, object) =>
    finding('time.outlier', { object, measured: 1, params: { seconds: object, stamp, before: '1.460', due: stamp } }),
  );
  const cut = ['moof', 'mdat'].map((box, object) => finding('mp4.truncated', { object, measured: 9, params: { box } }));
  expect(groupFindings([...gaps, ...outliers, ...cut]).map(({ findings }) => findings)).toEqual([gaps, outliers, cut]);
});

test('what is another fault by its words stays apart, whatever its numbers', () => {
  const units = ['header', 'length'].map((cause, object) => finding('video.nal', { object, params: { cause } }));
  expect(groupFindings(units)).toHaveLength(2);
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
