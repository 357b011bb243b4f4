import { expect, test } from 'vitest';
import { readChapters, writeChapters } from './chapters.ts';

const CHAPTERS = [
  { title: 'I. 分成规则', paragraphs: ['1.1 厂商自负运营成本。', '1.2 分成为用户实付金额的 10%。'] },
  { title: 'II. 其他', paragraphs: ['2.1 # 不在行首的井号不是标题。'] },
];

test('what is written out is read back as it was', () => {
  expect(readChapters(writeChapters(CHAPTERS))).toEqual({ chapters: CHAPTERS });
});

test('blank lines and spaces around a line do not count, and a broken paragraph becomes one line', () => {
  expect(readChapters('\n  # 一 \r\n\r\n  甲\t\n\n乙')).toEqual({
    chapters: [{ title: '一', paragraphs: ['甲', '乙'] }],
  });
  expect(writeChapters([{ title: '一', paragraphs: ['甲\n  乙'] }])).toBe('# 一\n甲 乙');
});

test.each([
  ['', 'no_chapter', 1],
  ['\n\n', 'no_chapter', 1],
  ['\n前言\n# 一\n甲', 'before_chapter', 2],
  ['# 一\n\n# 二\n甲', 'empty_chapter', 1],
  ['# 一\n甲\n# 二', 'empty_chapter', 3],
  [`# ${'长'.repeat(201)}\n甲`, 'long_title', 1],
  [`# 一\n${'长'.repeat(4001)}`, 'long_paragraph', 2],
  [`# 一\n${'甲\n'.repeat(101)}`, 'too_many', 1],
  ['# 一\n甲\n'.repeat(51), 'too_many', 1],
  ['#一\n甲', 'before_chapter', 1],
])('what cannot be stored is named with its line: %j', (text, wrong, line) => {
  expect(readChapters(text)).toEqual({ wrong, line });
});
