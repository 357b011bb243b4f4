import { FONT, tokenSheet } from './tokens.ts';

const CHINESE = ['PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', 'WenQuanYi Micro Hei'];
const LATIN = ['Segoe UI', 'Helvetica Neue', 'Roboto', 'Noto Sans', 'Liberation Sans', 'DejaVu Sans', 'Arial'];
/** Of Latin letters and of what Chinese is written with. */
const RANGES = { latin: 'U+0000-024F,U+2010-2027', chinese: 'U+2E80-2FDF,U+3000-303F,U+3400-9FFF,U+FF00-FFEF' };

const face = (family: string, fonts: readonly string[], range: string) =>
  [
    { weight: '100 500', styles: [''] },
    { weight: '600 900', styles: [' Bold', ' Semibold'] },
  ]
    .map(({ weight, styles }) => {
      const sources = fonts.flatMap((font) => styles.map((style) => `local("${font}${style}")`)).join(',');
      return `@font-face{font-family:"${family}";font-weight:${weight};src:${sources};unicode-range:${range}}`;
    })
    .join('\n');

/**
 * Colours and fonts for pages that run nothing and so cannot look whether a machine has Chinese glyphs. Ours go before
 * the system's list, where Chromium would keep the boxes that it drew at first; the machine's own fonts, by their names,
 * go before ours, so that nobody who has one loads another.
 */
export const designSheet = (chineseFont: string): string =>
  [
    face('Machine Latin', LATIN, RANGES.latin),
    face('Machine Chinese', CHINESE, RANGES.chinese),
    chineseFont,
    tokenSheet(),
    `:root{--kt-font:'Machine Latin','Machine Chinese','Noto Sans SC',${FONT}}`,
  ].join('\n');
