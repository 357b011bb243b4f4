import { ProblemError } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { checkSignIn, checkSignUp, wrongIn } from './check-form.ts';

const whole = { name: '王芳', login: '18500005823', password: 'correct horse' };

test('a whole form has nothing wrong', () => {
  expect(checkSignUp(whole)).toEqual({});
  expect(checkSignIn({ ...whole, name: '' })).toEqual({});
});

test('what is missing or too short is named by its field', () => {
  expect(checkSignUp({ name: '', login: '', password: '' })).toEqual({
    name: 'required',
    login: 'required',
    password: 'required',
  });
  expect(checkSignUp({ ...whole, password: '123456789' })).toEqual({ password: 'short' });
  expect(checkSignIn({ ...whole, login: '@' })).toEqual({ login: 'invalid' });
});

test('an old account with a short password may still sign in', () =>
  expect(checkSignIn({ ...whole, password: 'short' })).toEqual({}));

test('a login that the server does not take is the field’s fault, another refusal is not', () => {
  const problem = { type: 'about:blank', title: '', status: 422, params: {} };
  const fields = [{ path: 'body.login', message: 'neither' }];
  expect(wrongIn(new ProblemError({ ...problem, code: 'input_invalid', fields }))).toEqual({ login: 'invalid' });
  expect(wrongIn(new ProblemError({ ...problem, code: 'sign_in_failed' }))).toEqual({});
  expect(wrongIn(new TypeError('Failed to fetch'))).toEqual({});
});
