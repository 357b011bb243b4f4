import { expect, test } from 'vitest';
import { silentOn } from './silent-on.ts';

const text = (paragraph: string) => ({ title: '12 %', chapters: [{ title: '12 %', paragraphs: ['1.1', paragraph] }] });

test('a text that does not say the share is named by its language', () => {
  const texts = { 'zh-CN': text('您得到实付金额的 12%。'), en: text('Your share is 10 % of it.') };
  expect(silentOn(12, texts)).toEqual(['en']);
  expect(silentOn(10, texts)).toEqual(['zh-CN']);
});

test('spaces and full-width signs say it too, parts of other numbers do not', () => {
  expect(silentOn(12, { 'zh-CN': text('１２％'), en: text('12 %') })).toEqual([]);
  expect(silentOn(2, { 'zh-CN': text('12%'), en: text('1.2 %') })).toEqual(['zh-CN', 'en']);
});
