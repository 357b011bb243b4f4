import { pictureSpansText } from '../checks/picture-strip.ts';
import type { ItemClip } from '../conformance/item.ts';
import type { Language } from '../languages.ts';
import { conformanceTexts } from './conformance-texts.ts';
import { escaped, quoted } from './escape.ts';
import { type StripCell, stripCells } from './strip-cells.ts';

/** Five minutes, the longest event. */
const MOST_CELLS = 300;
const HEIGHT = 32;

/** What an event shows, second by second: bars in their colours, with letters and words beside them for what is conspicuous. */
export function writeStrip({ event, pictures }: ItemClip, language: Language): string {
  const t = conformanceTexts[language];
  const words = [t.pictures(pictures.length), pictureSpansText(pictures, language)].filter((part) => part !== '');
  const said = words.join(language === 'zh-CN' ? '。' : '. ');
  const cells = stripCells(pictures, MOST_CELLS);
  return `<figure class="strip"><figcaption>${escaped(t.clip(event))}</figcaption>
<svg viewBox="0 0 ${cells.length * 10} ${HEIGHT}" width="${cells.length * 10}" height="${HEIGHT}" role="img" aria-label=${quoted(said)}>${cells.map(writeCell).join('')}</svg>
<p>${escaped(said)}</p></figure>`;
}

const HEIGHTS = '▁▂▃▄▅▆▇█';

function writeCell({ sign, colour, fromMs, toMs }: StripCell, n: number): string {
  const level = HEIGHTS.indexOf(sign);
  const height = level < 0 ? HEIGHT : ((level + 1) * HEIGHT) / HEIGHTS.length;
  const letter = level < 0 ? `<text x="${n * 10 + 5}" y="21" text-anchor="middle">${escaped(sign)}</text>` : '';
  const title = `<title>${fromMs / 1000}–${toMs / 1000} s</title>`;
  return `<g>${title}<rect x="${n * 10}" y="${HEIGHT - height}" width="9" height="${height}" fill="rgb(${colour.join()})"/>${letter}</g>`;
}

/** Letters stand out from whatever colour is behind them. */
export const STRIP_STYLE = `
.strip{margin:8px 0}.strip svg{display:block;max-width:100%;border:1px solid currentcolor}.strip p{margin:2px 0;opacity:.75}
.strip text{font:700 10px monospace;fill:#fff;stroke:#000;stroke-width:2px;paint-order:stroke}`;
