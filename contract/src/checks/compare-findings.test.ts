import { expect, test } from 'vitest';
import { compareFindings, findingChangeText } from './compare-findings.ts';
import { finding } from './finding.ts';

const key = finding('video.first_not_key', { measured: 1900, object: 0 });
const size = finding('video.dims_mismatch', { measured: '640x360', limit: '1280x720' });
const plain = finding('enc.none');

test('the sentence says first what is gone, then what is new, then how many are left', () => {
  const change = compareFindings([key, size], [size, plain]);
  expect(change).toEqual({ gone: ['video.first_not_key'], added: ['enc.none'], stays: ['video.dims_mismatch'] });
  expect(findingChangeText(compareFindings([key, size], [size]), 'en')).toBe('video.first_not_key gone, 1 left');
  expect(findingChangeText(change, 'zh-CN')).toBe('video.first_not_key 已消失，新出现 enc.none，还剩 2 项');
  expect(findingChangeText(compareFindings([key], []), 'zh-CN')).toBe('video.first_not_key 已消失，没有问题了');
  expect(findingChangeText(compareFindings([key], [key]), 'en')).toBe('nothing changed, 1 left');
});

test('a fault in several places counts once, and one that another explains is neither gone nor new', () => {
  const again = finding('video.first_not_key', { measured: 1500, object: 1 });
  expect(compareFindings([key, again], [again])).toEqual({ gone: [], added: [], stays: ['video.first_not_key'] });
  const wrongKey = finding('enc.key', { object: 0 });
  const unread = finding('obj.container', { object: 0 });
  // Before, the wrong key explained it; now it stands for itself.
  const change = compareFindings([wrongKey, unread], [unread]);
  expect(change).toEqual({ gone: ['enc.key'], added: [], stays: ['obj.container'] });
});
