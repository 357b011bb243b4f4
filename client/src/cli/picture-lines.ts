import type { Language } from '@kaitong/contract';
import type { PictureSecond } from '@kaitong/contract/checks';
import { signStrip } from '@kaitong/contract/markup';
import type { Line } from './output.ts';

const INDENT = '  ';

/** What a clip shows, second by second: a strip that says the same without its colours, and what is conspicuous in words. */
export function pictureLines(seconds: readonly PictureSecond[], language: Language, columns?: number): Line[] {
  if (seconds.length === 0) return [];
  const { cells, strip, words } = signStrip(seconds, language, columns);
  return [
    {
      text: INDENT + strip,
      paint: { from: INDENT.length, colours: cells.map(({ colour }) => colour) },
    },
    ...(words === '' ? [] : [`${INDENT}${words}`]),
  ];
}
