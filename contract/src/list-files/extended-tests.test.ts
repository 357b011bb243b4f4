import { expect, test } from 'vitest';
import type { Language } from '../languages.ts';
import { makerFiles } from './maker-files.ts';

const file = makerFiles.find(({ name }) => name === 'extended-tests');

/** What stands in the file of a test with these items under a title, in English. */
function cellOf(title: string, test: object, language: Language = 'en'): unknown {
  const column = file?.columns.find(({ titles }) => titles[1] === title);
  return Object.values(column?.cell(test, language) ?? {})[0];
}

const item = (verdict: 'pass' | 'fail' | 'skipped', code: 'as_expected' | 'not_reached' | 'not_chosen') => ({
  verdict,
  reason: { code, params: {} },
});
const [passed, untested, unwanted] = [
  item('pass', 'as_expected'),
  item('skipped', 'not_reached'),
  item('skipped', 'not_chosen'),
];

test('in the file, too, a test with an item that was not tested is not simply passed', () => {
  const test = { state: 'ended', outcome: 'pass', items: [passed, untested, unwanted] };
  expect(cellOf('Outcome', test)).toBe('1 of 2 passed, 1 not tested');
  expect(cellOf('Outcome', test, 'zh-CN')).toBe('2 项中 1 项通过，1 项未测试');
  expect([cellOf('Passed', test), cellOf('Items', test)]).toEqual(['1', '2']);
});

test('one of which all that was chosen passed is, one that goes on says so, and a failure stays one', () => {
  expect(cellOf('Outcome', { state: 'ended', outcome: 'pass', items: [passed, unwanted] })).toBe('Pass');
  expect(cellOf('Outcome', { state: 'running', outcome: null, items: [] }, 'zh-CN')).toBe('进行中');
  expect(cellOf('Outcome', { state: 'ended', outcome: 'fail', items: [item('fail', 'not_reached'), untested] })).toBe(
    'Fail',
  );
});
