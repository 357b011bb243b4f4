import { refusal } from '@kaitong/contract';
import { finding } from '@kaitong/contract/checks';
import { expect, test } from 'vitest';
import { reasonsIn } from './reasons-in.ts';

const findings = [finding('enc.none'), finding('obj.hash', { object: 0, kind: 'segment' })];
const codesOf = (problem: Parameters<typeof reasonsIn>[0]['problem']) =>
  reasonsIn({ problem, findings }).map((group) => group.finding.code);

test('a rejected clip is explained by its findings, errors first', () => {
  expect(codesOf(refusal('clip_rejected'))).toEqual(['obj.hash', 'enc.none']);
});

test('an upload that broke off is explained by the errors seen, not by what is only recommended', () => {
  expect(codesOf(refusal('upload_refused', { reason: 'hash_mismatch' }))).toEqual(['obj.hash']);
  expect(codesOf(refusal('upload_incomplete', { seconds: 45 }))).toEqual(['obj.hash']);
});

test('any other end has its reason in its own words', () => {
  expect(codesOf(refusal('no_event', { seconds: 110 }))).toEqual([]);
  expect(codesOf(null)).toEqual([]);
});
