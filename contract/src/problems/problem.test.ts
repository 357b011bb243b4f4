import { expect, test } from 'vitest';
import { isRefusal, type Refusal, refusal } from './problem.ts';

test('what has a code of the catalogue and its parameters is a refusal, and nothing else is', () => {
  expect(isRefusal(refusal('not_found'))).toBe(true);
  expect(isRefusal({ ...refusal('input_invalid', { field: 'name' }), fields: [] })).toBe(true);

  expect(isRefusal({ code: 'not_a_code', params: {} })).toBe(false);
  expect(isRefusal({ code: 'toString', params: {} })).toBe(false); // no entry of the catalogue, but of every object
  expect(isRefusal({ code: 'not_found' })).toBe(false);
  expect(isRefusal({ code: 'not_found', params: null })).toBe(false);
  for (const value of [undefined, null, 'not_found', 404, [], () => {}]) expect(isRefusal(value)).toBe(false);
});

test('asking tells the compiler both what a refusal is and what is left when it is none', () => {
  const pick = (answer: { id: string } | Refusal): string => (isRefusal(answer) ? answer.code : answer.id);
  expect([pick(refusal('not_found')), pick({ id: 'ap1' })]).toEqual(['not_found', 'ap1']);
});
