import { expect, test } from 'vitest';
import { leaves, placeholders } from '../../i18n/testing/leaves.ts';
import { en as computerEn } from '../computer/texts/en.ts';
import { zhCN as computerZhCN } from '../computer/texts/zh-CN.ts';
import { en as footageEn } from '../footage/texts/en.ts';
import { zhCN as footageZhCN } from '../footage/texts/zh-CN.ts';
import { en as ordersEn } from '../orders/texts/en.ts';
import { zhCN as ordersZhCN } from '../orders/texts/zh-CN.ts';
import { en as appEn } from './en.ts';
import { zhCN as appZhCN } from './zh-CN.ts';

const zhCN = { ...appZhCN, footage: footageZhCN, computer: computerZhCN, money: ordersZhCN };
const en = { ...appEn, footage: footageEn, computer: computerEn, money: ordersEn };

test('both languages name the same values in every text', () => {
  expect(placeholders(en)).toEqual(placeholders(zhCN));
});

test('owners are addressed formally, and nobody is shouted at', () => {
  for (const [key, text] of leaves(zhCN)) expect([key, /你|[!！]/.test(text)]).toEqual([key, false]);
  for (const [key, text] of leaves(en)) expect([key, text.includes('!')]).toEqual([key, false]);
});

test('motion detection has one name, and binding a unit is never called activation', () => {
  for (const [key, text] of leaves(zhCN)) expect([key, /运动检测|激活/.test(text)]).toEqual([key, false]);
  for (const [key, text] of leaves(en)) expect([key, /activat/i.test(text)]).toEqual([key, false]);
});
