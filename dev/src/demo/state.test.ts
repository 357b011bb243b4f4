import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ProblemError } from '@kaitong/contract';
import { afterAll, expect, test } from 'vitest';
import { isDiskFull } from '../start/full-disk.ts';
import { openDemoState, writePrivate } from './state.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'kaitong-demo-state-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a start that changes nothing writes nothing: a full disk does not keep it from coming up', () => {
  const file = path.join(folder, 'demo-state.json');
  const { state } = openDemoState(folder);
  const first = statSync(file);
  expect(openDemoState(folder).state).toEqual(state);
  expect(statSync(file).ino).toBe(first.ino);
  writePrivate(file, { ...state, apiKey: 'another' });
  expect(statSync(file).ino).not.toBe(first.ino);
});

test('want of room is known by what a file or the platform says, and nothing else is taken for it', () => {
  const problem = { type: 't', title: 't', detail: 'd', params: {}, status: 507 };
  expect(isDiskFull(Object.assign(new Error('write'), { code: 'ENOSPC' }))).toBe(true);
  expect(isDiskFull(new ProblemError({ ...problem, code: 'disk_full' } as never))).toBe(true);
  expect(isDiskFull(new ProblemError({ ...problem, code: 'internal_error' } as never))).toBe(false);
  expect(isDiskFull(Object.assign(new Error('no file'), { code: 'ENOENT' }))).toBe(false);
});
