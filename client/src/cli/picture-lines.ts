import type { Language } from '@kaitong/contract';
import { type PictureSecond, pictureSpansText } from '@kaitong/contract/checks';
import { stripCells } from '../report/strip-cells.ts';
import type { Line } from './output.ts';

const texts: Record<Language, { length: (seconds: number, each: number) => string; none: string }> = {
  en: {
    length: (seconds, each) => `${seconds} s; the higher, the brighter${each > 1 ? `; ${each} s in each sign` : ''}`,
    none: '; _ no pictures',
  },
  'zh-CN': {
    length: (seconds, each) => `${seconds} 秒；越高越亮${each > 1 ? `；每格 ${each} 秒` : ''}`,
    none: '；_ 没有画面',
  },
};

const INDENT = '  ';
const USUAL_COLUMNS = 80;
/** For the words behind the strip. */
const RESERVED = 54;
const FEWEST_CELLS = 20;

/** What a clip shows, second by second: a strip that says the same without its colours, and what is conspicuous in words. */
export function pictureLines(seconds: readonly PictureSecond[], language: Language, columns = USUAL_COLUMNS): Line[] {
  if (seconds.length === 0) return [];
  const cells = stripCells(seconds, Math.max(FEWEST_CELLS, columns - RESERVED));
  const [first] = cells;
  const each = first ? (first.toMs - first.fromMs) / 1000 : 1;
  const bars = cells.map(({ sign }) => sign).join('');
  const legend = bars.includes('_') ? texts[language].none : '';
  const words = pictureSpansText(seconds, language);
  return [
    {
      text: `${INDENT}${bars}  ${texts[language].length(seconds.length, each)}${legend}`,
      paint: { from: INDENT.length, colours: cells.map(({ colour }) => colour) },
    },
    ...(words === '' ? [] : [`${INDENT}${words}`]),
  ];
}

/** The same for files: without colours. */
export const pictureText = (seconds: readonly PictureSecond[], language: Language): string[] =>
  pictureLines(seconds, language).map((line) => (typeof line === 'string' ? line : line.text).trim());
