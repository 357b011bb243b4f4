import { expect, test } from 'vitest';
import { leaves, placeholders } from '../../i18n/testing/leaves.ts';
import { en } from './en.ts';
import { zhCN } from './zh-CN.ts';

test('both languages name the same values in every text', () => {
  expect(placeholders(en)).toEqual(placeholders(zhCN));
});

test('nobody is shouted at', () => {
  for (const [key, text] of leaves(zhCN)) expect([key, /[!！]/.test(text)]).toEqual([key, false]);
  for (const [key, text] of leaves(en)) expect([key, text.includes('!')]).toEqual([key, false]);
});
