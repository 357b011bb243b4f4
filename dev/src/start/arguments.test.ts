import { expect, test } from 'vitest';
import { readArguments, UsageError } from './arguments.ts';

const read = (...args: string[]) => readArguments(args, {});

test('whoever starts the server has a link made for a login and, where it is asked for, takes its second factor', () => {
  const login = 'operator@example.com';
  expect(read('--reset-link', login).resetLink).toEqual({ login, withoutSecondFactor: false });
  expect(read('--reset-link', login, '--without-second-factor').resetLink).toEqual({
    login,
    withoutSecondFactor: true,
  });
  expect(read('--no-demo')).toMatchObject({ demo: false, resetLink: undefined });
});

test('a second factor is taken from nobody whose login is not named', () => {
  expect(() => read('--without-second-factor')).toThrow(UsageError);
  expect(() => read('--reset-link', '--without-second-factor')).toThrow(UsageError);
  expect(() => read('--second-factor')).toThrow('--without-second-factor');
});
