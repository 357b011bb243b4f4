import { ProblemError } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { explain } from './explain.ts';
import type { Text } from './texts/index.ts';

const t = ((key: string) => key) as Text;
const problem = { type: 'about:blank', title: 'The device did not answer', status: 504, params: {} } as const;

test('a refusal keeps the server’s words and its code', () =>
  expect(
    explain(new ProblemError({ ...problem, detail: 'Try again later.', code: 'device_not_responding' }), t),
  ).toEqual({ title: 'The device did not answer', remedy: 'Try again later.', code: 'device_not_responding' }));

test('an answer that is not our server’s means that it cannot be reached', () =>
  expect(explain(new ProblemError({ ...problem, title: 'HTTP 502', status: 502, code: 'internal_error' }), t)).toEqual({
    title: 'unreachable.title',
    remedy: 'unreachable.text',
    code: 'http_502',
  }));

test.each([
  new TypeError('Failed to fetch'),
  new TypeError('Load failed'),
  new TypeError('NetworkError when attempting to fetch resource.'),
  new TypeError('error loading dynamically imported module: /assets/MePage.js'),
  new TypeError('Importing a module script failed.'),
  new Error('Unable to preload CSS for /assets/MePage.css'),
])('no network in any browser’s words: %s', (error) => expect(explain(error, t).code).toBe('server_unreachable'));

test('everything else is the program’s fault', () =>
  expect(explain(new TypeError('undefined is not a function'), t).code).toBe('page_failed'));
