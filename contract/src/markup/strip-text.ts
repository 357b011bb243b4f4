import type { PictureSecond } from '../checks/picture-second.ts';
import { pictureSpansText } from '../checks/picture-strip.ts';
import type { Language } from '../languages.ts';
import { type StripCell, stripCells } from './strip-cells.ts';

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

const USUAL_COLUMNS = 80;
/** For the words behind the strip. */
const RESERVED = 54;
const FEWEST_CELLS = 20;

/** A strip as signs that fit into so many columns, the legend behind it, and what is conspicuous in words. */
export function signStrip(
  seconds: readonly PictureSecond[],
  language: Language,
  columns = USUAL_COLUMNS,
): { cells: StripCell[]; strip: string; words: string } {
  const cells = stripCells(seconds, Math.max(FEWEST_CELLS, columns - RESERVED));
  const [first] = cells;
  const each = first ? (first.toMs - first.fromMs) / 1000 : 1;
  const bars = cells.map(({ sign }) => sign).join('');
  const legend = bars.includes('_') ? texts[language].none : '';
  return {
    cells,
    strip: `${bars}  ${texts[language].length(seconds.length, each)}${legend}`,
    words: pictureSpansText(seconds, language),
  };
}

/** What a clip shows, second by second, as lines without colours; none where it was not decoded. */
export function stripText(seconds: readonly PictureSecond[], language: Language): string[] {
  if (seconds.length === 0) return [];
  const { strip, words } = signStrip(seconds, language);
  return words === '' ? [strip] : [strip, words];
}
