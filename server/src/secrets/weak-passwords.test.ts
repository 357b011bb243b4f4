import { expect, test } from 'vitest';
import { isWeakPassword } from './weak-passwords.ts';

const about = ['ann.li@example.com', 'ann.li', 'example.com', '13800138000', 'Ann Li'];

test.each([
  ...['1234567890', 'aaaaaaaaaa', 'qwertyuiop', '1qaz2wsx3edc', 'password12', 'P@ssw0rd123', 'iloveyou1234'],
  ...['8888888888', 'abcabcabcabc', 'woaini1314', 'woaini5201314', 'kaitong123', '开通开通开通开通开通'],
  ...['ann.li@example.com', 'Ann.Li@Example.com', '13800138000', 'ann.liann.li', 'example.com1'],
  `${'a'.repeat(200)}`,
])('%s is tried first', async (password) => {
  expect(await isWeakPassword(password, about)).toBe(true);
});

test.each([
  'correct horse battery',
  'xK9#mQ2$vL',
  'fzVJ2f0oQ1bT',
  '海边 书桌 台灯 四只',
  'ten letters',
  `Ann Li ${'fzVJ2f0oQ1bT'}`,
])('%s is taken', async (password) => {
  expect(await isWeakPassword(password, about)).toBe(false);
});
