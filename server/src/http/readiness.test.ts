import { milliseconds } from '@kaitong/contract';
import { expect, test } from 'vitest';
import { findAway } from './readiness.ts';

const yes = async () => true;
const no = async () => false;
const fails = async (): Promise<boolean> => {
  throw new Error('out of reach');
};

test('what says no, and what fails, is away', async () => {
  expect(await findAway({ database: yes, disk: yes, judge: yes, keys: yes })).toEqual([]);
  expect(await findAway({ judge: no, keys: no, disk: no, database: yes })).toEqual(['disk', 'judge', 'keys']);
  expect(await findAway({ database: fails, disk: yes, judge: yes, keys: yes })).toEqual(['database']);
});

test('what does not answer in time is away: a stopped database says nothing at all', async () => {
  const silent = () => new Promise<boolean>(() => {});
  expect(await findAway({ database: silent, disk: yes, judge: yes, keys: yes }, milliseconds(1))).toEqual(['database']);
});
